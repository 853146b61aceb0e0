"""Where Compat is meant to differ: the declarations in DivergenceScenarios.cs say exactly how, and why. Parallel to it."""
import asyncore
import os
import socket

from scenario import scenario
from stage import Boom, raising
from traced import Listener, Reader, Traced, TracedFile, TracedWithSend, Writer


class ClosesAfterReading(Traced):
    def handle_read(self):
        super().handle_read()
        self.got(self.recv(100))
        self.close()


@scenario
def close_in_handle_read_of_a_channel_that_could_write(stage):
    sock, peer = stage.socketpair()
    ClosesAfterReading(stage, 'channel', sock)
    peer.send(b'hello')
    stage.run()


@scenario
def close_in_handle_read_with_urgent_data_waiting(stage):
    sock, peer = stage.tcp_pair()
    channel = ClosesAfterReading(stage, 'channel', sock)
    peer.send(b'hello')
    stage.wait_bytes(channel, 5)
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run()


@scenario
def close_inside_handle_connect(stage):
    listener = stage.tcp_listener()
    client = Traced(stage, 'client')
    client.acts['handle_connect'] = client.close
    client.create_socket()
    client.connect(listener.getsockname())
    stage.wait_writable(client)
    stage.run()
    client.show()


@scenario
def close_inside_handle_accept(stage):
    server = Listener(stage, 'server')
    server.acts['handle_accept'] = server.close
    stage.connect(server)
    stage.wait_readable(server)
    stage.run()


class ClosesWhenAsked(Reader):
    def readable(self):
        self.close()
        return True


@scenario
def close_inside_readable(stage):
    ClosesWhenAsked(stage, 'channel', stage.socketpair()[0])
    stage.attempt(stage.run)
    stage.show_map()


class ClosesAnotherWhenAsked(Reader):
    other = None

    def readable(self):
        self.other.close()
        return False


class Asked(Writer):
    def writable(self):
        self.stage.trace('%s writable' % self.name)
        return False


@scenario
def close_of_the_next_channel_inside_readable(stage):
    a = ClosesAnotherWhenAsked(stage, 'a', stage.socketpair('a peer')[0])
    a.other = Asked(stage, 'b', stage.socketpair('b peer')[0])
    stage.run()
    stage.show_map()


@scenario
def error_after_closing(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)

    def close_and_fail():
        channel.close()
        raise Boom('after close')

    channel.acts['handle_read'] = close_and_fail
    peer.send(b'hello')
    stage.run()


