"""Data and the end of data. Parallel to ReadingScenarios.cs."""
from scenario import scenario
from traced import Reader, Traced


@scenario
def read_what_was_sent(stage):
    sock, peer = stage.tcp_pair()
    reader = Reader(stage, 'reader', sock)
    stage.run()
    peer.send(b'hello')
    stage.wait_bytes(reader, 5)
    stage.run(2)
    peer.send(b'world')
    stage.wait_bytes(reader, 5)
    stage.run()


@scenario
def short_reads_leave_the_rest_for_the_next_pass(stage):
    sock, peer = stage.tcp_pair()
    reader = Reader(stage, 'reader', sock)
    reader.size = 4
    peer.send(b'hello world')
    stage.wait_bytes(reader, 11)
    stage.run(4)


@scenario
def read_to_the_end(stage):
    sock, peer = stage.tcp_pair()
    reader = Reader(stage, 'reader', sock)
    peer.send(b'last words')
    peer.close()
    stage.wait_bytes(reader, 10)
    stage.run()
    stage.wait_readable(reader)
    stage.run(2)
    reader.show()
    stage.show_map()


@scenario
def read_to_the_end_of_a_unix_socket(stage):
    sock, peer = stage.socketpair()
    reader = Reader(stage, 'reader', sock)
    peer.send(b'last words')
    peer.close()
    stage.run(3)
    stage.show_map()


@scenario
def half_close_by_the_peer(stage):
    sock, peer = stage.tcp_pair()
    reader = Reader(stage, 'reader', sock)
    peer.send(b'question')
    peer.shutdown()
    stage.wait_bytes(reader, 8)
    stage.run()
    reader.send(b'answer')
    peer.receive(6)
    stage.wait_readable(reader)
    stage.run()
    peer.receive(1)


@scenario
def nothing_to_read_is_an_error(stage):
    sock, peer = stage.socketpair()
    reader = Reader(stage, 'reader', sock)
    stage.attempt(lambda: reader.recv(10))
    reader.show()


class Greedy(Reader):
    """Reads once more than there is."""

    def handle_read(self):
        super().handle_read()
        self.got(self.recv(self.size))


@scenario
def reading_once_too_often_in_a_handler(stage):
    sock, peer = stage.socketpair()
    reader = Greedy(stage, 'reader', sock)
    peer.send(b'hello')
    stage.run(2)
    stage.show_map()


@scenario
def data_waits_while_reading_is_not_wanted(stage):
    sock, peer = stage.socketpair()
    reader = Reader(stage, 'reader', sock)
    reader.reading = False
    peer.send(b'hello')
    stage.run(2)
    reader.reading = True
    stage.run()


@scenario
def data_that_is_not_read_is_reported_again(stage):
    sock, peer = stage.socketpair()
    channel = Traced(stage, 'channel', sock)
    peer.send(b'hello')
    stage.run(3)


class Toggling(Reader):
    """Reads every other pass."""

    def readable(self):
        self.reading = not self.reading
        return self.reading


@scenario
def readable_is_asked_on_every_pass(stage):
    sock, peer = stage.socketpair()
    reader = Toggling(stage, 'reader', sock)
    reader.size = 2
    peer.send(b'abcdef')
    stage.run(6)


@scenario
def reset_by_the_peer_seen_by_recv(stage):
    sock, peer = stage.tcp_pair()
    reader = Reader(stage, 'reader', sock)
    peer.reset()
    stage.wait_hangup(reader)
    reader.got(reader.recv(10))
    reader.show()
    stage.show_map()


@scenario
def reset_while_data_waits_to_be_read(stage):
    sock, peer = stage.tcp_pair()
    reader = Traced(stage, 'reader', sock)
    peer.send(b'hello')
    stage.wait_bytes(reader, 5)
    peer.reset()
    stage.wait_hangup(reader)
    stage.run()
