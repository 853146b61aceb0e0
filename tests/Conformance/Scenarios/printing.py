"""The log, and how channels print. Parallel to PrintingScenarios.cs."""
import asyncore
import errno
import socket

from scenario import scenario
from stage import Boom
from traced import Listener, Reader, Traced


class Talkative(asyncore.dispatcher):
    """Handles nothing, and logs all of it."""

    ignore_log_types = frozenset()
    name = 'talkative'


class TalkativeServer(Talkative):
    name = 'server'


@scenario
def events_that_nobody_handles(stage):
    sock, peer = stage.tcp_pair()
    channel = Talkative(sock, stage.map)
    stage.run()
    peer.send(b'hello')
    stage.wait_bytes(channel, 5)
    stage.run()
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run()
    channel.handle_close()
    stage.show_map()


@scenario
def connect_and_accept_that_nobody_handles(stage):
    server = TalkativeServer(map=stage.map)
    server.create_socket()
    server.bind(('127.0.0.1', 0))
    server.listen(1)
    client = Talkative(map=stage.map)
    client.create_socket()
    client.connect(server.socket.getsockname())
    stage.wait_writable(client)
    stage.wait_readable(server)
    stage.run()
    stage.show_map()


@scenario
def warnings_are_not_logged_by_default(stage):
    sock, peer = stage.socketpair()
    channel = asyncore.dispatcher(sock, stage.map)
    peer.send(b'hello')
    stage.poll()
    channel.handle_close()
    stage.trace('in the map: %d' % len(stage.map))


@scenario
def log_goes_to_standard_error_and_log_info_to_standard_output(stage):
    channel = asyncore.dispatcher(map=stage.map)
    channel.log('a message')
    channel.log_info('a message')
    channel.log_info('a message', 'error')
    channel.log_info('a message', 'warning')
    channel.log_info('a message', 'of my own')


class Quiet(asyncore.dispatcher):
    ignore_log_types = frozenset({'error', 'info'})


@scenario
def ignored_types_are_the_programs_choice(stage):
    channel = Quiet(map=stage.map)
    channel.log_info('a message')
    channel.log_info('a message', 'error')
    channel.log_info('a message', 'warning')
    channel.ignore_log_types = {'warning'}
    channel.log_info('a message')
    channel.log_info('a message', 'warning')


class Overridden(asyncore.dispatcher):
    """Has a log of its own, and the handlers as they come."""

    def log_info(self, message, type='info'):
        self.stage.trace('logged %s: %s' % (type, message))


@scenario
def log_info_overridden_gets_the_defaults_too(stage):
    channel = Overridden(map=stage.map)
    channel.stage = stage
    channel.handle_read()
    channel.handle_write()
    channel.handle_connect()
    channel.handle_expt()
    channel.handle_close()


@scenario
def print_a_channel_in_each_state(stage):
    stage.trace(repr(asyncore.dispatcher(map=stage.map)))
    stage.trace(repr(asyncore.dispatcher_with_send(map=stage.map)))
    channel = Traced(stage, 'channel')
    stage.trace(repr(channel))
    channel.create_socket()
    stage.trace(repr(channel))
    channel.bind(('127.0.0.1', 0))
    stage.trace(repr(channel))
    channel.listen(1)
    stage.trace(repr(channel))
    channel.close()
    stage.trace(repr(channel))


@scenario
def print_a_connection(stage):
    listener = stage.tcp_listener()
    channel = Traced(stage, 'channel')
    channel.create_socket()
    channel.connect(listener.getsockname())
    stage.trace(repr(channel))
    stage.wait_writable(channel)
    stage.run()
    stage.trace(repr(channel))
    stage.trace(repr(Reader(stage, 'other', stage.tcp_pair()[0])))


@scenario
def print_a_unix_listener_and_its_connections(stage):
    path = stage.path('server')
    server = Listener(stage, 'server', path)
    stage.trace(repr(server))
    client = Traced(stage, 'client')
    client.create_socket(socket.AF_UNIX)
    client.connect(path)
    stage.trace(repr(client))
    conn, addr = server.accept()
    stage.trace(repr(Traced(stage, 'conn', conn)))


@scenario
def print_an_ipv6_listener(stage):
    server = Traced(stage, 'server')
    server.create_socket(socket.AF_INET6)
    stage.attempt(lambda: server.bind(('::1', 0, 0, 0)))  # a machine may have no IPv6
    server.listen(1)
    stage.trace(repr(server))


@scenario
def print_a_name_as_it_was_given(stage):
    server = Traced(stage, 'server')
    server.create_socket()
    server.bind(('localhost', 0))
    server.listen(1)
    stage.trace(repr(server))


@scenario
def print_a_listener_without_an_address(stage):
    server = Traced(stage, 'server')
    server.create_socket()
    server.listen(1)
    stage.trace(repr(server))


@scenario
def print_a_failed_connect(stage):
    channel = Traced(stage, 'channel')
    channel.create_socket()
    channel.connect(stage.refusing_address())
    stage.trace(repr(channel))
    stage.wait_hangup(channel)
    stage.run()
    stage.trace(repr(channel))


def outer():
    inner()


def inner():
    raise Boom('inside')


@scenario
def compact_traceback_lists_the_frames(stage):
    try:
        outer()
    except Boom:
        (file, function, line), kind, value, info = asyncore.compact_traceback()
        stage.trace('in %s: %s %s' % (function, kind.__name__, value))
        stage.trace(' '.join(frame.split('|')[1] for frame in info.split(' ')))


@scenario
def strerror_gives_the_systems_text(stage):
    for number in (errno.ECONNREFUSED, errno.EPIPE, 99999, -1):
        stage.trace(asyncore._strerror(number))
