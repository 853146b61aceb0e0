"""UDP. Parallel to DatagramsScenarios.cs."""
import asyncore
import socket

from scenario import scenario
from traced import Reader, Traced, Writer


class Datagrams(Reader):
    """Answers each datagram to its sender."""

    def handle_read(self):
        self.on('handle_read')
        data, sender = self.socket.recvfrom(100)
        self.got(data)
        self.socket.sendto(b're: ' + data, sender)


@scenario
def datagram_received_and_answered(stage):
    server = Datagrams(stage, 'server')
    server.create_socket(type=socket.SOCK_DGRAM)
    server.bind(('127.0.0.1', 0))
    server.show()
    stage.run()
    peer = stage.connect(server)
    peer.send(b'one')
    peer.send(b'two')
    for _ in range(2):
        stage.wait_readable(server)
        stage.run()
    peer.receive(7)
    peer.receive(7)


@scenario
def datagram_cut_to_the_size_asked_for(stage):
    reader = Reader(stage, 'reader')
    reader.size = 3
    reader.create_socket(type=socket.SOCK_DGRAM)
    reader.bind(('127.0.0.1', 0))
    peer = stage.connect(reader)
    peer.send(b'one and more')
    peer.send(b'two')
    for _ in range(2):
        stage.wait_readable(reader)
        stage.run()


@scenario
def datagram_socket_is_writable_unconnected(stage):
    channel = Writer(stage, 'channel')
    channel.create_socket(type=socket.SOCK_DGRAM)
    channel.show()
    stage.run(2)


@scenario
def datagram_socket_connects_at_once(stage):
    server = stage.udp_socket()
    client = Writer(stage, 'client')
    client.create_socket(type=socket.SOCK_DGRAM)
    client.connect(server.getsockname())
    client.show()
    client.send(b'hello')
    stage.trace('received %d' % len(server.recv(100)))
    stage.run()


def _refused(stage, channel):
    """The port is closed again, and the system says so to whoever sends to it."""
    server = stage.udp_socket()
    channel.create_socket(type=socket.SOCK_DGRAM)
    channel.connect(server.getsockname())
    server.close()
    channel.send(b'hello')
    stage.wait_hangup(channel)


@scenario
def datagram_refused_while_reading_is_wanted(stage):
    client = Reader(stage, 'client')
    _refused(stage, client)
    stage.run()
    stage.show_map()


@scenario
def datagram_refused_seen_by_send(stage):
    client = Writer(stage, 'client')
    _refused(stage, client)
    stage.attempt(lambda: client.send(b'again'))
    client.show()


@scenario
def datagram_refused_seen_by_an_exceptional_event(stage):
    client = Writer(stage, 'client')
    _refused(stage, client)
    asyncore._exception(client)
    client.show()


@scenario
def datagram_refused_while_writing_is_wanted(stage):
    client = Writer(stage, 'client')
    _refused(stage, client)
    stage.run()
    client.show()
