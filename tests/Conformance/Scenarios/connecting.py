"""Connect, bind, and sockets that come from outside. Parallel to ConnectingScenarios.cs."""
import asyncore
import socket

from scenario import scenario
from stage import Boom, raising
from traced import Listener, Reader, Traced, TracedWithSend, Writer


@scenario
def connect_to_a_listener(stage):
    listener = stage.tcp_listener()
    client = Writer(stage, 'client')
    client.create_socket()
    client.show()
    client.connect(listener.getsockname())
    client.show()
    stage.wait_writable(client)
    stage.run(2)
    client.show()
    peer = stage.accept(listener)
    client.send(b'hello')
    peer.receive(5)


@scenario
def connect_finds_data_and_room_at_once(stage):
    listener = stage.tcp_listener()
    client = Traced(stage, 'client')
    client.create_socket()
    client.connect(listener.getsockname())
    peer = stage.accept(listener)
    peer.send(b'hello')
    stage.wait_readable(client)
    stage.run()


@scenario
def connect_to_a_peer_that_has_closed_again(stage):
    listener = stage.tcp_listener()
    client = Reader(stage, 'client')
    client.create_socket()
    client.connect(listener.getsockname())
    peer = stage.accept(listener)
    peer.send(b'bye')
    peer.close()
    stage.wait_bytes(client, 3)
    stage.run()
    stage.wait_readable(client)
    stage.run()
    stage.show_map()


@scenario
def connect_refused(stage):
    client = Traced(stage, 'client')
    client.create_socket()
    client.connect(stage.refusing_address())
    stage.wait_hangup(client)
    stage.run()
    client.show()
    stage.show_map()


@scenario
def connect_refused_seen_by_the_read(stage):
    client = Reader(stage, 'client')
    client.create_socket()
    client.connect(stage.refusing_address())
    stage.wait_hangup(client)
    stage.run()
    client.show()


@scenario
def connect_refused_seen_by_the_write(stage):
    client = Writer(stage, 'client')
    client.create_socket()
    client.connect(stage.refusing_address())
    stage.wait_hangup(client)
    stage.run()
    client.show()


@scenario
def connect_again_after_a_refusal(stage):
    listener = stage.tcp_listener()
    client = Writer(stage, 'client')
    client.create_socket()
    client.connect(stage.refusing_address())
    stage.wait_hangup(client)
    stage.run()
    client.create_socket()
    client.show()
    client.connect(listener.getsockname())
    stage.wait_writable(client)
    stage.run()
    client.show()


@scenario
def connect_to_a_unix_socket_is_done_at_once(stage):
    path = stage.path('server')
    listener = stage.unix_listener(path)
    client = Writer(stage, 'client')
    client.create_socket(socket.AF_UNIX)
    stage.trace('connecting')
    client.connect(path)
    client.show()
    stage.trace(repr(client))
    peer = stage.accept(listener)
    client.send(b'hello')
    peer.receive(5)
    stage.run()


@scenario
def connect_to_a_path_where_nothing_is(stage):
    client = Traced(stage, 'client')
    client.create_socket(socket.AF_UNIX)
    stage.attempt(lambda: client.connect(stage.path('missing')))
    client.show()
    stage.trace('it has an address' if client.addr else 'it has no address')
    stage.show_map()


@scenario
def connect_refused_by_a_path_where_nobody_listens(stage):
    path = stage.path('deaf')
    deaf = stage.keep(socket.socket(socket.AF_UNIX))
    deaf.bind(path)
    client = Traced(stage, 'client')
    client.create_socket(socket.AF_UNIX)
    stage.attempt(lambda: client.connect(path))
    client.show()
    stage.show_map()


@scenario
def connect_while_a_connect_goes_on_and_when_connected(stage):
    listener = stage.tcp_listener()
    client = Writer(stage, 'client')
    client.create_socket()
    client.connect(listener.getsockname())
    stage.wait_writable(client)
    client.connect(listener.getsockname())
    client.show()
    client.connect(listener.getsockname())
    client.show()
    stage.run()


class Greeter(TracedWithSend):
    def handle_connect(self):
        super().handle_connect()
        self.send(b'hello')


@scenario
def send_in_handle_connect(stage):
    listener = stage.tcp_listener()
    client = Greeter(stage, 'client')
    client.create_socket()
    client.connect(listener.getsockname())
    stage.wait_writable(client)
    stage.run(2)
    stage.accept(listener).receive(5)


@scenario
def send_before_connected(stage):
    listener = stage.tcp_listener()
    client = TracedWithSend(stage, 'client')
    client.create_socket()
    client.connect(listener.getsockname())
    stage.wait_writable(client)
    client.send(b'hello')
    stage.run(2)
    stage.accept(listener).receive(5)


