"""Plays drawn cases under CPython's asynchat. Parallel to CasePlayer.cs, DrawnChat.cs and DrawnProducer.cs."""
import asynchat
import contextlib
import fcntl
import json
import struct
import sys
import termios

from normal import describe, quote
from stage import Boom, Stage


class DrawnChat(asynchat.async_chat):
    """Writes down its calls. What CPython still calls on a chat that is closed is left out: a divergence."""

    def __init__(self, sock, stage, case):
        asynchat.async_chat.__init__(self, sock, stage.map)
        self.case, self.lines, self.is_over, self.producers = case, [], False, 0
        self.ac_in_buffer_size, self.ac_out_buffer_size = case['in'], case['out']
        self.found = list(case['found'])

    def write_down(self, line):
        if not self.is_over:
            self.lines.append(line)

    def shown_terminator(self):
        terminator = self.get_terminator()
        return quote(terminator) if isinstance(terminator, bytes) else str(terminator)

    def collect_incoming_data(self, data):
        self.write_down('collect ' + quote(data))

    def found_terminator(self):
        self.write_down('found at %s, left %s' % (self.shown_terminator(), quote(self.ac_in_buffer)))
        if self.found:
            for act in self.found.pop(0):
                if not self.is_over:
                    self.do(act)

    def handle_error(self):
        self.write_down('handle_error ' + describe(sys.exc_info()[1]))

    def handle_close(self):
        self.write_down('handle_close')
        self.end()

    def end(self):
        self.is_over = True
        self.close()

    def do(self, act):
        kind, data = act['do'], act.get('data', '').encode('ascii')
        if kind == 'terminator':
            self.set_terminator(data)
        elif kind == 'no_terminator':
            self.set_terminator(None)
        elif kind == 'count':
            self.set_terminator(act['size'])
        elif kind == 'put_back':
            self.ac_in_buffer = data + self.ac_in_buffer
        elif kind == 'fail':
            raise Boom('in found_terminator')
        elif kind == 'push':
            self.push(data)
        elif kind == 'raw':
            self.push_with_producer(data)
        elif kind == 'simple_producer':
            self.push_with_producer(SimpleProducer(self, data, act['size']))
        elif kind == 'producer':
            self.push_with_producer(DrawnProducer(self, act))
        elif kind == 'failing_producer':
            self.push_with_producer(DrawnProducer(self, act, fails=True))
        elif kind == 'close_when_done':
            self.close_when_done()
        elif kind == 'discard_buffers':
            self.discard_buffers()
        else:
            assert kind == 'close', kind
            self.end()

    def number(self):
        self.producers += 1
        return self.producers


class SendingDrawnChat(DrawnChat):
    """Sees each send."""

    def __init__(self, sock, stage, case):
        super().__init__(sock, stage, case)
        self.takes = list(case['takes'])

    def found_terminator(self):
        self.write_down('%d waiting' % len(self.producer_fifo))
        super().found_terminator()

    def send(self, data):
        take = self.takes.pop(0) if self.takes else len(data)
        sent = super().send(data[:take]) if take or not data else 0
        self.write_down('send %s took %d' % (quote(data), sent))
        return sent


class DrawnProducer:
    def __init__(self, chat, act, fails=False):
        self.chat, self.name, self.fails = chat, chat.number(), fails
        if 'pieces' in act:
            self.pieces = [piece.encode('ascii') for piece in act['pieces']]
        else:
            producer = asynchat.simple_producer(act['data'].encode('ascii'), act['size'])
            self.pieces = list(iter(producer.more, b''))

    def more(self):
        if self.fails:
            self.fails = False
            self.chat.write_down('more of %d fails' % self.name)
            raise Boom('in more')
        data = self.pieces.pop(0) if self.pieces else b''
        self.chat.write_down('more of %d: %s' % (self.name, quote(data)))
        return data


class SimpleProducer(asynchat.simple_producer):
    def __init__(self, chat, data, size):
        super().__init__(data, size)
        self.chat, self.name = chat, chat.number()

    def more(self):
        data = super().more()
        self.chat.write_down('more of %d: %s' % (self.name, quote(data)))
        return data


class Player:
    def __init__(self, stage, case):
        sock, self.peer = stage.socketpair()
        self.peer.socket.setblocking(False)
        self.received = b''
        self.stage, self.gathers = stage, case['mode'] == 'Gathering'
        self.chat = (SendingDrawnChat if case['mode'] == 'Sending' else DrawnChat)(sock, stage, case)

    def play(self, steps):
        for step in steps:
            if self.chat.is_over:
                break
            self.do(step)
        self.run_until_quiet()
        if not self.chat.is_over:
            self.peer.shutdown()
            self.run()
            self.chat.close()
        self.receive()
        self.chat.lines.append('received ' + quote(self.received))
        return self.chat.lines

    def do(self, step):
        kind = step['do']
        if kind == 'say':
            self.peer.send(step['data'].encode('ascii'))
            self.run()
        elif kind == 'pass':
            self.run()
        else:
            try:
                self.chat.do(step)
            except Boom as error:
                self.chat.write_down('raised ' + describe(error))
        if self.gathers:
            self.run_until_quiet()
        waiting, writable = len(self.chat.producer_fifo), bool(self.chat.writable())
        self.chat.write_down('%d waiting, writable: %s' % (waiting, writable))

    def run(self):
        self.chat.write_down('-- pass')
        self.stage.poll()
        before = len(self.received)
        self.receive()
        if len(self.received) > before:
            self.chat.lines.append('got ' + quote(self.received[before:]))

    def run_until_quiet(self):
        """Until all input was read and all output sent."""
        for _ in range(2000):
            if self.chat.is_over or not (self.unread() or self.chat.producer_fifo):
                return
            self.run()
        raise TimeoutError('not quiet after 2000 passes')

    def unread(self):
        count = fcntl.ioctl(self.chat.socket.fileno(), termios.FIONREAD, struct.pack('i', 0))
        return struct.unpack('i', count)[0]

    def receive(self):
        """All that is there; so the kernel always has room. A chat that closes with input unread resets the peer behind it."""
        with contextlib.suppress(BlockingIOError, ConnectionResetError):
            while True:
                piece = self.peer.socket.recv(65536)
                if not piece:
                    break
                self.received += piece


def play(case, use_poll):
    stage = Stage(use_poll)
    player = Player(stage, case)
    try:
        return player.play(case['steps'])
    except Exception as error:
        return player.chat.lines + ['!! ' + describe(error)]
    finally:
        stage.close()


def cases(path):
    with open(path, encoding='ascii') as file:
        for line in file:
            yield json.loads(line)
