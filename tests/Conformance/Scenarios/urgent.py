"""Out-of-band data. Parallel to UrgentScenarios.cs."""
import socket

from scenario import scenario
from traced import Reader, Traced, Writer


class Urgent(Reader):
    """Receives what is urgent."""

    def handle_expt(self):
        super().handle_expt()
        self.got(self.socket.recv(1, socket.MSG_OOB))


@scenario
def urgent_data_alone(stage):
    sock, peer = stage.tcp_pair()
    channel = Urgent(stage, 'channel', sock)
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run(2)
    stage.show_map()


@scenario
def urgent_data_behind_data(stage):
    sock, peer = stage.tcp_pair()
    channel = Urgent(stage, 'channel', sock)
    peer.send(b'hello')
    stage.wait_bytes(channel, 5)
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run(2)


@scenario
def urgent_data_that_is_not_received_is_reported_again(stage):
    sock, peer = stage.tcp_pair()
    channel = Reader(stage, 'channel', sock)
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run(2)


class UrgentWriter(Writer):
    def handle_expt(self):
        super().handle_expt()
        self.got(self.socket.recv(1, socket.MSG_OOB))


@scenario
def urgent_data_for_a_channel_that_only_writes(stage):
    sock, peer = stage.tcp_pair()
    channel = UrgentWriter(stage, 'channel', sock)
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run(2)


@scenario
def urgent_data_for_a_channel_that_wants_nothing(stage):
    sock, peer = stage.tcp_pair()
    channel = Urgent(stage, 'channel', sock)
    channel.reading = False
    peer.send_urgent(b'!')
    stage.wait_urgent(channel)
    stage.run(2)
    channel.reading = True
    stage.run()


@scenario
def read_write_and_urgent_data_in_one_pass(stage):
    for name in ('a', 'b'):
        sock, peer = stage.tcp_pair(name + ' peer')
        channel = Traced(stage, name, sock)
        peer.send(b'hello')
        stage.wait_bytes(channel, 5)
        peer.send_urgent(b'!')
        stage.wait_urgent(channel)
    stage.run()