@scenario
def error_in_handle_close(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.acts['handle_close'] = raising(Boom('in handle_close'))
    peer.shutdown()
    stage.attempt(stage.run)
    stage.show_map()


@scenario
def error_in_handle_error(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.acts['handle_read'] = raising(Boom('in handle_read'))
    channel.acts['handle_error'] = raising(Boom('in handle_error'))
    peer.send(b'hello')
    stage.attempt(stage.run)
    stage.show_map()


class Stubborn(Reader):
    """Does not close when the connection is over."""

    def handle_close(self):
        self.on('handle_close')


@scenario
def handle_close_that_does_not_close(stage):
    sock, peer = stage.socketpair()
    Stubborn(stage, 'channel', sock)
    peer.shutdown()
    stage.run(3)
    stage.show_map()


@scenario
def handle_close_that_does_not_close_when_hung_up(stage):
    sock, peer = stage.socketpair()
    channel = Stubborn(stage, 'channel', sock)
    peer.close()
    stage.run(3)
    stage.show_map()


@scenario
def reset_by_the_peer(stage):
    sock, peer = stage.tcp_pair()
    reader = Reader(stage, 'reader', sock)
    peer.reset()
    stage.wait_hangup(reader)
    stage.run()
    reader.show()
    stage.show_map()


class Sender(Writer):
    def handle_write(self):
        super().handle_write()
        self.stage.trace('sent %d' % self.send(b'hello'))


@scenario
def reset_by_the_peer_while_writing(stage):
    sock, peer = stage.tcp_pair()
    writer = Sender(stage, 'writer', sock)
    peer.reset()
    stage.wait_hangup(writer)
    stage.run()
    stage.show_map()


@scenario
def connection_closed_by_the_peer_while_writing(stage):
    sock, peer = stage.socketpair()
    Sender(stage, 'writer', sock)
    peer.close()
    stage.run()
    stage.show_map()


class FileReader(TracedFile):
    def writable(self):
        return False

    def handle_read(self):
        super().handle_read()
        self.got(self.recv(4))


@scenario
def pipe_short_reads_at_its_end(stage):
    read, write = stage.pipe()
    FileReader(stage, 'reader', read)
    os.write(write, b'last words')
    stage.close_fd(write)
    stage.run(4)
    stage.show_map()


@scenario
def short_reads_of_a_unix_socket_at_its_end(stage):
    sock, peer = stage.socketpair()
    reader = Reader(stage, 'reader', sock)
    reader.size = 4
    peer.send(b'last words')
    peer.close()
    stage.run(4)
    stage.show_map()


@scenario
def data_not_wanted_yet_at_the_end_of_a_unix_socket(stage):
    sock, peer = stage.socketpair()
    Writer(stage, 'channel', sock)
    peer.send(b'last words')
    peer.close()
    stage.run(2)
    stage.show_map()


class FileSender(TracedFile):
    def readable(self):
        return False

    def handle_write(self):
        super().handle_write()
        self.stage.trace('sent %d' % self.send(b'hello'))


@scenario
def pipe_broken_while_writing(stage):
    read, write = stage.pipe()
    FileSender(stage, 'writer', write)
    stage.close_fd(read)
    stage.run()
    stage.show_map()


@scenario
def descriptor_used_again_during_a_pass(stage):
    first, first_peer = stage.socketpair('a peer')
    second, second_peer = stage.socketpair('b peer')
    a, b = Reader(stage, 'a', first), Reader(stage, 'b', second)
    for peer in (first_peer, second_peer):
        peer.send(b'hello')

    def replace():
        b.got(b.recv(100))
        b.del_channel()
        Reader(stage, 'c', b.socket)

    a.acts['handle_read'] = replace
    stage.run()
    stage.show_map()


@scenario
def channel_taken_out_and_put_back_during_a_pass(stage):
    first, first_peer = stage.socketpair('a peer')
    second, second_peer = stage.socketpair('b peer')
    a, b = Reader(stage, 'a', first), Reader(stage, 'b', second)
    for peer in (first_peer, second_peer):
        peer.send(b'hello')

    def move():
        b.del_channel()
        b.set_socket(b.socket)

    a.acts['handle_read'] = move
    stage.run()
    del a.acts['handle_read']
    stage.run()


@scenario
def second_create_socket(stage):
    channel = Writer(stage, 'channel')
    channel.create_socket(type=socket.SOCK_DGRAM)
    stage.keep(channel.socket)
    channel.create_socket(type=socket.SOCK_DGRAM)
    stage.show_map()


@scenario
def del_channel_of_a_descriptor_that_another_channel_has(stage):
    sock, peer = stage.socketpair()
    a = Reader(stage, 'a', sock)
    b = Reader(stage, 'b')
    stage.map[sock.fileno()] = b
    b.socket = sock
    a.del_channel()
    stage.show_map()


@scenario
def receive_nothing_at_all(stage):
    sock, peer = stage.socketpair()
    reader = Reader(stage, 'reader', sock)
    peer.send(b'hello')
    reader.got(reader.recv(0))
    reader.show()


@scenario
def empty_datagram(stage):
    reader = Reader(stage, 'reader')
    reader.create_socket(type=socket.SOCK_DGRAM)
    reader.bind(('127.0.0.1', 0))
    peer = stage.connect(reader)
    peer.socket.send(b'')
    stage.wait_readable(reader)
    stage.run()
    stage.show_map()


@scenario
def with_send_before_a_connect(stage):
    channel = TracedWithSend(stage, 'channel')
    channel.create_socket()
    channel.send(b'hello')
    channel.show()
    stage.trace('holds %d' % len(channel.out_buffer))


@scenario
def send_on_a_closed_channel(stage):
    sock, peer = stage.socketpair()
    channel = Writer(stage, 'channel', sock)
    channel.close()
    stage.trace('sent %d' % channel.send(b'hello'))


@scenario
def recv_on_a_closed_channel(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.close()
    channel.got(channel.recv(100))


class SetsConnected(Writer):
    """As many programs do, though nobody asks them to."""

    def handle_connect(self):
        super().handle_connect()
        self.connected = True
        self.show()


@scenario
def connected_set_by_handle_connect(stage):
    listener = stage.tcp_listener()
    client = SetsConnected(stage, 'client')
    client.create_socket()
    client.connect(listener.getsockname())
    stage.wait_writable(client)
    stage.run()
    client.show()


@scenario
def connect_to_a_unix_listener_with_a_full_backlog(stage):
    path = stage.path('full')
    stage.unix_listener(path, 0)
    first = Writer(stage, 'first')
    first.create_socket(socket.AF_UNIX)
    first.connect(path)
    client = Writer(stage, 'client')
    client.create_socket(socket.AF_UNIX)
    stage.attempt(lambda: client.connect(path))
    client.show()
    stage.trace('it has an address' if client.addr else 'it has no address')


@scenario
def poll_inside_a_handler(stage):
    outer = Writer(stage, 'outer', stage.socketpair('outer peer')[0])
    sock, peer = stage.socketpair('inner peer')
    Reader(stage, 'inner', sock)

    def nest():
        del outer.acts['handle_write']
        peer.send(b'hello')
        stage.attempt(stage.run)

    outer.acts['handle_write'] = nest
    stage.run()


@scenario
def socket_closed_behind_the_channels_back_stays_in_the_map(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.socket.close()
    stage.attempt(stage.run)
    stage.show_map()


@scenario
def print_a_listener_at_every_address(stage):
    server = Traced(stage, 'server')
    server.create_socket()
    server.bind(('', 0))
    server.listen(1)
    stage.trace(repr(server))


@scenario
def print_an_ipv6_address_given_as_a_pair(stage):
    server = Traced(stage, 'server')
    server.create_socket(socket.AF_INET6)
    stage.attempt(lambda: server.bind(('::1', 0)))  # a machine may have no IPv6
    stage.trace(repr(server))


class SenderAtLast(Writer):
    """Sends on its second event."""

    events = 0

    def handle_write(self):
        super().handle_write()
        self.events += 1
        if self.events == 2:
            self.stage.trace('sent %d' % self.send(b'hello'))


@scenario
def write_at_the_end_of_a_unix_socket_with_data_not_wanted(stage):
    sock, peer = stage.socketpair()
    SenderAtLast(stage, 'channel', sock)
    peer.send(b'last words')
    peer.close()
    stage.run(3)
    stage.show_map()
