"""loop, poll, close_all and the functions beneath. Parallel to LoopingScenarios.cs."""
import asyncore
import errno
import os
import select

from plain import Plain
from scenario import scenario
from stage import Boom, raising
from traced import Reader, Traced, Writer


def _loop(stage, count):
    asyncore.loop(0.0, stage.use_poll, stage.map, count)


@scenario
def loop_counts_its_passes(stage):
    Writer(stage, 'writer', stage.socketpair()[0])
    for count in (1, 3):
        stage.trace('-- loop %d' % count)
        _loop(stage, count)


@scenario
def loop_with_a_count_of_zero_or_less_polls_never(stage):
    Writer(stage, 'writer', stage.socketpair()[0])
    for count in (0, -1, -100):
        stage.trace('-- loop %d' % count)
        _loop(stage, count)


@scenario
def loop_ends_when_the_map_is_empty(stage):
    sock, peer = stage.socketpair()
    Reader(stage, 'reader', sock)
    peer.send(b'hello')
    peer.shutdown()
    asyncore.loop(10.0, stage.use_poll, stage.map)
    stage.show_map()


@scenario
def loop_ends_when_the_map_is_empty_before_its_count(stage):
    writer = Writer(stage, 'writer', stage.socketpair()[0])
    writer.acts['handle_write'] = writer.close
    _loop(stage, 100)
    stage.show_map()


@scenario
def empty_map_returns_at_once(stage):
    asyncore.loop(30.0, stage.use_poll, stage.map)
    asyncore.loop(30.0, stage.use_poll, stage.map, 5)
    if stage.use_poll:
        asyncore.poll3(0.0, stage.map)
    else:
        asyncore.poll(30.0, stage.map)
    stage.trace('returned')


@scenario
def default_map_is_looked_up_at_each_call(stage):
    outer = asyncore.socket_map
    try:
        asyncore.socket_map = stage.map
        channel = Writer(stage, 'writer', stage.socketpair()[0])
        asyncore.loop(0.0, stage.use_poll, count=1)
        channel.close()
        asyncore.loop(30.0, stage.use_poll)
        stage.trace('returned')
    finally:
        asyncore.socket_map = outer


class Defaulted(asyncore.dispatcher):
    """Names no map."""


@scenario
def channel_without_a_map_joins_the_default_one(stage):
    outer = asyncore.socket_map
    try:
        asyncore.socket_map = stage.map
        channel = Defaulted(stage.socketpair()[0])
        asyncore.socket_map = stage.new_map()
        stage.trace('in the stage: %d, in the default map: %d' % (len(stage.map), len(asyncore.socket_map)))
        channel.close()
        stage.trace('in the stage: %d' % len(stage.map))
    finally:
        asyncore.socket_map = outer


@scenario
def empty_map_given_is_not_the_default_one(stage):
    outer = asyncore.socket_map
    try:
        asyncore.socket_map = stage.new_map()
        channel = Writer(stage, 'writer', stage.socketpair()[0])
        stage.trace('in the stage: %d, in the default map: %d' % (len(stage.map), len(asyncore.socket_map)))
    finally:
        asyncore.socket_map = outer


@scenario
def negative_timeout(stage):
    Writer(stage, 'writer', stage.socketpair()[0])
    stage.attempt(lambda: stage.poll(-1))


@scenario
def negative_timeout_with_an_empty_map(stage):
    if not stage.use_poll:
        stage.attempt(lambda: stage.poll(-1))
    stage.attempt(lambda: asyncore.loop(-1, stage.use_poll, stage.map))
    stage.trace('returned')


@scenario
def poll3_is_poll2(stage):
    sock, peer = stage.socketpair('a peer')
    Traced(stage, 'a', sock)
    peer.send(b'hello')
    sock, peer = stage.socketpair('b peer')
    Traced(stage, 'b', sock)
    peer.send(b'hello')
    asyncore.poll3(0.0, stage.map)


@scenario
def loop_inside_a_handler_for_another_map(stage):
    writer = Writer(stage, 'outer', stage.socketpair('outer peer')[0])
    inner = stage.another()
    Writer(inner, 'inner', inner.socketpair('inner peer')[0])
    writer.acts['handle_write'] = inner.run
    stage.run(2)


# close_all

class Closing(Reader):
    """Says that it closes, and may fail."""

    error = None

    def close(self):
        self.stage.trace(self.name + ' close')
        if self.error is not None:
            raise self.error
        super().close()


def _three(stage):
    return [Closing(stage, name, stage.socketpair(name + ' peer')[0]) for name in ('a', 'b', 'c')]


