"""Channels that write what happens to them into the trace. Parallel to Traced*.cs, Reader.cs, Writer.cs and Listener.cs."""
import asyncore
import sys

from normal import describe


class Tracing:
    """Traces each handler with the channel's flags, then does what acts has for it."""

    quiet = False

    def begin(self, stage, name):
        self.stage, self.name, self.acts = stage, name, {}

    def on(self, handler, detail=''):
        if not self.quiet:
            self.stage.trace('%s %s%s [%s]' % (self.name, handler, detail, self.flags()))
        if handler in self.acts:
            self.acts[handler]()

    def flags(self):
        return ' '.join(flag for flag in ('connected', 'accepting', 'connecting') if getattr(self, flag))

    def show(self):
        self.stage.trace('%s is [%s]' % (self.name, self.flags()))

    def got(self, data):
        self.stage.trace('%s received "%s"' % (self.name, data.decode('latin-1')))

    def handle_read(self):
        self.on('handle_read')

    def handle_write(self):
        self.on('handle_write')

    def handle_connect(self):
        self.on('handle_connect')

    def handle_expt(self):
        self.on('handle_expt')

    def handle_close(self):
        self.on('handle_close')
        self.close()

    def handle_error(self):
        self.on('handle_error', ' ' + describe(sys.exc_info()[1]))
        super().handle_error()


class Traced(Tracing, asyncore.dispatcher):
    """A dispatcher as it comes: always readable and writable."""

    def __init__(self, stage, name, sock=None):
        asyncore.dispatcher.__init__(self, sock, stage.map)
        self.begin(stage, name)

    def handle_accept(self):
        self.on('handle_accept')
        super().handle_accept()

    def handle_accepted(self, sock, addr):
        self.stage.keep(sock)
        self.on('handle_accepted', ' ' + self.stage.where(addr))


class Reader(Traced):
    """Reads what comes, and never writes."""

    size = 8192
    reading = True

    def readable(self):
        return self.reading

    def writable(self):
        return False

    def handle_read(self):
        super().handle_read()
        self.got(self.recv(self.size))


class Writer(Traced):
    """Writes, and never reads."""

    def readable(self):
        return False


class Listener(Traced):
    """Listens at a port of its own, or at a path."""

    def __init__(self, stage, name, path=None):
        super().__init__(stage, name)
        if path is None:
            self.create_socket()
            self.set_reuse_addr()
            self.bind(('127.0.0.1', 0))
        else:
            self.create_socket(asyncore.socket.AF_UNIX)
            self.bind(path)
        self.listen(5)


class TracedWithSend(Tracing, asyncore.dispatcher_with_send):
    def __init__(self, stage, name, sock=None):
        asyncore.dispatcher_with_send.__init__(self, sock, stage.map)
        self.begin(stage, name)

    def handle_write(self):
        self.on('handle_write')
        asyncore.dispatcher_with_send.handle_write(self)


class TracedFile(Tracing, asyncore.file_dispatcher):
    def __init__(self, stage, name, fd):
        asyncore.file_dispatcher.__init__(self, fd, stage.map)
        self.begin(stage, name)
