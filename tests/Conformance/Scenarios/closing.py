"""Close, from each side and from inside each handler. Parallel to ClosingScenarios.cs."""
from scenario import scenario
from traced import Listener, Reader, Traced, Writer


@scenario
def close_keeps_the_socket_and_the_address(stage):
    sock, peer = stage.tcp_pair()
    channel = Reader(stage, 'channel', sock)
    channel.close()
    channel.show()
    stage.show_map()
    stage.trace('socket kept: %s, address kept: %s' % (channel.socket is not None, stage.where(channel.addr)))
    peer.receive(1)


@scenario
def close_is_repeatable(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.close()
    stage.attempt(channel.close)
    channel.show()


@scenario
def close_without_a_socket(stage):
    channel = Reader(stage, 'channel')
    stage.attempt(channel.close)
    channel.show()


@scenario
def close_leaves_the_others_alone(stage):
    channels = [Reader(stage, name, stage.socketpair(name + ' peer')[0]) for name in ('a', 'b', 'c')]
    channels[1].close()
    stage.show_map()
    stage.run()


@scenario
def default_handle_close_closes(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.handle_close()
    channel.show()
    stage.show_map()


def _two_readers(stage):
    """Both with data, so that the second shows what becomes of the rest of the pass."""
    readers = []
    for name in ('a', 'b'):
        sock, peer = stage.socketpair(name + ' peer')
        readers.append(Reader(stage, name, sock))
        peer.send(b'hello')
    return readers


class ClosesAfterReading(Reader):
    def handle_read(self):
        super().handle_read()
        self.close()


@scenario
def close_inside_handle_read(stage):
    sock, peer = stage.socketpair()
    ClosesAfterReading(stage, 'channel', sock)
    peer.send(b'hello')
    stage.run(2)
    peer.receive(1)
    stage.show_map()


@scenario
def close_of_the_next_channel_inside_handle_read(stage):
    a, b = _two_readers(stage)
    a.acts['handle_read'] = b.close
    stage.run(2)
    stage.show_map()


@scenario
def close_of_the_channel_before_inside_handle_read(stage):
    a, b = _two_readers(stage)
    b.acts['handle_read'] = a.close
    stage.run(2)
    stage.show_map()


@scenario
def close_inside_handle_write(stage):
    a = Writer(stage, 'a', stage.socketpair('a peer')[0])
    b = Writer(stage, 'b', stage.socketpair('b peer')[0])
    a.acts['handle_write'] = a.close
    stage.run(2)
    stage.show_map()


@scenario
def close_of_the_next_channel_inside_handle_write(stage):
    a = Writer(stage, 'a', stage.socketpair('a peer')[0])
    b = Writer(stage, 'b', stage.socketpair('b peer')[0])
    a.acts['handle_write'] = b.close
    stage.run(2)
    stage.show_map()


@scenario
def close_inside_handle_accepted(stage):
    server = Listener(stage, 'server')
    server.acts['handle_accepted'] = server.close
    stage.connect(server)
    stage.wait_readable(server)
    stage.run(2)
    stage.show_map()


@scenario
def close_inside_handle_expt(stage):
    sock, peer = stage.tcp_pair()
    channel = Reader(stage, 'channel', sock)
    channel.acts['handle_expt'] = channel.close
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run(2)
    stage.show_map()


@scenario
def close_inside_handle_close(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.acts['handle_close'] = channel.close
    peer.shutdown()
    stage.run(2)
    stage.show_map()


class Dying(Traced):
    """Closes when it is asked for the n-th time whether it can be written."""

    left = 2

    def readable(self):
        return False

    def writable(self):
        self.left -= 1
        if self.left == 0:
            self.close()
        return False


@scenario
def close_inside_a_predicate_of_a_channel_that_wants_nothing(stage):
    sock, peer = stage.socketpair()
    Dying(stage, 'dying', sock)
    stage.run(3)
    stage.show_map()


class Replacing(Reader):
    """Connects anew when its connection is over."""

    def handle_close(self):
        super().handle_close()
        self.create_socket()
        self.connect(self.target)


@scenario
def connect_anew_when_the_connection_is_over(stage):
    listener = stage.tcp_listener()
    client = Replacing(stage, 'client')
    client.target = listener.getsockname()
    client.create_socket()
    client.connect(client.target)
    first = stage.accept(listener, 'first')
    first.shutdown()
    stage.wait_readable(client)
    stage.run()
    client.show()
    stage.show_map()
    second = stage.accept(listener, 'second')
    second.send(b'hello again')
    stage.wait_bytes(client, 11)
    stage.run()
    client.show()


@scenario
def peer_closes_two_channels(stage):
    for name in ('a', 'b'):
        sock, peer = stage.tcp_pair(name + ' peer')
        channel = Reader(stage, name, sock)
        peer.close()
        stage.wait_readable(channel)
    stage.run(2)
    stage.show_map()


@scenario
def peer_closes_a_channel_that_only_writes(stage):
    sock, peer = stage.socketpair()
    writer = Writer(stage, 'writer', sock)
    peer.close()
    stage.run(2)


@scenario
def peer_closes_a_channel_that_wants_nothing(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.reading = False
    peer.close()
    stage.run(2)
    stage.show_map()


@scenario
def socket_closed_behind_the_channels_back(stage):
    sock, peer = stage.socketpair()
    channel = Reader(stage, 'channel', sock)
    channel.socket.close()
    stage.attempt(stage.run)