@scenario
def close_all_closes_in_order_and_clears(stage):
    _three(stage)
    asyncore.close_all(stage.map)
    stage.show_map()


@scenario
def close_all_stops_at_a_failure(stage):
    _three(stage)[1].error = Boom('in close')
    stage.attempt(lambda: asyncore.close_all(stage.map))
    stage.show_map()


@scenario
def close_all_told_to_ignore_all(stage):
    a, b, c = _three(stage)
    a.error, b.error = Boom('in close'), OSError(errno.EIO, 'in close')
    asyncore.close_all(stage.map, True)
    stage.show_map()


@scenario
def close_all_stops_at_an_os_error(stage):
    _three(stage)[0].error = OSError(errno.EIO, 'in close')
    stage.attempt(lambda: asyncore.close_all(stage.map))
    stage.show_map()


@scenario
def close_all_ignores_a_bad_descriptor(stage):
    _three(stage)[0].error = OSError(errno.EBADF, 'in close')
    asyncore.close_all(stage.map)
    stage.show_map()


@scenario
def close_all_never_ignores_exit(stage):
    _three(stage)[1].error = asyncore.ExitNow('in close')
    stage.attempt(lambda: asyncore.close_all(stage.map, True))
    stage.show_map()


@scenario
def close_all_of_the_default_map(stage):
    outer = asyncore.socket_map
    try:
        asyncore.socket_map = stage.map
        _three(stage)
        asyncore.close_all()
        stage.show_map()
    finally:
        asyncore.socket_map = outer


# The functions beneath.

class Stub(Plain):
    """Throws from one of its handlers."""

    error = None
    thrower = ''

    def _event(self, handler):
        self.stage.trace(handler)
        if handler == self.thrower:
            raise self.error

    def handle_read_event(self):
        self._event('handle_read_event')

    def handle_write_event(self):
        self._event('handle_write_event')

    def handle_expt_event(self):
        self._event('handle_expt_event')


def _stub(stage, thrower='', error=None):
    stub = Stub(stage, 'stub', stage.socketpair()[0])
    stub.thrower, stub.error = thrower, error
    return stub


@scenario
def readwrite_goes_through_the_flags_in_order(stage):
    for flags in (select.POLLIN, select.POLLOUT, select.POLLPRI, select.POLLHUP, select.POLLERR, select.POLLNVAL,
                  select.POLLIN | select.POLLOUT | select.POLLPRI | select.POLLHUP, 0):
        stage.trace('flags %d' % flags)
        asyncore.readwrite(_stub(stage), flags)


@scenario
def readwrite_takes_a_lost_connection_for_a_close(stage):
    flags = select.POLLIN | select.POLLOUT | select.POLLPRI | select.POLLHUP
    for number in (errno.ECONNRESET, errno.ENOTCONN, errno.ESHUTDOWN, errno.ECONNABORTED, errno.EPIPE, errno.EBADF,
                   errno.ETIMEDOUT, errno.ECONNREFUSED, errno.EAGAIN):
        stage.trace(errno.errorcode[number])
        asyncore.readwrite(_stub(stage, 'handle_write_event', OSError(number, os.strerror(number))), flags)


@scenario
def readwrite_gives_other_errors_to_handle_error(stage):
    asyncore.readwrite(_stub(stage, 'handle_read_event', Boom('in read')), select.POLLIN | select.POLLOUT)
    stage.attempt(lambda: asyncore.readwrite(
        _stub(stage, 'handle_read_event', asyncore.ExitNow('in read')), select.POLLIN | select.POLLOUT))


@scenario
def read_write_and_exception_give_every_error_to_handle_error(stage):
    for error in (Boom('boom'), OSError(errno.ECONNRESET, 'reset')):
        asyncore.read(_stub(stage, 'handle_read_event', error))
        asyncore.write(_stub(stage, 'handle_write_event', error))
        asyncore._exception(_stub(stage, 'handle_expt_event', error))
    exit_now = asyncore.ExitNow('exit')
    stage.attempt(lambda: asyncore.read(_stub(stage, 'handle_read_event', exit_now)))
    stage.attempt(lambda: asyncore.write(_stub(stage, 'handle_write_event', exit_now)))
    stage.attempt(lambda: asyncore._exception(_stub(stage, 'handle_expt_event', exit_now)))


@scenario
def readwrite_on_a_dispatcher(stage):
    sock, peer = stage.socketpair()
    channel = Traced(stage, 'channel', sock)
    asyncore.readwrite(channel, select.POLLIN | select.POLLOUT | select.POLLPRI)
    asyncore.readwrite(channel, select.POLLHUP)
    channel.show()
