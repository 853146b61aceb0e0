"""Listeners. Parallel to AcceptingScenarios.cs."""
from scenario import scenario
from traced import Listener, Reader, Traced


@scenario
def accept_one(stage):
    server = Listener(stage, 'server')
    server.show()
    stage.run()
    stage.connect(server)
    stage.wait_readable(server)
    stage.run(2)
    server.show()


@scenario
def accept_one_each_pass_however_many_wait(stage):
    server = Listener(stage, 'server')
    for name in ('first', 'second', 'third'):
        stage.connect(server, name)
    for _ in range(3):
        stage.wait_readable(server)
        stage.run()
    stage.run()


@scenario
def accept_on_a_unix_socket(stage):
    server = Listener(stage, 'server', stage.path('server'))
    stage.connect(server)
    stage.run(2)


@scenario
def accept_gives_a_blocking_socket(stage):
    server = Listener(stage, 'server')
    stage.connect(server)
    stage.wait_readable(server)
    conn, addr = server.accept()
    stage.keep(conn)
    stage.trace('from %s, blocking: %s' % (stage.where(addr), conn.gettimeout() is None))


@scenario
def accept_when_none_waits(stage):
    server = Listener(stage, 'server')
    stage.trace('accepted nothing' if server.accept() is None else 'accepted')


class Deaf(Listener):
    def handle_accept(self):
        self.on('handle_accept')


@scenario
def connection_that_is_not_accepted_is_reported_again(stage):
    server = Deaf(stage, 'server')
    stage.connect(server)
    stage.wait_readable(server)
    stage.run(3)


class Echo(Reader):
    """The channel of one connection."""

    def handle_read(self):
        self.on('handle_read')
        data = self.recv(100)
        self.got(data)
        if data:
            self.send(data)


class EchoServer(Listener):
    def handle_accepted(self, sock, addr):
        super().handle_accepted(sock, addr)
        Echo(self.stage, 'echo', sock).show()


@scenario
def echo_server(stage):
    server = EchoServer(stage, 'server')
    peer = stage.connect(server)
    stage.wait_readable(server)
    stage.run()
    stage.show_map()
    peer.send(b'hello')
    echo = list(stage.map.values())[1]
    stage.wait_readable(echo)
    stage.run()
    peer.receive(5)
    peer.close()
    stage.wait_readable(echo)
    stage.run()
    stage.show_map()


class Once(Listener):
    def handle_accepted(self, sock, addr):
        super().handle_accepted(sock, addr)
        self.close()


@scenario
def listener_closes_with_connections_waiting(stage):
    server = Once(stage, 'server')
    stage.connect(server, 'first')
    second = stage.connect(server, 'second')
    stage.wait_readable(server)
    stage.run(2)
    server.show()
    stage.show_map()
    second.receive(1)


@scenario
def write_event_on_a_listener_is_nothing(stage):
    server = Listener(stage, 'server')
    server.handle_write_event()
    stage.run(2)
    server.show()


@scenario
def listener_closed_and_opened_again(stage):
    server = Listener(stage, 'server')
    server.close()
    server.show()
    server.create_socket()
    server.bind(('127.0.0.1', 0))
    server.listen(1)
    server.show()
    stage.connect(server)
    stage.wait_readable(server)
    stage.run()


class Farewell(Listener):
    """Sends a word to each connection, and closes it."""

    def handle_accepted(self, sock, addr):
        super().handle_accepted(sock, addr)
        channel = Reader(self.stage, 'channel', sock)
        channel.send(b'bye')
        channel.close()


@scenario
def accepted_connection_closes_in_order(stage):
    server = Farewell(stage, 'server')
    peer = stage.connect(server)
    stage.wait_readable(server)
    stage.run()
    peer.receive(100)
