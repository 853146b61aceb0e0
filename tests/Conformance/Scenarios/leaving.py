"""ExitNow leaves the loop at once: the channel stays, and the rest of the pass is not delivered.

Parallel to LeavingScenarios.cs.
"""
import asyncore

from scenario import scenario
from stage import Boom, raising
from traced import Listener, Reader, Traced, Writer


def _leave(stage, channel, handler):
    """Between two channels that have data."""
    stage.attempt(stage.run)
    channel.show()
    stage.show_map()
    del channel.acts[handler]
    stage.run()


def _reader(stage, name):
    sock, peer = stage.socketpair(name + ' peer')
    peer.send(b'hello')
    return Reader(stage, name, sock)


@scenario
def exit_in_handle_read(stage):
    _reader(stage, 'before')
    channel = _reader(stage, 'channel')
    _reader(stage, 'after')
    channel.acts['handle_read'] = raising(asyncore.ExitNow('in handle_read'))
    _leave(stage, channel, 'handle_read')


@scenario
def exit_in_handle_write(stage):
    _reader(stage, 'before')
    channel = Writer(stage, 'channel', stage.socketpair()[0])
    _reader(stage, 'after')
    channel.acts['handle_write'] = raising(asyncore.ExitNow('in handle_write'))
    _leave(stage, channel, 'handle_write')


@scenario
def exit_in_handle_connect(stage):
    listener = stage.tcp_listener()
    _reader(stage, 'before')
    channel = Writer(stage, 'channel')
    channel.create_socket()
    channel.connect(listener.getsockname())
    stage.wait_writable(channel)
    _reader(stage, 'after')
    channel.acts['handle_connect'] = raising(asyncore.ExitNow('in handle_connect'))
    _leave(stage, channel, 'handle_connect')


@scenario
def exit_in_handle_accepted(stage):
    _reader(stage, 'before')
    channel = Listener(stage, 'channel')
    stage.connect(channel)
    stage.wait_readable(channel)
    _reader(stage, 'after')
    channel.acts['handle_accepted'] = raising(asyncore.ExitNow('in handle_accepted'))
    _leave(stage, channel, 'handle_accepted')


@scenario
def exit_in_handle_accept(stage):
    channel = Listener(stage, 'channel')
    stage.connect(channel)
    stage.wait_readable(channel)
    _reader(stage, 'after')
    channel.acts['handle_accept'] = raising(asyncore.ExitNow('in handle_accept'))
    _leave(stage, channel, 'handle_accept')


@scenario
def exit_in_handle_expt(stage):
    _reader(stage, 'before')
    sock, peer = stage.tcp_pair()
    channel = Reader(stage, 'channel', sock)
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    _reader(stage, 'after')
    channel.acts['handle_expt'] = raising(asyncore.ExitNow('in handle_expt'))
    _leave(stage, channel, 'handle_expt')


@scenario
def exit_in_handle_close(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    peer.shutdown()
    _reader(stage, 'after')
    channel.acts['handle_close'] = raising(asyncore.ExitNow('in handle_close'))
    stage.attempt(stage.run)
    channel.show()
    stage.show_map()


@scenario
def exit_in_handle_error(stage):
    channel = _reader(stage, 'channel')
    _reader(stage, 'after')
    channel.acts['handle_read'] = raising(Boom('in handle_read'))
    channel.acts['handle_error'] = raising(asyncore.ExitNow('in handle_error'))
    stage.attempt(stage.run)
    channel.show()
    stage.show_map()


class Leaving(Reader):
    def readable(self):
        raise asyncore.ExitNow('in readable')


@scenario
def exit_in_a_predicate(stage):
    _reader(stage, 'before')
    channel = Leaving(stage, 'channel', stage.socketpair()[0])
    stage.attempt(stage.run)
    channel.show()
    stage.show_map()


@scenario
def exit_leaves_a_loop_that_counts(stage):
    channel = Writer(stage, 'channel', stage.socketpair()[0])
    channel.acts['handle_write'] = raising(asyncore.ExitNow('enough'))
    stage.attempt(lambda: asyncore.loop(0.0, stage.use_poll, stage.map, 3))
    channel.show()


class Quit(asyncore.ExitNow):
    pass


@scenario
def exit_by_a_class_of_the_programs_own(stage):
    channel = _reader(stage, 'channel')
    channel.acts['handle_read'] = raising(Quit('enough'))
    stage.attempt(stage.run)
    channel.show()
