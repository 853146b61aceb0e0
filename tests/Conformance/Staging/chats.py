"""Chats and producers that write what happens to them into the trace. Parallel to *Chat.cs and TracedProducer.cs."""
import asynchat

from normal import quote
from traced import Tracing


class TracedChat(Tracing, asynchat.async_chat):
    """A chat as it comes, which ends its messages with a semicolon."""

    def __init__(self, stage, name, sock=None):
        asynchat.async_chat.__init__(self, sock, stage.map)
        self.begin(stage, name)
        self.steps = []
        self.set_terminator(b';')

    def at_found(self, *steps):
        """What the next calls of found_terminator do, one each."""
        self.steps.extend(steps)

    def collect_incoming_data(self, data):
        self.on('collect_incoming_data', ' ' + quote(data))

    def found_terminator(self):
        self.on('found_terminator')
        if self.steps:
            self.steps.pop(0)()

    def handle_read(self):
        super().handle_read()
        asynchat.async_chat.handle_read(self)

    def handle_write(self):
        super().handle_write()
        asynchat.async_chat.handle_write(self)

    def show_input(self):
        terminator = self.shown(self.get_terminator())
        self.stage.trace('%s: terminator %s, buffer %s' % (self.name, terminator, quote(self.ac_in_buffer)))

    def show_output(self):
        fifo, writable = self.producer_fifo, bool(self.writable())
        entries = ' '.join(self.shown(entry) for entry in fifo)
        self.stage.trace('%s: %d waiting (%s), writable: %s' % (self.name, len(fifo), entries, writable))

    @staticmethod
    def shown(thing):
        """A terminator, or an entry of the fifo."""
        if isinstance(thing, (bytes, bytearray)):
            return quote(thing)
        return 'producer' if hasattr(thing, 'more') else str(thing)


class SendingChat(TracedChat):
    """Overrides send, and so sees each call; takes may limit what they take, one each."""

    def __init__(self, stage, name, sock=None):
        super().__init__(stage, name, sock)
        self.takes = []

    def send(self, data):
        take = self.takes.pop(0) if self.takes else len(data)
        sent = super().send(data[:take]) if take or not data else 0
        self.on('send', ' %s took %d' % (quote(data), sent))
        return sent


class TracedProducer:
    """Gives the pieces, then nothing."""

    def __init__(self, stage, name, *pieces):
        self.stage, self.name, self.pieces, self.act = stage, name, list(pieces), None

    def more(self):
        data = self.pieces.pop(0) if self.pieces else b''
        self.stage.trace('%s more %s' % (self.name, quote(data)))
        if self.act:
            self.act()
        return data
