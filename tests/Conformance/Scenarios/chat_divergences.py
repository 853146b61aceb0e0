"""Where chats are meant to differ: ChatDivergenceScenarios.cs says exactly how, and why. Parallel to it."""
from chats import SendingChat, TracedChat, TracedProducer
from scenario import scenario
from stage import Boom


def chat_with_peer(stage, kind=TracedChat):
    sock, peer = stage.socketpair()
    return kind(stage, 'chat', sock), peer


@scenario
def close_in_found_terminator_with_input_left(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(chat.close)
    peer.send(b'a;b;c')
    stage.run()
    stage.show_map()


@scenario
def close_when_done_reached_in_found_terminator(stage):
    chat, peer = chat_with_peer(stage)
    chat.at_found(chat.close_when_done, lambda: chat.push(b'never'))
    peer.send(b'a;b;c;')
    stage.run()
    stage.show_map()


@scenario
def prefix_at_the_end_after_another_terminator(stage):
    chat, peer = chat_with_peer(stage)
    chat.set_terminator(b'END')
    peer.send(b'aEN')
    stage.run()
    chat.set_terminator(None)
    peer.shutdown()
    stage.run()
    stage.show_map()


@scenario
def count_set_in_collect_incoming_data(stage):
    chat, peer = chat_with_peer(stage)
    chat.set_terminator(5)

    def set_again():
        del chat.acts['collect_incoming_data']
        chat.set_terminator(4)
        chat.show_input()

    chat.acts['collect_incoming_data'] = set_again
    peer.send(b'abc')
    stage.run()
    chat.show_input()
    peer.send(b'defg')
    stage.run()
    chat.show_input()


@scenario
def terminator_set_in_collect_of_a_count(stage):
    chat, peer = chat_with_peer(stage)
    chat.set_terminator(3)
    chat.acts['collect_incoming_data'] = lambda: chat.set_terminator(b'--')
    peer.send(b'abcd--ef')
    stage.run()


@scenario
def no_terminator_set_in_collect_before_a_prefix(stage):
    chat, peer = chat_with_peer(stage)
    chat.set_terminator(b'END')
    chat.acts['collect_incoming_data'] = lambda: chat.set_terminator(None)
    for data in (b'aE', b'b'):
        peer.send(data)
        stage.run()


class LivesOn(TracedChat):
    """An error does not end it."""

    def handle_error(self):
        self.on('handle_error')


@scenario
def error_in_collect_of_a_chat_that_lives_on(stage):
    for terminator in (b';', 4, 2, None):
        chat, peer = chat_with_peer(stage, LivesOn)
        chat.set_terminator(terminator)

        def fail():
            del chat.acts['collect_incoming_data']
            raise Boom('in collect_incoming_data')

        chat.acts['collect_incoming_data'] = fail
        for data in (b'abc', b'd;'):
            peer.send(data)
            stage.run()
        chat.close()


@scenario
def in_buffer_as_collect_incoming_data_sees_it(stage):
    chat, peer = chat_with_peer(stage)
    chat.acts['collect_incoming_data'] = chat.show_input
    peer.send(b'one;two;three')
    stage.run()


@scenario
def terminator_as_collect_incoming_data_sees_it(stage):
    chat, peer = chat_with_peer(stage)
    chat.set_terminator(6)
    chat.acts['collect_incoming_data'] = lambda: stage.trace('collects at %s' % chat.shown(chat.get_terminator()))
    chat.at_found(lambda: chat.set_terminator(b'--'), lambda: chat.set_terminator(2))
    peer.send(b'abcd')
    stage.run()
    peer.send(b'efgh--ijkl')
    stage.run()


class Unset(TracedChat):
    """Has no terminator."""

    def set_terminator(self, term):
        pass


@scenario
def terminator_that_was_never_set(stage):
    chat, peer = chat_with_peer(stage, Unset)
    peer.send(b'hello')
    stage.run()
    stage.show_map()


@scenario
def push_of_text(stage):
    for use_encoding in (False, True):
        chat, peer = chat_with_peer(stage)
        chat.use_encoding = use_encoding
        stage.attempt(lambda: chat.push('caf\xe9'))
        chat.close()
        peer.receive(4)


class Text:
    def __init__(self, text):
        self.text = text

    def more(self):
        text, self.text = self.text, ''
        return text


@scenario
def text_that_is_sent_in_parts(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.use_encoding, chat.encoding = True, 'utf-8'
    chat.takes = [1, 2]
    chat.push_with_producer(Text('\xe9\xe9\xe9'))
    stage.run(4)
    chat.close()
    peer.receive(6)


@scenario
def text_longer_than_the_out_buffer(stage):
    chat, peer = chat_with_peer(stage, SendingChat)
    chat.use_encoding, chat.encoding = True, 'utf-8'
    chat.ac_out_buffer_size = 3
    chat.push_with_producer(Text('\xe9\xe9\xe9\xe9'))
    stage.run(4)
    chat.close()
    peer.receive(20)


class Sized(TracedProducer):
    def __len__(self):
        return 0


@scenario
def producer_of_length_nought(stage):
    chat, peer = chat_with_peer(stage)
    chat.push_with_producer(Sized(stage, 'producer', b'one', b'two'))
    stage.run(3)
    chat.close()
    peer.receive(6)


@scenario
def small_chunks_that_wait(stage):
    chat, peer = chat_with_peer(stage)
    for chunk in (b'one', b'two', b'three'):
        chat.producer_fifo.append(chunk)
    chat.push_with_producer(TracedProducer(stage, 'producer', b'four'))
    stage.run(4)
    peer.receive(15)


@scenario
def answers_to_a_peer_that_is_gone(stage):
    chat, peer = chat_with_peer(stage)
    chat.acts['found_terminator'] = lambda: chat.push(b'ok.')
    peer.send(b'one;two;three;')
    peer.close()
    stage.run()
    stage.show_map()
