"""Messages out of what a chat receives. Parallel to ChattingScenarios.cs."""
import asynchat
import errno
import os

from chats import TracedChat
from normal import quote
from scenario import scenario
from stage import Boom, raising


def hear(stage, peer, *pieces):
    """Each piece is received by a pass of its own."""
    for piece in pieces:
        peer.send(piece)
        stage.run()


def chat_with_peer(stage, terminator=b';'):
    sock, peer = stage.socketpair()
    chat = TracedChat(stage, 'chat', sock)
    chat.set_terminator(terminator)
    return chat, peer


# Terminators of bytes.


@scenario
def several_messages_in_one_read(stage):
    chat, peer = chat_with_peer(stage)
    hear(stage, peer, b'one;two;;;three;rest')
    chat.show_input()


@scenario
def message_in_many_reads(stage):
    chat, peer = chat_with_peer(stage)
    hear(stage, peer, b'a', b'b', b'c', b';', b';', b'd')


@scenario
def terminator_of_two_bytes_split_everywhere(stage):
    data = b'one\r\n\r\n\rtwo\r\n'
    for split in range(1, len(data)):
        chat, peer = chat_with_peer(stage, b'\r\n')
        hear(stage, peer, data[:split], data[split:])
        chat.show_input()
        chat.close()


@scenario
def terminator_of_many_bytes_split_everywhere(stage):
    data = b'one--END--two--EN--END--'
    for split in range(1, len(data)):
        chat, peer = chat_with_peer(stage, b'--END--')
        hear(stage, peer, data[:split], data[split:])
        chat.show_input()
        chat.close()


@scenario
def terminator_byte_by_byte(stage):
    chat, peer = chat_with_peer(stage, b'<end>')
    for byte in b'a<end><<end>b':
        hear(stage, peer, bytes([byte]))


@scenario
def failed_prefix_comes_with_what_follows(stage):
    chat, peer = chat_with_peer(stage, b'\r\n')
    hear(stage, peer, b'a\r', b'x\r\n', b'\r', b'\r', b'\ry\r\n')


@scenario
def failed_prefix_that_is_in_part_a_prefix(stage):
    chat, peer = chat_with_peer(stage, b'aabaac')
    hear(stage, peer, b'aabaa', b'b', b'aac', b'aa', b'a', b'ba', b'abaac')
    chat.show_input()


@scenario
def terminator_with_nothing_but_itself(stage):
    chat, peer = chat_with_peer(stage, b'END')
    hear(stage, peer, b'END', b'E', b'ND', b'EN', b'D', b'ENDEND')


@scenario
def prefix_at_the_end_of_the_connection_is_lost(stage):
    chat, peer = chat_with_peer(stage, b'\r\n')
    hear(stage, peer, b'last words\r')
    peer.shutdown()
    stage.run(2)
    chat.show_input()
    stage.show_map()


@scenario
def prefixes_at_the_end(stage):
    for haystack, needle in ((b'qwerty\r', b'\r\n'), (b'qwertydkjf', b'\r\n'), (b'qwerty\r\n', b'\r\n'), (b'aab', b'aabaac'),
                             (b'aabaa', b'aabaac'), (b'', b'ab'), (b'a', b'a'), (b'ab', b'abab')):
        stage.trace('%s %s: %d' % (quote(haystack), quote(needle), asynchat.find_prefix_at_end(haystack, needle)))


# Counts, and no end.


@scenario
def no_terminator(stage):
    for terminator in (None, b'', 0):
        chat, peer = chat_with_peer(stage, terminator)
        hear(stage, peer, b'one;two', b'three')
        chat.show_input()
        chat.close()


@scenario
def count_in_one_read(stage):
    chat, peer = chat_with_peer(stage, 5)
    hear(stage, peer, b'hello')
    chat.show_input()


@scenario
def count_in_many_reads(stage):
    chat, peer = chat_with_peer(stage, 10)
    for piece in (b'abc', b'def', b'ghi', b'jkl'):
        hear(stage, peer, piece)
        chat.show_input()


@scenario
def what_follows_a_count_has_no_end(stage):
    chat, peer = chat_with_peer(stage, 3)
    hear(stage, peer, b'abcdef;', b'ghi;')
    chat.show_input()


@scenario
def count_that_is_set_again(stage):
    chat, peer = chat_with_peer(stage, 3)
    chat.acts['found_terminator'] = lambda: chat.set_terminator(3)
    hear(stage, peer, b'abcdefgh', b'ijk')
    chat.show_input()


@scenario
def negative_count(stage):
    chat, peer = chat_with_peer(stage, 3)
    stage.attempt(lambda: chat.set_terminator(-1))
    chat.show_input()


@scenario
def terminator_as_found_terminator_sees_it(stage):
    chat, peer = chat_with_peer(stage, 6)
    chat.acts['found_terminator'] = lambda: stage.trace('found at %s' % chat.shown(chat.get_terminator()))
    chat.at_found(lambda: chat.set_terminator(b'\r\n'), lambda: chat.set_terminator(2), lambda: chat.set_terminator(None))
    hear(stage, peer, b'abcd', b'efgh\r', b'\nij', b'kl')
    chat.show_input()


