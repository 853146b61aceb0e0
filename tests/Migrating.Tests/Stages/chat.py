"""A chat server. Usage: chat.py [port [seconds of silence after which a client is sent away]]"""

import asynchat
import asyncore
import queue
import re
import signal
import sys
import threading
import time

MAX_LINE = 512  # bytes of a line, without its end
MAX_UNSENT = 65536  # bytes that wait for a client; one that reads too slowly is dropped


class Room:
    def __init__(self):
        self.members = {}  # by name, in the order in which they came

    def join(self, name, member):
        self.say("* %s joins" % name)
        self.members[name] = member

    def leave(self, name, member):
        if self.members.get(name) is member:
            del self.members[name]
            self.say("* %s leaves" % name)

    def say(self, line, but=None):
        for member in list(self.members.values()):  # a copy: who is dropped meanwhile leaves
            if member is not but:
                member.tell(line)


class Member(asynchat.async_chat):
    ac_in_buffer_size = 4096

    def __init__(self, sock, room):
        asynchat.async_chat.__init__(self, sock)
        self.room = room
        self.name = None
        self.line_length = 0
        self.last_heard = time.monotonic()
        self.process = self.take_name  # what to do with a line
        self.set_terminator(b"\n")
        self.tell("Who are you?")

    def collect_incoming_data(self, data):
        if self.process == self.ignore:
            return
        self._collect_incoming_data(data)
        self.line_length += len(data)
        if self.line_length > MAX_LINE:
            self.finish("That line is too long.")

    def found_terminator(self):
        line = self._get_data().decode("utf-8", "replace").rstrip("\r")
        self.line_length = 0
        self.last_heard = time.monotonic()
        if line:
            self.process(line)

    def take_name(self, line):
        if not re.fullmatch("[A-Za-z0-9]{1,16}", line):
            self.tell("A name has 1 to 16 letters and digits.")
        elif line in self.room.members:
            self.tell("%s is here already." % line)
        else:
            self.name = line
            self.process = self.take_line
            self.room.join(line, self)
            self.tell("Welcome, %s." % line)

    def take_line(self, line):
        if line == "/quit":
            self.finish("Bye.")
        elif line == "/who":
            self.tell("Here: " + ", ".join(self.room.members))
        elif line.startswith("/"):
            self.tell("There is no %s." % line)
        else:
            self.room.say("%s: %s" % (self.name, line), but=self)

    def ignore(self, line):
        pass

    def tell(self, line):
        self.push(line.encode("utf-8") + b"\r\n")
        if sum(len(chunk) for chunk in self.producer_fifo) > MAX_UNSENT:
            self.leave()
            self.close()

    def finish(self, line):
        self.tell(line)
        self.close_when_done()
        self.leave()

    def leave(self):
        self.process = self.ignore
        self.incoming.clear()
        self.room.leave(self.name, self)

    def send_away_if_silent(self, seconds):
        if self.process != self.ignore and time.monotonic() - self.last_heard > seconds:
            self.finish("You are silent.")

    def handle_close(self):
        self.leave()
        self.close()


class Listener(asyncore.dispatcher):
    def __init__(self, port, room):
        asyncore.dispatcher.__init__(self)
        self.room = room
        self.create_socket()
        self.set_reuse_addr()
        self.bind(("127.0.0.1", port))
        self.listen(128)

    def handle_accepted(self, sock, addr):
        Member(sock, self.room)


def read_console(lines):
    for line in open(0, closefd=False):
        lines.put(line.rstrip("\n"))


def main(port="0", silence="600"):
    room = Room()
    listener = Listener(int(port), room)
    print("listening on %s:%d" % listener.socket.getsockname(), flush=True)

    stopping = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    console = queue.Queue()
    threading.Thread(target=read_console, args=(console,), daemon=True).start()
    while not stopping.is_set():
        asyncore.loop(timeout=1.0, count=1)
        while not console.empty():
            room.say("* operator: " + console.get())
        for channel in list(asyncore.socket_map.values()):
            if isinstance(channel, Member):
                channel.send_away_if_silent(float(silence))

    room.say("* The server stops.")
    asyncore.close_all()


if __name__ == "__main__":
    main(*sys.argv[1:])