@scenario
def error_in_handle_connect_when_done_at_once(stage):
    path = stage.path('server')
    stage.unix_listener(path)
    client = Writer(stage, 'client')
    client.acts['handle_connect'] = raising(Boom('in handle_connect'))
    client.create_socket(socket.AF_UNIX)
    stage.attempt(lambda: client.connect(path))
    client.show()
    stage.show_map()


@scenario
def new_socket_without_a_connect(stage):
    fresh = Traced(stage, 'fresh')
    fresh.create_socket()
    stage.run()
    fresh.show()
    stage.show_map()


@scenario
def dispatcher_over_a_connected_socket(stage):
    sock, peer = stage.tcp_pair()
    channel = Reader(stage, 'channel', sock)
    channel.show()
    stage.trace('its address is that of ' + stage.where(channel.addr))
    stage.show_map()


@scenario
def dispatcher_over_an_unconnected_socket(stage):
    channel = Reader(stage, 'channel', stage.keep(socket.socket()))
    channel.show()
    stage.trace('it has an address' if channel.addr else 'it has no address')
    stage.show_map()


@scenario
def dispatcher_over_a_closed_socket(stage):
    sock, peer = stage.socketpair()
    sock.close()
    stage.attempt(lambda: Reader(stage, 'channel', sock))
    stage.show_map()


@scenario
def dispatcher_over_a_listening_socket(stage):
    channel = Traced(stage, 'channel', stage.tcp_listener())
    channel.show()
    stage.run()
    stage.connect(channel)
    stage.wait_readable(channel)
    stage.run()


@scenario
def dispatcher_over_a_listening_socket_told_so(stage):
    channel = Traced(stage, 'channel', stage.tcp_listener())
    channel.accepting = True
    stage.connect(channel)
    stage.wait_readable(channel)
    stage.run()
    channel.show()


@scenario
def bind_to_a_taken_port(stage):
    taken = stage.refusing_address()
    channel = Traced(stage, 'channel')
    channel.create_socket()
    stage.attempt(lambda: channel.bind(taken))
    stage.trace('its address is set' if channel.addr == taken else 'its address is not set')
    channel.show()
    stage.show_map()


@scenario
def bind_to_an_address_of_another_machine(stage):
    channel = Traced(stage, 'channel')
    channel.create_socket()
    stage.attempt(lambda: channel.bind(('192.0.2.1', 0)))
    stage.trace(repr(channel))


@scenario
def bind_to_a_port_that_is_none(stage):
    channel = Traced(stage, 'channel')
    channel.create_socket()
    stage.attempt(lambda: channel.bind(('127.0.0.1', 65536)))
    stage.show_map()


@scenario
def bind_to_a_path_that_exists(stage):
    path = stage.path('taken')
    stage.unix_listener(path)
    channel = Traced(stage, 'channel')
    channel.create_socket(socket.AF_UNIX)
    stage.attempt(lambda: channel.bind(path))
    stage.trace(repr(channel))


@scenario
def listen_fails_and_the_flag_stays(stage):
    channel = Traced(stage, 'channel')
    channel.create_socket(type=socket.SOCK_DGRAM)
    stage.attempt(lambda: channel.listen(5))
    channel.show()
    stage.show_map()


@scenario
def set_reuse_addr_sets_the_option(stage):
    channel = Traced(stage, 'channel')
    channel.create_socket()
    stage.trace('reuse: %d' % channel.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
    channel.set_reuse_addr()
    stage.trace('reuse: %d' % channel.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))


@scenario
def set_reuse_addr_on_a_closed_channel_says_nothing(stage):
    channel = Traced(stage, 'channel')
    channel.create_socket()
    channel.close()
    stage.attempt(channel.set_reuse_addr)
    channel.show()


@scenario
def create_socket_remembers_what_it_was_asked_for(stage):
    channel = Traced(stage, 'channel')
    channel.create_socket(socket.AF_INET6, socket.SOCK_DGRAM)
    family, kind = channel.family_and_type
    stage.trace('IPv6: %s, datagrams: %s' % (family == socket.AF_INET6, kind == socket.SOCK_DGRAM))
    channel.show()


@scenario
def connection_made_by_a_channel_closes_in_order(stage):
    listener = stage.tcp_listener()
    client = Reader(stage, 'client')
    client.create_socket()
    client.connect(listener.getsockname())
    peer = stage.accept(listener)
    stage.wait_writable(client)
    client.send(b'bye')
    client.close()
    peer.receive(100)


class Forgiving(Traced):
    """Goes on after an error."""

    def handle_error(self):
        self.on('handle_error')


@scenario
def refused_connect_that_handle_error_forgives(stage):
    client = Forgiving(stage, 'client')
    client.create_socket()
    client.connect(stage.refusing_address())
    stage.wait_hangup(client)
    stage.run(2)
    client.show()
    stage.show_map()


@scenario
def flags_set_by_the_program(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.connected = False
    channel.show()
    peer.send(b'hello')
    stage.run()
    channel.accepting = True
    channel.show()
    channel.accepting = False
    channel.connected = True
    channel.show()
