"""Sending, and room to send. Parallel to WritingScenarios.cs."""
from scenario import scenario
from traced import Reader, Traced, TracedWithSend, Writer


@scenario
def room_is_reported_on_every_pass(stage):
    sock, peer = stage.socketpair()
    writer = Writer(stage, 'writer', sock)
    stage.run(3)


class Hello(Writer):
    words = (b'hello', b' ', b'world')

    def writable(self):
        return len(self.words) > 0

    def handle_write(self):
        super().handle_write()
        word, self.words = self.words[0], self.words[1:]
        self.stage.trace('sent %d' % self.send(word))


@scenario
def write_while_there_is_something(stage):
    sock, peer = stage.tcp_pair()
    writer = Hello(stage, 'writer', sock)
    stage.run(5)
    peer.receive(11)


@scenario
def send_without_room_takes_nothing(stage):
    sock, peer = stage.socketpair()
    writer = Writer(stage, 'writer', sock)
    sent = [writer.send(bytes(65536)) for _ in range(100)]
    stage.trace('sent something at first: %s, and %d at last' % (sent[0] > 0, sent[-1]))
    writer.show()
    stage.run()
    total = sum(sent)
    while total > 0:
        total -= len(peer.receive_some())
    stage.run()


@scenario
def send_to_a_peer_that_is_gone(stage):
    sock, peer = stage.socketpair()
    writer = Writer(stage, 'writer', sock)
    peer.close()
    stage.trace('sent %d' % writer.send(b'hello'))
    writer.show()
    stage.show_map()


@scenario
def send_after_a_reset(stage):
    sock, peer = stage.tcp_pair()
    writer = Writer(stage, 'writer', sock)
    peer.reset()
    stage.wait_hangup(writer)
    stage.trace('sent %d' % writer.send(b'hello'))
    writer.show()
    stage.show_map()


@scenario
def reset_while_writing_is_wanted(stage):
    sock, peer = stage.tcp_pair()
    writer = Writer(stage, 'writer', sock)
    stage.run()
    peer.reset()
    stage.wait_hangup(writer)
    stage.run()
    stage.show_map()


@scenario
def send_after_shutting_down(stage):
    sock, peer = stage.socketpair()
    writer = Writer(stage, 'writer', sock)
    writer.socket.shutdown(1)
    peer.receive(1)
    stage.trace('sent %d' % writer.send(b'hello'))
    writer.show()


@scenario
def with_send_is_writable_while_it_holds_something(stage):
    sock, peer = stage.socketpair()
    channel = TracedWithSend(stage, 'channel', sock)
    stage.trace('writable: %s' % bool(channel.writable()))
    stage.run()
    channel.send(b'hello')
    stage.trace('writable: %s, holds %d' % (bool(channel.writable()), len(channel.out_buffer)))
    channel.out_buffer = b' world'
    stage.trace('writable: %s, holds %d' % (bool(channel.writable()), len(channel.out_buffer)))
    stage.run(2)
    stage.trace('writable: %s, holds %d' % (bool(channel.writable()), len(channel.out_buffer)))
    peer.receive(11)


@scenario
def with_send_is_writable_until_connected(stage):
    channel = TracedWithSend(stage, 'channel')
    stage.trace('writable: %s' % bool(channel.writable()))
    channel.create_socket()
    stage.trace('writable: %s' % bool(channel.writable()))
    channel.connected = True
    stage.trace('writable: %s' % bool(channel.writable()))


@scenario
def with_send_sends_at_most_65536_at_once(stage):
    sock, peer = stage.socketpair()
    channel = TracedWithSend(stage, 'channel', sock)
    channel.out_buffer = bytes(100000)
    channel.initiate_send()
    stage.trace('holds %d' % len(channel.out_buffer))
    received = 0
    while received < 65536:
        received += len(peer.receive_some())
    stage.run(2)
    stage.trace('holds %d' % len(channel.out_buffer))


@scenario
def with_send_holds_what_the_kernel_has_no_room_for(stage):
    sock, peer = stage.socketpair()
    channel = TracedWithSend(stage, 'channel', sock)
    data = bytes(range(256)) * 8192
    for start in range(0, len(data), 65536):
        channel.send(data[start:start + 65536])
    stage.trace('holds something: %s' % (len(channel.out_buffer) > 0))
    channel.quiet = True  # how many passes it takes is the kernel's affair
    received = b''
    while len(received) < len(data):
        received += peer.receive_some()
        stage.poll()
    stage.trace('received all: %s, holds %d' % (received == data, len(channel.out_buffer)))


@scenario
def with_send_to_a_peer_that_is_gone(stage):
    sock, peer = stage.socketpair()
    channel = TracedWithSend(stage, 'channel', sock)
    peer.close()
    channel.send(b'hello')
    channel.show()
    stage.trace('holds %d' % len(channel.out_buffer))
    stage.show_map()


@scenario
def with_send_logs_what_it_sends_in_debug(stage):
    sock, peer = stage.socketpair()
    channel = TracedWithSend(stage, 'channel', sock)
    channel.send(b'not this')
    channel.debug = True
    channel.send(b'hello')
    channel.send(b'')
    channel.send(b'a\tb\r\n\\ \x00\x7f\xff')
    channel.send(b"it's")
    channel.send(b'"it\'s"')
    channel.send(b'say "it"')


@scenario
def read_and_write_in_one_pass(stage):
    pairs = [stage.socketpair('a peer'), stage.socketpair('b peer')]
    for name, (sock, peer) in zip('ab', pairs):
        Traced(stage, name, sock)
        peer.send(b'hello')
    stage.run()
