"""What a chat pushes, and when it is sent. Parallel to PushingScenarios.cs."""
import asynchat
import errno
import os
import socket

from chats import SendingChat, TracedChat, TracedProducer
from normal import quote
from scenario import scenario
from stage import Boom, raising


def chat_with_peer(stage, kind=TracedChat):
    sock, peer = stage.socketpair()
    return kind(stage, 'chat', sock), peer


# Bytes.


@scenario
def push_sends_at_once(stage):
    chat, peer = chat_with_peer(stage)
    chat.show_output()
    chat.push(b'hello')
    chat.show_output()
    peer.receive(5)
    stage.run()


@scenario
def push_of_nothing_costs_a_pass(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.push(b'')
    chat.show_output()
    chat.producer_fifo.append(b'')
    chat.producer_fifo.append(b'hello')
    chat.show_output()
    stage.run(3)
    peer.receive(5)


@scenario
def push_longer_than_the_out_buffer(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 4
    chat.push(b'0123')
    chat.show_output()
    chat.push(b'0123456789')
    chat.show_output()
    stage.run(3)
    chat.show_output()
    peer.receive(14)


@scenario
def push_longer_than_the_out_buffer_on_the_wire(stage):
    chat, peer = chat_with_peer(stage)
    chat.ac_out_buffer_size = 4
    chat.push(b'0123456789')
    peer.receive(4)
    for count in (4, 2):
        stage.run()
        peer.receive(count)
    stage.run()


@scenario
def pushes_that_wait_for_each_other(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 4
    chat.push(b'01234567')
    chat.push(b'a')
    chat.push(b'b')
    chat.push(b'c')
    chat.show_output()
    stage.run(4)
    peer.receive(11)


@scenario
def out_buffer_size_changed_while_output_waits(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 6
    chat.push(b'0123456789ab')
    chat.ac_out_buffer_size = 4
    stage.run(3)
    chat.ac_out_buffer_size = 65536
    chat.push(b'0123456789')
    peer.receive(22)


@scenario
def pushed_bytes_are_not_copied(stage):
    chat, peer = chat_with_peer(stage)
    chat.connected = False
    data = bytearray(b'hello')
    chat.push(data)
    data[0] = ord('J')
    chat.connected = True
    chat.show_output()
    stage.run()
    peer.receive(5)


@scenario
def push_in_handle_connect(stage):
    listener = stage.tcp_listener()
    client = TracedChat(stage, 'client')

    def greet():
        client.push(b'hello')
        client.show_output()

    client.acts['handle_connect'] = greet
    client.create_socket()
    client.show_output()
    client.connect(listener.getsockname())
    peer = stage.accept(listener)
    stage.wait_writable(client)
    stage.run(2)
    client.show_output()
    peer.receive(5)


@scenario
def push_before_connect(stage):
    listener = stage.tcp_listener()
    client = TracedChat(stage, 'client')
    client.push(b'early')
    client.create_socket()
    client.connect(listener.getsockname())
    client.show_output()
    peer = stage.accept(listener)
    stage.wait_writable(client)
    stage.run(2)
    client.show_output()
    peer.receive(5)


@scenario
def predicates_of_a_chat(stage):
    chat = TracedChat(stage, 'chat')
    stage.trace('readable: %s' % bool(chat.readable()))
    chat.show_output()
    chat.connected = True
    chat.show_output()
    chat.producer_fifo.append(b'hello')
    chat.show_output()
    chat.connected = False
    chat.show_output()
    stage.trace('readable: %s' % bool(chat.readable()))


@scenario
def fifo_changed_by_hand(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    fifo = chat.producer_fifo
    fifo.append(b'two')
    fifo.appendleft(b'one')
    fifo.append(None)
    fifo.append(TracedProducer(stage, 'producer', b'never'))
    chat.show_output()
    stage.trace('first %s, last %s' % (chat.shown(fifo[0]), chat.shown(fifo[-1])))
    stage.trace('taken %s' % chat.shown(fifo.popleft()))
    stage.run(2)
    chat.show_output()
    fifo.clear()
    chat.show_output()
    peer.receive(4)


# Producers.


@scenario
def simple_producer_gives_pieces(stage):
    for length in (0, 1, 511, 512, 513, 1024, 1025):
        producer = asynchat.simple_producer(bytes(length))
        stage.trace('%d: %s' % (length, ' '.join(str(len(producer.more())) for _ in range(5))))
    producer = asynchat.simple_producer(b'0123456789', 4)
    stage.trace(' '.join(quote(producer.more()) for _ in range(5)))


@scenario
def simple_producer_is_asked_on_every_pass(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.push_with_producer(asynchat.simple_producer(b'0123456789', 4))
    chat.show_output()
    stage.run(4)
    chat.show_output()
    peer.receive(10)


@scenario
def producer_of_the_program(stage):
    chat, peer = chat_with_peer(stage)
    chat.push_with_producer(TracedProducer(stage, 'producer', b'one', b'two', b'three'))
    chat.show_output()
    peer.receive(3)
    stage.run(4)
    chat.show_output()
    peer.receive(8)


@scenario
def producer_that_gives_more_than_the_out_buffer(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 4
    chat.push_with_producer(TracedProducer(stage, 'producer', b'0123456789', b'ab'))
    chat.show_output()
    stage.run(5)
    peer.receive(12)


@scenario
def producers_and_pushes_in_order(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.push(b'first')
    chat.push_with_producer(TracedProducer(stage, 'a', b'one', b'two'))
    chat.push(b'between')
    chat.push_with_producer(TracedProducer(stage, 'b', b'three'))
    chat.push(b'last')
    chat.show_output()
    stage.run(7)
    chat.show_output()
    peer.receive(27)


@scenario
def producers_of_nothing_are_passed_over(stage):
    chat, peer = chat_with_peer(stage)
    chat.push_with_producer(TracedProducer(stage, 'a'))
    chat.show_output()
    chat.connected = False
    for name in 'bcd':
        chat.push_with_producer(TracedProducer(stage, name))
    chat.push(b'hello')
    chat.connected = True
    chat.show_output()
    stage.run()
    chat.show_output()
    peer.receive(5)


@scenario
def raw_bytes_as_a_producer(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 4
    chat.push_with_producer(b'0123456789')
    chat.show_output()
    chat.push(b'ab')
    chat.show_output()
    stage.run(3)
    peer.receive(12)


@scenario
def none_as_a_producer_closes(stage):
    chat, peer = chat_with_peer(stage)
    chat.push_with_producer(None)
    chat.show_output()
    stage.show_map()


@scenario
def producer_that_pushes(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    producer = TracedProducer(stage, 'producer', b'one', b'two')

    def append():
        if producer.pieces:
            chat.producer_fifo.append(b'pushed')
            chat.show_output()

    producer.act = append
    chat.push_with_producer(producer)
    stage.run(4)
    peer.receive(12)


@scenario
def text_of_a_producer(stage):
    for encoding in ('latin-1', 'utf-8'):
        chat, peer = chat_with_peer(stage)
        chat.use_encoding, chat.encoding = True, encoding
        pieces = ['caf\xe9', ' ', 'au lait', '']
        chat.push_with_producer(TextProducer(pieces))
        stage.run(4)
        chat.show_output()
        chat.close()
        peer.receive(20)


class TextProducer:
    def __init__(self, pieces):
        self.pieces = pieces

    def more(self):
        return self.pieces.pop(0)


# The end.


@scenario
def close_when_done_with_nothing_to_send(stage):
    chat, peer = chat_with_peer(stage)
    chat.close_when_done()
    chat.show_output()
    stage.run(2)
    chat.show_output()
    stage.show_map()


@scenario
def close_when_done_sends_all_before(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 4
    chat.push(b'0123456789')
    chat.push_with_producer(TracedProducer(stage, 'producer', b'one', b'two'))
    chat.close_when_done()
    chat.show_output()
    stage.run(7)
    stage.show_map()
    peer.receive(17)


@scenario
def what_is_pushed_after_close_when_done(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 4
    chat.push(b'012345')
    chat.close_when_done()
    chat.push(b'never')
    chat.show_output()
    stage.run(3)
    chat.show_output()
    stage.show_map()
    peer.receive(20)


@scenario
def push_after_close_when_done_closes(stage):
    chat, peer = chat_with_peer(stage)
    chat.close_when_done()
    chat.push(b'never')
    chat.show_output()
    stage.show_map()
    chat.push(b'never either')
    chat.show_output()
    stage.run()
    peer.receive(1)


@scenario
def close_when_done_in_found_terminator(stage):
    chat, peer = chat_with_peer(stage)

    def part():
        chat.push(b'goodbye')
        chat.close_when_done()

    chat.at_found(part)
    peer.send(b'a;b;c')
    stage.run(3)
    stage.show_map()
    peer.receive(8)


@scenario
def close_with_output_waiting(stage):
    chat, peer = chat_with_peer(stage)
    chat.ac_out_buffer_size = 4
    chat.push(b'0123456789')
    chat.close()
    chat.show_output()
    stage.run()
    peer.receive(20)


@scenario
def output_discarded(stage):
    chat, peer = chat_with_peer(stage)
    chat.ac_out_buffer_size = 4
    chat.push(b'0123456789')
    chat.push_with_producer(TracedProducer(stage, 'producer', b'one'))
    chat.close_when_done()
    chat.discard_buffers()
    chat.show_output()
    stage.run()
    chat.push(b'more')
    peer.receive(8)


class Busy(TracedChat):
    """Opens again what is over."""

    def handle_close(self):
        self.on('handle_close')
        self.discard_buffers()


@scenario
def handle_close_that_does_not_close_a_chat(stage):
    chat, peer = chat_with_peer(stage, Busy)
    chat.push(b'one')
    chat.close_when_done()
    stage.run()
    chat.show()
    chat.push(b'two')
    chat.show_output()
    peer.receive(6)


@scenario
def push_to_a_peer_that_is_gone(stage):
    chat, peer = chat_with_peer(stage)
    peer.close()
    chat.push(b'hello')
    chat.show()
    chat.show_output()
    stage.show_map()


@scenario
def push_on_a_closed_chat(stage):
    chat, peer = chat_with_peer(stage)
    chat.close()
    chat.push(b'hello')
    chat.push_with_producer(TracedProducer(stage, 'producer', b'one'))
    chat.close_when_done()
    chat.show_output()
    peer.receive(1)


# Partial sends.


@scenario
def send_that_takes_a_part(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.takes = [2, 0, 1, 0, 3]
    chat.push(b'0123456789')
    chat.show_output()
    stage.run(5)
    chat.show_output()
    peer.receive(10)


@scenario
def send_that_takes_a_part_of_pieces_and_producers(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.ac_out_buffer_size = 4
    chat.takes = [0, 3, 1, 2, 0, 4, 1]
    chat.push(b'01234567')
    chat.push_with_producer(asynchat.simple_producer(b'abcdefghij', 6))
    chat.push(b'last')
    stage.run(14)
    chat.show_output()
    peer.receive(22)


@scenario
def output_larger_than_the_kernels_buffers(stage):
    chat, peer = chat_with_peer(stage)
    chat.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    chat.ac_out_buffer_size = 3000
    chat.quiet = True  # how many passes it takes is the kernel's affair
    data = bytes(range(256)) * 400
    chat.push(data[:40000])
    chat.push_with_producer(asynchat.simple_producer(data[40000:90000], 7000))
    chat.push_with_producer(data[90000:])
    chat.close_when_done()
    received = b''
    while len(received) < len(data):
        received += peer.receive_some()
        stage.poll()
    stage.run(2)
    stage.trace('received all: %s' % (received == data))
    chat.show()
    chat.show_output()


@scenario
def output_that_the_kernel_has_no_room_for(stage):
    chat, peer = chat_with_peer(stage)
    chat.quiet = True
    data = bytes(range(256)) * 8192
    for start in range(0, len(data), 65536):
        chat.push(data[start:start + 65536])
    stage.trace('something waits: %s' % (len(chat.producer_fifo) > 0))
    waiting = len(chat.producer_fifo)
    stage.run(2)
    stage.trace('no less: %s' % (len(chat.producer_fifo) == waiting))
    received = b''
    while len(received) < len(data):
        received += peer.receive_some()
        stage.poll()
    stage.trace('received all: %s' % (received == data))
    chat.show_output()


# Answers.


@scenario
def answer_on_the_wire_after_each_message(stage):
    chat, peer = chat_with_peer(stage)
    chat.acts['found_terminator'] = lambda: chat.push(b'ok.')
    for data, count in ((b'one;', 3), (b'two;three;', 6), (b'four;rest', 3), (b';;;;', 12)):
        peer.send(data)
        stage.run()
        peer.receive(count)
    chat.show_output()


@scenario
def answers_as_send_sees_them(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.acts['found_terminator'] = lambda: chat.push(b'ok.')
    peer.send(b'one;two;three;rest')
    stage.run(2)
    peer.receive(9)


@scenario
def answers_with_the_fifo_looked_at(stage):
    chat, peer = chat_with_peer(stage)

    def answer():
        chat.push(b'ok.')
        chat.show_output()

    chat.acts['found_terminator'] = answer
    peer.send(b'one;two;three;')
    stage.run(2)
    peer.receive(9)


@scenario
def answers_with_writable_looked_at(stage):
    chat, peer = chat_with_peer(stage)

    def answer():
        chat.push(b'ok.')
        stage.trace('writable: %s' % bool(chat.writable()))

    chat.acts['found_terminator'] = answer
    peer.send(b'one;two;three;')
    stage.run(2)
    peer.receive(9)


@scenario
def answers_with_a_kept_fifo_looked_at(stage):
    chat, peer = chat_with_peer(stage)
    fifo = chat.producer_fifo

    def answer():
        chat.push(b'ok.')
        stage.trace('%d waiting' % len(fifo))

    chat.acts['found_terminator'] = answer
    peer.send(b'one;two;three;')
    stage.run(2)
    peer.receive(9)


@scenario
def answers_around_an_empty_push_before_a_close(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(lambda: chat.push(b'one'), lambda: chat.push(b''), lambda: chat.push(b'two'), chat.close)
    peer.send(b'a;b;c;d;')
    stage.run(2)
    chat.show_output()
    peer.receive(7)


@scenario
def answers_before_a_smaller_out_buffer_and_a_close(stage):
    chat, peer = chat_with_peer(stage)

    def shrink():
        chat.ac_out_buffer_size = 2
        chat.close()

    chat.at_found(lambda: chat.push(b'three'), shrink)
    peer.send(b'a;b;')
    stage.run(2)
    chat.show_output()
    peer.receive(6)


@scenario
def answers_before_another_socket(stage):
    chat, peer = chat_with_peer(stage)
    other, other_peer = stage.socketpair('other peer')
    first = chat.socket

    def replace():
        chat.del_channel()
        chat.set_socket(other)

    chat.at_found(lambda: chat.push(b'first'), replace, lambda: chat.push(b'second'))
    peer.send(b'a;b;c;')
    stage.run(2)
    first.close()
    chat.close()
    peer.receive(20)
    other_peer.receive(20)


@scenario
def answers_by_producers(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    names = iter('abc')
    chat.acts['found_terminator'] = lambda: chat.push_with_producer(TracedProducer(stage, next(names), b'one', b'two'))
    peer.send(b'one;two;three;')
    stage.run(6)
    chat.show_output()
    peer.receive(18)


@scenario
def answers_pushed_and_produced(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(
        lambda: chat.push(b'one'), lambda: chat.push(b'two'),
        lambda: chat.push_with_producer(TracedProducer(stage, 'producer', b'three')), lambda: chat.push(b'four'))
    peer.send(b'a;b;c;d;e')
    stage.run(3)
    chat.show_output()
    peer.receive(15)


@scenario
def answers_before_an_error(stage):
    chat, peer = chat_with_peer(stage)

    def fail():
        chat.push(b'two')
        raise Boom('in found_terminator')

    chat.at_found(lambda: chat.push(b'one'), fail)
    peer.send(b'a;b;c')
    stage.run(2)
    peer.receive(7)


@scenario
def answers_before_discarding(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(lambda: chat.push(b'one'), chat.discard_buffers)
    peer.send(b'a;b;c;')
    stage.run(2)
    peer.receive(3)
    chat.show_output()


@scenario
def answers_after_close_when_done(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(lambda: chat.push(b'one'), chat.close_when_done, lambda: chat.push(b'never'))
    peer.send(b'a;b;c;')
    stage.run(2)
    stage.show_map()
    peer.receive(4)


@scenario
def push_to_another_chat(stage):
    a, a_peer = chat_with_peer(stage)
    sock, b_peer = stage.socketpair('b peer')
    b = TracedChat(stage, 'b', sock)
    a.acts['found_terminator'] = lambda: b.push(b'forwarded.')
    a_peer.send(b'one;two;')
    stage.run(2)
    b_peer.receive(20)


# Errors.


@scenario
def error_in_more(stage):
    chat, peer = chat_with_peer(stage)
    producer = TracedProducer(stage, 'producer', b'one', b'two')
    chat.push_with_producer(producer)
    producer.act = raising(Boom('in more'))
    stage.run(2)
    chat.show_output()
    stage.show_map()
    peer.receive(4)


@scenario
def error_in_more_at_once(stage):
    chat, peer = chat_with_peer(stage)
    producer = TracedProducer(stage, 'producer', b'one')
    producer.act = raising(Boom('in more'))
    stage.attempt(lambda: chat.push_with_producer(producer))
    chat.show_output()
    producer.act = None
    stage.run()
    chat.show_output()


class LivesOn(SendingChat):
    """An error does not end it."""

    def handle_error(self):
        self.on('handle_error')


@scenario
def error_in_send(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.acts['send'] = raising(OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS)))
    chat.push(b'hello')
    chat.show_output()
    stage.show_map()


@scenario
def error_in_send_of_a_chat_that_lives_on(stage):
    chat, peer = chat_with_peer(stage, LivesOn)
    chat.acts['send'] = raising(OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS)))
    chat.takes = [0]
    chat.push(b'hello')
    chat.show_output()
    del chat.acts['send']
    stage.run()
    chat.show_output()
    peer.receive(5)


@scenario
def error_of_another_kind_in_send(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.acts['send'] = raising(Boom('in send'))
    stage.attempt(lambda: chat.push(b'hello'))
    chat.show_output()
    stage.run()
