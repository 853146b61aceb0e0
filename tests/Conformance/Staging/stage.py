"""What a scenario is given: a map of its own, a trace, sockets, and a bounded way to drive the loop. Parallel to Stage.cs."""
import asyncore
import contextlib
import fcntl
import os
import select
import socket
import struct
import tempfile
import termios

from normal import describe, normalise
from peer import Peer

TIMEOUT = 10.0  # seconds; every wait ends by then, with an error


class Boom(Exception):
    """What handlers of the scenarios throw."""


def raising(error):
    """An act that throws."""
    def act():
        raise error
    return act


class Stage:
    def __init__(self, use_poll):
        self.use_poll = use_poll
        self.map = {}
        self.lines = []
        self._open = []   # closed at the end
        self._paths = []  # deleted at the end

    # The trace.

    def trace(self, text):
        self.lines.append(normalise(text))

    def attempt(self, action):
        """Does what may throw, and traces what is thrown."""
        try:
            action()
        except Exception as error:
            self.trace('raised ' + describe(error))

    def show_map(self):
        self.trace('map: ' + ' '.join(channel.name for channel in self.map.values()))

    # The loop.

    def run(self, passes=1):
        """So many passes that wait for nothing."""
        for _ in range(passes):
            self.trace('-- pass')
            self.poll()

    def poll(self, timeout=0.0, map=None):
        poll = asyncore.poll2 if self.use_poll else asyncore.poll
        poll(timeout, self.map if map is None else map)

    def new_map(self):
        return {}

    def another(self):
        """A stage with a map of its own that writes into the same trace."""
        stage = self.keep(Stage(self.use_poll))
        stage.lines = self.lines
        return stage

    # Sockets. A peer is the other end, driven by hand.

    def socketpair(self, name='peer'):
        """A connected pair of Unix sockets: what one end does, the other knows at once."""
        ours, theirs = socket.socketpair()
        return self.keep(ours), self.keep(Peer(self, name, theirs))

    def tcp_pair(self, name='peer'):
        listener = self.keep(self.tcp_listener())
        theirs = socket.create_connection(listener.getsockname(), TIMEOUT)
        ours, _ = listener.accept()
        return self.keep(ours), self.keep(Peer(self, name, theirs))

    def tcp_listener(self):
        listener = self.keep(socket.socket())
        listener.bind(('127.0.0.1', 0))
        listener.listen(5)
        return listener

    def unix_listener(self, path, backlog=5):
        listener = self.keep(socket.socket(socket.AF_UNIX))
        listener.bind(path)
        listener.listen(backlog)
        return listener

    def udp_socket(self):
        """Bound to a port of its own."""
        sock = self.keep(socket.socket(type=socket.SOCK_DGRAM))
        sock.bind(('127.0.0.1', 0))
        return sock

    def refusing_address(self):
        """A port that is taken, with nobody listening."""
        taken = self.keep(socket.socket())
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()

    def accept(self, listener, name='peer'):
        """The other end of a channel that connects to a listener of the stage."""
        listener.settimeout(TIMEOUT)
        return self.keep(Peer(self, name, listener.accept()[0]))

    def connect(self, channel, name='peer'):
        """A peer that connects to a channel that listens."""
        sock = self.keep(socket.socket(channel.socket.family, channel.socket.type))
        sock.settimeout(TIMEOUT)
        sock.connect(channel.socket.getsockname())
        return self.keep(Peer(self, name, sock))

    def pipe(self):
        """Two descriptors: the end to read from, and the end to write to."""
        ends = os.pipe()
        self._open.extend(ends)
        return ends

    def file(self, content=b''):
        """A descriptor of a regular file, at its beginning."""
        fd, path = tempfile.mkstemp(prefix='asyncore-')
        os.unlink(path)
        os.write(fd, content)
        os.lseek(fd, 0, os.SEEK_SET)
        self._open.append(fd)
        return fd

    def close_fd(self, fd):
        self._open.remove(fd)
        os.close(fd)

    def path(self, name):
        """Where a Unix socket may be bound."""
        path = os.path.join(tempfile.gettempdir(), 'asyncore-%d%s-%s.sock' % (os.getpid(), os.urandom(4).hex(), name))
        self._paths.append(path)
        return path

    def where(self, addr):
        """An address in words: whose it is, if a peer's."""
        for thing in self._open:
            if isinstance(thing, Peer) and addr and thing.address() == addr:
                return thing.name
        return str(addr) if addr else 'nowhere'

    # Waits: before a pass, until the kernel has what the pass is to find. A hang-up or an error ends each.

    def wait_readable(self, channel):
        self._wait(channel, select.POLLIN)

    def wait_writable(self, channel):
        self._wait(channel, select.POLLOUT)

    def wait_urgent(self, channel):
        self._wait(channel, select.POLLPRI)

    def wait_hangup(self, channel):
        self._wait(channel, 0)

    def wait_bytes(self, channel, count):
        """Until so many bytes lie there to be read."""
        for _ in range(int(TIMEOUT * 1000)):
            unread = fcntl.ioctl(channel.socket.fileno(), termios.FIONREAD, struct.pack('i', 0))
            if struct.unpack('i', unread)[0] >= count:
                return
            select.poll().poll(1)
        raise TimeoutError('waited in vain for %d bytes' % count)

    def _wait(self, channel, flags):
        poller = select.poll()
        poller.register(channel.socket.fileno(), flags)
        if not poller.poll(TIMEOUT * 1000):
            raise TimeoutError('waited in vain for ' + channel.name)

    # The end.

    def keep(self, thing):
        """Has the stage close it at the end."""
        self._open.append(thing)
        return thing

    def close(self):
        for channel in list(self.map.values()):
            with contextlib.suppress(Exception):
                channel.socket.close()
        for thing in self._open:
            with contextlib.suppress(OSError):
                os.close(thing) if isinstance(thing, int) else thing.close()
        for path in self._paths:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
