"""Pipes and regular files. Parallel to FilesScenarios.cs."""
import asyncore
import contextlib
import io
import os
import socket

from scenario import scenario
from traced import TracedFile


class FileReader(TracedFile):
    size = 8192

    def writable(self):
        return False

    def handle_read(self):
        super().handle_read()
        self.got(self.recv(self.size))


class FileWriter(TracedFile):
    words = (b'hello', b' ', b'world')

    def readable(self):
        return False

    def writable(self):
        return len(self.words) > 0

    def handle_write(self):
        super().handle_write()
        word, self.words = self.words[0], self.words[1:]
        self.stage.trace('sent %d' % self.send(word))


@scenario
def pipe_read(stage):
    read, write = stage.pipe()
    reader = FileReader(stage, 'reader', read)
    reader.show()
    stage.trace('it has an address' if reader.addr else 'it has no address')
    stage.run()
    os.write(write, b'hello')
    stage.run(2)


@scenario
def pipe_at_its_end(stage):
    read, write = stage.pipe()
    reader = FileReader(stage, 'reader', read)
    stage.close_fd(write)
    stage.run(2)
    reader.show()
    stage.show_map()


@scenario
def pipe_with_data_at_its_end(stage):
    read, write = stage.pipe()
    FileReader(stage, 'reader', read)
    os.write(write, b'last words')
    stage.close_fd(write)
    stage.run(2)
    stage.show_map()


@scenario
def pipe_short_reads(stage):
    read, write = stage.pipe()
    reader = FileReader(stage, 'reader', read)
    reader.size = 4
    os.write(write, b'hello world')
    stage.run(4)


@scenario
def pipe_written(stage):
    read, write = stage.pipe()
    writer = FileWriter(stage, 'writer', write)
    stage.run(4)
    stage.trace('the pipe holds "%s"' % os.read(read, 100).decode('latin-1'))


@scenario
def pipe_full_takes_nothing(stage):
    read, write = stage.pipe()
    writer = FileWriter(stage, 'writer', write)
    sent = [writer.send(bytes(4096)) for _ in range(1000)]
    stage.trace('sent something at first: %s, and %d at last' % (sent[0] > 0, sent[-1]))
    stage.run()
    writer.show()


@scenario
def pipe_broken_seen_by_send(stage):
    read, write = stage.pipe()
    writer = FileWriter(stage, 'writer', write)
    stage.close_fd(read)
    stage.trace('sent %d' % writer.send(b'hello'))
    writer.show()
    stage.show_map()


@scenario
def nothing_in_the_pipe_is_an_error(stage):
    read, write = stage.pipe()
    reader = FileReader(stage, 'reader', read)
    stage.attempt(lambda: reader.recv(10))


@scenario
def regular_file_read_to_its_end(stage):
    reader = FileReader(stage, 'reader', stage.file(b'hello world'))
    reader.size = 6
    stage.run(4)
    reader.show()
    stage.show_map()


@scenario
def regular_file_written(stage):
    fd = stage.file()
    writer = FileWriter(stage, 'writer', fd)
    stage.run(4)
    os.lseek(fd, 0, os.SEEK_SET)
    stage.trace('the file holds "%s"' % os.read(fd, 100).decode('latin-1'))


@scenario
def file_beside_pipes_in_map_order(stage):
    read, write = stage.pipe()
    FileReader(stage, 'pipe', read)
    reader = FileReader(stage, 'file', stage.file(b'hello'))
    os.write(write, b'hello')
    stage.run(2)


@scenario
def file_dispatcher_has_a_descriptor_of_its_own(stage):
    read, write = stage.pipe()
    reader = FileReader(stage, 'reader', read)
    stage.trace('a duplicate: %s' % (reader.socket.fileno() != read))
    stage.trace('the caller\'s does not block: %s' % (not os.get_blocking(read)))
    reader.close()
    stage.trace('closed: %d' % reader.socket.fileno())
    os.write(write, b'still open')
    stage.trace('the pipe holds "%s"' % os.read(read, 100).decode('latin-1'))


@scenario
def file_wrapper_reads_and_writes(stage):
    read, write = stage.pipe()
    reader, writer = asyncore.file_wrapper(read), asyncore.file_wrapper(write)
    stage.trace('wrote %d and %d' % (writer.send(b'hello'), writer.write(b' world')))
    stage.trace('read "%s" and "%s"' % (reader.recv(5).decode('latin-1'), reader.read(100).decode('latin-1')))
    writer.close()
    writer.close()
    stage.trace('closed: %d' % writer.fileno())
    stage.close_fd(write)
    stage.trace('read %d at the end' % len(reader.recv(100)))
    reader.close()
    stage.attempt(lambda: reader.recv(1))


@scenario
def file_wrapper_over_what_is_not_open(stage):
    with contextlib.redirect_stderr(io.StringIO()):  # the half-made wrapper complains when it is finalised
        stage.attempt(lambda: asyncore.file_wrapper(-1))
        stage.attempt(lambda: FileReader(stage, 'reader', -1))
    stage.show_map()


@scenario
def exceptional_event_of_a_file(stage):
    read, write = stage.pipe()
    reader = FileReader(stage, 'reader', read)
    asyncore._exception(reader)
    reader.show()


@scenario
def print_a_file(stage):
    read, write = stage.pipe()
    stage.trace(repr(FileReader(stage, 'reader', read)))


@scenario
def file_wrapper_has_no_option_but_the_error(stage):
    read, write = stage.pipe()
    wrapper = stage.keep(asyncore.file_wrapper(read))
    stage.trace('%d' % wrapper.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
    stage.attempt(lambda: wrapper.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE))
