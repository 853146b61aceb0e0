using System.Net;

namespace AsyncoreNet.Conformance;

/// <summary>Listeners. Parallel to accepting.py.</summary>
internal static class AcceptingScenarios
{
    [Scenario]
    public static void accept_one(Stage stage)
    {
        var server = new Listener(stage, "server");
        server.show();
        stage.run();
        stage.connect(server);
        stage.wait_readable(server);
        stage.run(2);
        server.show();
    }

    [Scenario]
    public static void accept_one_each_pass_however_many_wait(Stage stage)
    {
        var server = new Listener(stage, "server");
        foreach (string name in (string[])["first", "second", "third"])
        {
            stage.connect(server, name);
        }

        for (int i = 0; i < 3; i++)
        {
            stage.wait_readable(server);
            stage.run();
        }

        stage.run();
    }

    [Scenario]
    public static void accept_on_a_unix_socket(Stage stage)
    {
        var server = new Listener(stage, "server", stage.path("server"));
        stage.connect(server);
        stage.run(2);
    }

    [Scenario]
    public static void accept_gives_a_blocking_socket(Stage stage)
    {
        var server = new Listener(stage, "server");
        stage.connect(server);
        stage.wait_readable(server);
        (ChannelSocket conn, EndPoint addr) = server.accept()!.Value;
        stage.keep(conn);
        stage.trace($"from {stage.where(addr)}, blocking: {conn.Blocking}");
    }

    [Scenario]
    public static void accept_when_none_waits(Stage stage)
    {
        var server = new Listener(stage, "server");
        stage.trace(server.accept() is null ? "accepted nothing" : "accepted");
    }

    private sealed class Deaf(Stage stage, string name) : Listener(stage, name)
    {
        public override void handle_accept() => on("handle_accept");
    }

    [Scenario]
    public static void connection_that_is_not_accepted_is_reported_again(Stage stage)
    {
        var server = new Deaf(stage, "server");
        stage.connect(server);
        stage.wait_readable(server);
        stage.run(3);
    }

    /// <summary>The channel of one connection.</summary>
    private sealed class Echo(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_read()
        {
            on("handle_read");
            byte[] data = recv(100);
            got(data);
            if (data.Length > 0)
            {
                send(data);
            }
        }
    }

    private sealed class EchoServer(Stage stage, string name) : Listener(stage, name)
    {
        public override void handle_accepted(ChannelSocket sock, EndPoint addr)
        {
            base.handle_accepted(sock, addr);
            new Echo(stage, "echo", sock).show();
        }
    }

    [Scenario]
    public static void echo_server(Stage stage)
    {
        var server = new EchoServer(stage, "server");
        Peer peer = stage.connect(server);
        stage.wait_readable(server);
        stage.run();
        stage.show_map();
        peer.send("hello"u8);
        var echo = (Echo)stage.map.Values.ElementAt(1);
        stage.wait_readable(echo);
        stage.run();
        peer.receive(5);
        peer.close();
        stage.wait_readable(echo);
        stage.run();
        stage.show_map();
    }

    private sealed class Once(Stage stage, string name) : Listener(stage, name)
    {
        public override void handle_accepted(ChannelSocket sock, EndPoint addr)
        {
            base.handle_accepted(sock, addr);
            close();
        }
    }

    [Scenario]
    public static void listener_closes_with_connections_waiting(Stage stage)
    {
        var server = new Once(stage, "server");
        stage.connect(server, "first");
        Peer second = stage.connect(server, "second");
        stage.wait_readable(server);
        stage.run(2);
        server.show();
        stage.show_map();
        second.receive(1);
    }

    [Scenario]
    public static void write_event_on_a_listener_is_nothing(Stage stage)
    {
        var server = new Listener(stage, "server");
        server.handle_write_event();
        stage.run(2);
        server.show();
    }

    [Scenario]
    public static void listener_closed_and_opened_again(Stage stage)
    {
        var server = new Listener(stage, "server");
        server.close();
        server.show();
        server.create_socket();
        server.bind(("127.0.0.1", 0));
        server.listen(1);
        server.show();
        stage.connect(server);
        stage.wait_readable(server);
        stage.run();
    }

    /// <summary>Sends a word to each connection, and closes it.</summary>
    private sealed class Farewell(Stage stage, string name) : Listener(stage, name)
    {
        public override void handle_accepted(ChannelSocket sock, EndPoint addr)
        {
            base.handle_accepted(sock, addr);
            var channel = new Reader(stage, "channel", sock);
            channel.send("bye"u8);
            channel.close();
        }
    }

    [Scenario]
    public static void accepted_connection_closes_in_order(Stage stage)
    {
        var server = new Farewell(stage, "server");
        Peer peer = stage.connect(server);
        stage.wait_readable(server);
        stage.run();
        peer.receive(100);
    }
}