# Changed as it goes.


class WithHeaders(TracedChat):
    """A header that tells the length of the body, which comes by count."""

    def __init__(self, stage, name, sock):
        super().__init__(stage, name, sock)
        self.in_body = False
        self.set_terminator(b'\r\n\r\n')

    def collect_incoming_data(self, data):
        super().collect_incoming_data(data)
        self._collect_incoming_data(data)

    def found_terminator(self):
        super().found_terminator()
        data = self._get_data()
        length = 0 if self.in_body else int(data)
        self.in_body = length > 0
        if self.in_body:
            self.set_terminator(length)
        else:
            self.set_terminator(b'\r\n\r\n')


@scenario
def header_then_body_by_count(stage):
    data = b'3\r\n\r\nabc5\r\n\r\nd\r\nef0\r\n\r\n1\r\n\r\ng'
    for size in (len(data), 7, 1):
        sock, peer = stage.socketpair()
        chat = WithHeaders(stage, 'chat', sock)
        hear(stage, peer, *(data[i:i + size] for i in range(0, len(data), size)))
        chat.show_input()
        chat.close()


@scenario
def terminator_changed_in_found_terminator(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(lambda: chat.set_terminator(b'--'), lambda: chat.set_terminator(4), lambda: chat.set_terminator(b';;'),
                  lambda: chat.set_terminator(None))
    hear(stage, peer, b'a;b;c--d--e;f;;g;h--i;')
    chat.show_input()


@scenario
def terminator_changed_while_a_prefix_is_kept(stage):
    for terminator in (None, b'END', b'N', b'DEN', b';', 1, 2, 5):
        chat, peer = chat_with_peer(stage, b'ENDE')
        hear(stage, peer, b'abEND')
        chat.show_input()
        chat.set_terminator(terminator)
        chat.show_input()
        hear(stage, peer, b'ENx')
        chat.show_input()
        chat.close()


@scenario
def same_terminator_set_again_while_a_prefix_is_kept(stage):
    chat, peer = chat_with_peer(stage, b'END')
    hear(stage, peer, b'abEN')
    chat.set_terminator(b'END')
    hear(stage, peer, b'Dcd')


@scenario
def text_terminator(stage):
    for encoding in ('latin-1', 'utf-8'):
        chat, peer = chat_with_peer(stage)
        chat.use_encoding, chat.encoding = True, encoding
        chat.set_terminator('\xe9;')
        chat.show_input()
        hear(stage, peer, b'a\xe9', b';b\xc3', b'\xa9;c;')
        chat.close()


# The buffers.


@scenario
def small_in_buffer(stage):
    chat, peer = chat_with_peer(stage, b'\r\n')
    chat.ac_in_buffer_size = 3
    peer.send(b'one\r\ntwo\r\n')
    stage.run(4)


class Counting(TracedChat):
    """Traces the sizes of what would be long."""

    def collect_incoming_data(self, data):
        self.on('collect_incoming_data', ' %d' % len(data))


@scenario
def in_buffer_of_65536_bytes(stage):
    sock, peer = stage.socketpair()
    chat = Counting(stage, 'chat', sock)
    peer.send(bytes(100000) + b';')
    stage.run(3)


@scenario
def in_buffer_as_found_terminator_sees_it(stage):
    chat, peer = chat_with_peer(stage, b'--')
    chat.acts['found_terminator'] = chat.show_input
    hear(stage, peer, b'a--b--c-', b'-', b'd--e')
    chat.show_input()


def put_back(chat, data):
    chat.ac_in_buffer = data + chat.ac_in_buffer


@scenario
def input_put_back_in_found_terminator(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(lambda: put_back(chat, b'again;'), chat.show_input)
    hear(stage, peer, b'a;b;c')


@scenario
def input_put_back_between_reads(stage):
    chat, peer = chat_with_peer(stage, b'\r\n')
    hear(stage, peer, b'a\r')
    put_back(chat, b'x\r\ny')
    chat.show_input()
    hear(stage, peer, b'\nz')
    chat.show_input()


@scenario
def input_discarded_in_found_terminator(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(chat.discard_buffers)
    hear(stage, peer, b'a;b;c', b'd;')


@scenario
def input_discarded_between_reads(stage):
    chat, peer = chat_with_peer(stage, b'\r\n')
    chat._collect_incoming_data(b'collected')
    hear(stage, peer, b'a\r')
    chat.discard_buffers()
    chat.show_input()
    stage.trace('collected %s' % quote(chat._get_data()))
    hear(stage, peer, b'\nb\r\n')


class Gathering(TracedChat):
    """The way that most programs go."""

    def collect_incoming_data(self, data):
        super().collect_incoming_data(data)
        self._collect_incoming_data(data)

    def found_terminator(self):
        super().found_terminator()
        self.show_data()

    def show_data(self):
        self.stage.trace('%d pieces: %s' % (len(self.incoming), quote(self._get_data())))


@scenario
def data_gathered_and_taken(stage):
    sock, peer = stage.socketpair()
    chat = Gathering(stage, 'chat', sock)
    hear(stage, peer, b'a', b'b', b'c;;d;e')
    chat.show_data()
    chat.show_data()


# Reading.


@scenario
def read_with_nothing_there(stage):
    chat, peer = chat_with_peer(stage)
    chat.handle_read()
    chat.show()


class Receiving(TracedChat):
    """Sees each recv."""

    def recv(self, size):
        data = super().recv(size)
        self.on('recv', ' %d: %s' % (size, quote(data)))
        return data


@scenario
def recv_is_called_once_a_pass(stage):
    sock, peer = stage.socketpair()
    chat = Receiving(stage, 'chat', sock)
    chat.ac_in_buffer_size = 4
    hear(stage, peer, b'a;b;c;', b'd;')
    peer.shutdown()
    stage.run(2)


@scenario
def error_in_recv(stage):
    for number in (errno.EAGAIN, errno.ENOBUFS, errno.ECONNRESET):
        sock, peer = stage.socketpair()
        chat = Receiving(stage, 'chat', sock)
        chat.acts['recv'] = raising(OSError(number, os.strerror(number)))
        hear(stage, peer, b'a;')
        chat.close()


@scenario
def end_of_the_connection(stage):
    chat, peer = chat_with_peer(stage)
    hear(stage, peer, b'a;b')
    peer.shutdown()
    stage.run(2)
    chat.show()
    stage.show_map()


class Polite(TracedChat):
    """Says goodbye."""

    def handle_close(self):
        self.on('handle_close')
        self.push(b'goodbye')
        self.close()


@scenario
def end_of_the_connection_answered(stage):
    sock, peer = stage.socketpair()
    chat = Polite(stage, 'chat', sock)
    peer.shutdown()
    stage.run(2)
    chat.show()
    peer.receive(8)


@scenario
def default_handle_close_says_nothing(stage):
    sock, peer = stage.socketpair()
    chat = asynchat.async_chat(sock, stage.map)
    chat.handle_close()
    stage.trace('map: %d' % len(stage.map))


@scenario
def close_in_found_terminator_at_the_end_of_the_input(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(lambda: None, chat.close)
    hear(stage, peer, b'a;b;')
    stage.run()
    chat.show()
    chat.show_input()
    stage.show_map()
    peer.receive(1)


@scenario
def reset_by_the_peer_of_a_chat(stage):
    sock, peer = stage.tcp_pair()
    chat = TracedChat(stage, 'chat', sock)
    peer.reset()
    stage.wait_hangup(chat)
    chat.handle_read()
    chat.show()


@scenario
def chats_in_the_order_of_their_map(stage):
    pairs = [stage.socketpair('a peer'), stage.socketpair('b peer')]
    for name, (sock, peer) in zip('ab', pairs):
        chat = TracedChat(stage, name, sock)
        chat.acts['found_terminator'] = lambda chat=chat: chat.push(b'to ' + chat.name.encode())
        peer.send(b'one;two;')
    stage.run(2)
    for sock, peer in pairs:
        peer.receive(8)


# Errors.


@scenario
def error_in_found_terminator(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(raising(Boom('in found_terminator')))
    hear(stage, peer, b'a;b;c')
    chat.show_input()
    stage.show_map()


class LivesOn(TracedChat):
    """An error does not end it."""

    def handle_error(self):
        self.on('handle_error')


@scenario
def error_in_found_of_a_chat_that_lives_on(stage):
    sock, peer = stage.socketpair()
    chat = LivesOn(stage, 'chat', sock)
    chat.at_found(raising(Boom('in found_terminator')))
    hear(stage, peer, b'a;b;c')
    chat.show_input()
    hear(stage, peer, b'd;')
    chat.show_input()


@scenario
def error_in_found_terminator_of_a_count(stage):
    sock, peer = stage.socketpair()
    chat = LivesOn(stage, 'chat', sock)
    chat.set_terminator(3)
    chat.at_found(raising(Boom('in found_terminator')))
    hear(stage, peer, b'abcde')
    chat.show_input()
    hear(stage, peer, b'f')
    chat.show_input()


@scenario
def error_in_collect_incoming_data(stage):
    chat, peer = chat_with_peer(stage)
    chat.acts['collect_incoming_data'] = raising(Boom('in collect_incoming_data'))
    hear(stage, peer, b'a;b;c')
    stage.show_map()


class Incomplete(asynchat.async_chat):
    """Implements neither."""

    def __init__(self, stage, sock):
        asynchat.async_chat.__init__(self, sock, stage.map)
        self.name = 'chat'


@scenario
def nothing_is_implemented(stage):
    for data in (b'a', b';'):
        sock, peer = stage.socketpair()
        chat = Incomplete(stage, sock)
        chat.set_terminator(b';')
        peer.send(data)
        stage.run()
        stage.show_map()
