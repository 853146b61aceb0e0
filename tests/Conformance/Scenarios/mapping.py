"""The map: its order, and its changes during a pass. Parallel to MappingScenarios.cs."""
import asyncore

from plain import Plain
from scenario import scenario
from traced import Reader, Traced, Writer


def _readers(stage, *names):
    """With data each, sent to the last first."""
    pairs = [stage.socketpair(name + ' peer') for name in names]
    readers = [Reader(stage, name, sock) for name, (sock, peer) in zip(names, pairs)]
    for sock, peer in reversed(pairs):
        peer.send(b'hello')
    return readers


@scenario
def channels_are_served_in_map_order(stage):
    _readers(stage, 'a', 'b', 'c', 'd')
    stage.run()


@scenario
def a_descriptor_used_again_goes_to_the_end(stage):
    a, b, c = _readers(stage, 'a', 'b', 'c')
    a.del_channel()
    Reader(stage, 'd', a.socket)
    stage.show_map()
    stage.run()


@scenario
def channel_taken_out_and_put_back_goes_to_the_end(stage):
    a, b, c = _readers(stage, 'a', 'b', 'c')
    a.del_channel()
    stage.show_map()
    a.set_socket(a.socket)
    stage.show_map()
    stage.run()


@scenario
def channel_taken_out_is_not_served(stage):
    a, b = _readers(stage, 'a', 'b')
    a.del_channel()
    stage.run()
    a.show()


@scenario
def channel_in_two_maps(stage):
    sock, peer = stage.socketpair()
    reader = Reader(stage, 'reader', sock)
    other = stage.new_map()
    reader.add_channel(other)
    peer.send(b'hello')
    stage.poll(map=other)
    stage.trace('in the other map: %d' % len(other))
    reader.del_channel(other)
    stage.trace('in the other map: %d' % len(other))
    stage.show_map()


@scenario
def channel_replaced_in_its_place(stage):
    a, b, c = _readers(stage, 'a', 'b', 'c')
    replacement = Reader(stage, 'replacement')
    replacement.socket = b.socket
    stage.map[b.socket.fileno()] = replacement
    stage.show_map()
    stage.run()


@scenario
def channel_deleted_from_the_map_during_a_pass(stage):
    a, b, c = _readers(stage, 'a', 'b', 'c')

    def delete():
        del stage.map[b.socket.fileno()]

    a.acts['handle_read'] = delete
    stage.run()
    del a.acts['handle_read']
    stage.run()
    b.show()


@scenario
def channel_deletes_itself_from_the_map(stage):
    a, b = _readers(stage, 'a', 'b')

    def delete():
        del stage.map[a.socket.fileno()]

    a.acts['handle_read'] = delete
    stage.run(2)
    stage.show_map()


class Adding(Reader):
    """Adds a channel that has data."""

    def handle_read(self):
        super().handle_read()
        _readers(self.stage, 'added')


@scenario
def channel_added_during_a_pass_waits_for_the_next(stage):
    sock, peer = stage.socketpair()
    Adding(stage, 'a', sock)
    peer.send(b'hello')
    _readers(stage, 'b')
    stage.run(2)


class AddsWhenAsked(Reader):
    added = None

    def readable(self):
        if self.added is None:
            sock, peer = self.stage.socketpair('added peer')
            self.added = Traced(self.stage, 'added', sock)
            peer.send(b'hello')
        return True


@scenario
def channel_added_by_a_predicate_waits_for_the_next_pass(stage):
    AddsWhenAsked(stage, 'channel', stage.socketpair()[0])
    stage.run(2)


@scenario
def map_cleared_during_a_pass(stage):
    a, b, c = _readers(stage, 'a', 'b', 'c')
    b.acts['handle_read'] = stage.map.clear
    stage.run(2)
    stage.show_map()


class Asked(Traced):
    """Says when it is asked."""

    def readable(self):
        self.stage.trace('%s readable' % self.name)
        return True

    def writable(self):
        self.stage.trace('%s writable' % self.name)
        return False


@scenario
def predicates_are_asked_once_a_pass_in_map_order(stage):
    for name in ('a', 'b', 'c'):
        Asked(stage, name, stage.socketpair(name + ' peer')[0])
    stage.run(2)


class AskedWriter(Writer):
    """Overrides one predicate: the other is asked all the same."""

    def readable(self):
        self.stage.trace('%s readable' % self.name)
        return False


@scenario
def one_predicate_overridden(stage):
    channel = AskedWriter(stage, 'channel', stage.socketpair()[0])
    stage.run(2)


class AskedListener(Asked):
    def handle_accept(self):
        self.on('handle_accept')


@scenario
def predicates_of_a_listener_are_asked_too(stage):
    server = AskedListener(stage, 'server')
    server.create_socket()
    server.bind(('127.0.0.1', 0))
    server.listen(1)
    stage.run(2)


@scenario
def anything_with_the_members_may_share_the_map(stage):
    sock, peer = stage.socketpair()
    Plain(stage, 'plain', sock)
    _readers(stage, 'reader')
    peer.send(b'hello')
    stage.run(2)
    asyncore.close_all(stage.map)


class Changing(Writer):
    """Wants to write while a flag of its own says so."""

    wants = True

    def writable(self):
        return self.wants


@scenario
def interest_changed_by_another_channel(stage):
    a = Changing(stage, 'a', stage.socketpair('a peer')[0])
    b = Changing(stage, 'b', stage.socketpair('b peer')[0])

    def swap():
        b.wants = not b.wants

    a.acts['handle_write'] = swap
    stage.run(4)


@scenario
def both_orders_on_one_map(stage):
    a, b = _readers(stage, 'a', 'b')
    a.size = b.size = 1
    for use_poll in (False, True, False, True):
        stage.use_poll = use_poll
        stage.run()


@scenario
def plain_channel_is_told_of_a_hang_up_on_every_pass(stage):
    sock, peer = stage.socketpair()
    Plain(stage, 'plain', sock)
    peer.close()
    stage.run(2)


class ClosesAll(Reader):
    def handle_read(self):
        self.on('handle_read')
        asyncore.close_all(self.stage.map)


@scenario
def close_all_inside_a_handler(stage):
    _readers(stage, 'a')
    sock, peer = stage.socketpair()
    ClosesAll(stage, 'b', sock)
    peer.send(b'hello')
    _readers(stage, 'c')
    stage.run(2)
    stage.show_map()


@scenario
def a_hundred_channels_that_come_and_go(stage):
    names = ['c%d' % i for i in range(100)]
    readers = _readers(stage, *names)
    for reader in readers[::3]:
        reader.close()
    _readers(stage, 'late', 'later')
    stage.run()
    for reader in readers[1::3]:
        reader.close()
    stage.run()
    stage.show_map()


class Losing(Traced):
    """Loses its wish to write while it reads."""

    wants = True

    def writable(self):
        return self.wants

    def handle_read(self):
        super().handle_read()
        self.got(self.recv(100))
        self.wants = False


@scenario
def interest_lost_during_a_pass_is_served_once_more(stage):
    sock, peer = stage.socketpair()
    Losing(stage, 'channel', sock)
    peer.send(b'hello')
    stage.run(2)
