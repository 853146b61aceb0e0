"""Exceptions in handlers and predicates. Parallel to FailingScenarios.cs."""
import errno
import os

from scenario import scenario
from stage import Boom, raising
from traced import Listener, Reader, Traced, Writer


def _beside_a_reader(stage, channel):
    """A second channel with data: it shows that the pass goes on."""
    sock, peer = stage.socketpair('bystander peer')
    bystander = Reader(stage, 'bystander', sock)
    peer.send(b'hello')
    stage.run(2)
    channel.show()
    stage.show_map()


@scenario
def error_in_handle_read(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.acts['handle_read'] = raising(Boom('in handle_read'))
    peer.send(b'hello')
    _beside_a_reader(stage, channel)


@scenario
def error_in_handle_write(stage):
    channel = Writer(stage, 'channel', stage.socketpair()[0])
    channel.acts['handle_write'] = raising(Boom('in handle_write'))
    _beside_a_reader(stage, channel)


@scenario
def error_in_handle_connect(stage):
    listener = stage.tcp_listener()
    channel = Writer(stage, 'channel')
    channel.acts['handle_connect'] = raising(Boom('in handle_connect'))
    channel.create_socket()
    channel.connect(listener.getsockname())
    stage.wait_writable(channel)
    _beside_a_reader(stage, channel)


@scenario
def error_in_handle_accept(stage):
    server = Listener(stage, 'server')
    server.acts['handle_accept'] = raising(Boom('in handle_accept'))
    stage.connect(server)
    stage.wait_readable(server)
    _beside_a_reader(stage, server)


@scenario
def error_in_handle_accepted(stage):
    server = Listener(stage, 'server')
    server.acts['handle_accepted'] = raising(Boom('in handle_accepted'))
    stage.connect(server)
    stage.wait_readable(server)
    _beside_a_reader(stage, server)


@scenario
def error_in_handle_expt(stage):
    sock, peer = stage.tcp_pair()
    channel = Reader(stage, 'channel', sock)
    channel.acts['handle_expt'] = raising(Boom('in handle_expt'))
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    _beside_a_reader(stage, channel)


class Failing(Reader):
    """Fails in a predicate."""

    def readable(self):
        self.stage.trace('readable')
        raise Boom('in readable')


@scenario
def error_in_readable_leaves_the_loop(stage):
    sock, peer = stage.socketpair('bystander peer')
    Reader(stage, 'bystander', sock)
    peer.send(b'hello')
    channel = Failing(stage, 'channel', stage.socketpair()[0])
    stage.attempt(stage.run)
    channel.show()
    stage.show_map()
    channel.close()
    stage.run()


class FailingWriter(Writer):
    def writable(self):
        self.stage.trace('writable')
        raise Boom('in writable')


@scenario
def error_in_writable_leaves_the_loop(stage):
    channel = FailingWriter(stage, 'channel', stage.socketpair()[0])
    stage.attempt(stage.run)
    channel.show()
    stage.show_map()


class Forgiving(Reader):
    """Has its own way with errors."""

    def handle_error(self):
        self.on('handle_error')


@scenario
def handle_error_overridden_keeps_the_channel(stage):
    sock, peer = stage.socketpair()
    channel = Forgiving(stage, 'channel', sock)
    channel.acts['handle_read'] = raising(Boom('once'))
    peer.send(b'hello')
    stage.run()
    channel.show()
    del channel.acts['handle_read']
    stage.run()


class Unprintable(Reader):
    def __repr__(self):
        raise Boom('in repr')


@scenario
def error_in_repr_while_logging_an_error(stage):
    sock, peer = stage.socketpair()
    channel = Unprintable(stage, 'channel', sock)
    channel.acts['handle_read'] = raising(Boom('in handle_read'))
    peer.send(b'hello')
    stage.run()
    stage.show_map()


def _raise_os_error(stage, number):
    """What a handler throws that has called the socket itself."""
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.acts['handle_read'] = raising(OSError(number, os.strerror(number)))
    peer.send(b'hello')
    stage.run()
    stage.show_map()


@scenario
def reset_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.ECONNRESET)


@scenario
def not_connected_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.ENOTCONN)


@scenario
def shut_down_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.ESHUTDOWN)


@scenario
def aborted_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.ECONNABORTED)


@scenario
def broken_pipe_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.EPIPE)


@scenario
def bad_descriptor_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.EBADF)


@scenario
def timed_out_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.ETIMEDOUT)


@scenario
def unreachable_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.EHOSTUNREACH)


@scenario
def would_block_thrown_by_a_handler(stage):
    _raise_os_error(stage, errno.EAGAIN)


@scenario
def error_in_handle_read_of_a_channel_that_could_write(stage):
    """What the first handler of a pass throws ends the channel; the second is not called."""
    sock, peer = stage.socketpair()
    channel = Traced(stage, 'channel', sock)
    channel.acts['handle_read'] = raising(Boom('in handle_read'))
    peer.send(b'hello')
    stage.run(2)
