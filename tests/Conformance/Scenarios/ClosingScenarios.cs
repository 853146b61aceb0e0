using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Conformance;

/// <summary>Close, from each side and from inside each handler. Parallel to closing.py.</summary>
internal static class ClosingScenarios
{
    [Scenario]
    public static void close_keeps_the_socket_and_the_address(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Reader(stage, "channel", sock);
        channel.close();
        channel.show();
        stage.show_map();
        stage.trace($"socket kept: {channel.socket is not null}, address kept: {stage.where(channel.addr)}");
        peer.receive(1);
    }

    [Scenario]
    public static void close_is_repeatable(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.close();
        stage.attempt(channel.close);
        channel.show();
    }

    [Scenario]
    public static void close_without_a_socket(Stage stage)
    {
        var channel = new Reader(stage, "channel");
        stage.attempt(channel.close);
        channel.show();
    }

    [Scenario]
    public static void close_leaves_the_others_alone(Stage stage)
    {
        var channels = new List<Reader>();
        foreach (string name in (string[])["a", "b", "c"])
        {
            channels.Add(new Reader(stage, name, stage.socketpair(name + " peer").Sock));
        }

        channels[1].close();
        stage.show_map();
        stage.run();
    }

    [Scenario]
    public static void default_handle_close_closes(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.handle_close();
        channel.show();
        stage.show_map();
    }

    /// <summary>Both with data, so that the second shows what becomes of the rest of the pass.</summary>
    private static (Reader A, Reader B) TwoReaders(Stage stage)
    {
        var readers = new List<Reader>();
        foreach (string name in (string[])["a", "b"])
        {
            (ChannelSocket sock, Peer peer) = stage.socketpair(name + " peer");
            readers.Add(new Reader(stage, name, sock));
            peer.send("hello"u8);
        }

        return (readers[0], readers[1]);
    }

    private sealed class ClosesAfterReading(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_read()
        {
            base.handle_read();
            close();
        }
    }

    [Scenario]
    public static void close_inside_handle_read(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new ClosesAfterReading(stage, "channel", sock);
        peer.send("hello"u8);
        stage.run(2);
        peer.receive(1);
        stage.show_map();
    }

    [Scenario]
    public static void close_of_the_next_channel_inside_handle_read(Stage stage)
    {
        (Reader a, Reader b) = TwoReaders(stage);
        a.acts["handle_read"] = b.close;
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void close_of_the_channel_before_inside_handle_read(Stage stage)
    {
        (Reader a, Reader b) = TwoReaders(stage);
        b.acts["handle_read"] = a.close;
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void close_inside_handle_write(Stage stage)
    {
        var a = new Writer(stage, "a", stage.socketpair("a peer").Sock);
        _ = new Writer(stage, "b", stage.socketpair("b peer").Sock);
        a.acts["handle_write"] = a.close;
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void close_of_the_next_channel_inside_handle_write(Stage stage)
    {
        var a = new Writer(stage, "a", stage.socketpair("a peer").Sock);
        var b = new Writer(stage, "b", stage.socketpair("b peer").Sock);
        a.acts["handle_write"] = b.close;
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void close_inside_handle_accepted(Stage stage)
    {
        var server = new Listener(stage, "server");
        server.acts["handle_accepted"] = server.close;
        stage.connect(server);
        stage.wait_readable(server);
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void close_inside_handle_expt(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_expt"] = channel.close;
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void close_inside_handle_close(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_close"] = channel.close;
        peer.shutdown();
        stage.run(2);
        stage.show_map();
    }

    /// <summary>Closes when it is asked for the n-th time whether it can be written.</summary>
    private sealed class Dying(Stage stage, string name, ChannelSocket sock) : Traced(stage, name, sock)
    {
        private int _left = 2;

        public override bool readable() => false;

        public override bool writable()
        {
            if (--_left == 0)
            {
                close();
            }

            return false;
        }
    }

    [Scenario]
    public static void close_inside_a_predicate_of_a_channel_that_wants_nothing(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        _ = new Dying(stage, "dying", sock);
        stage.run(3);
        stage.show_map();
    }

    /// <summary>Connects anew when its connection is over.</summary>
    private sealed class Replacing(Stage stage, string name, EndPoint target) : Reader(stage, name)
    {
        public override void handle_close()
        {
            base.handle_close();
            create_socket();
            connect(target);
        }
    }

    [Scenario]
    public static void connect_anew_when_the_connection_is_over(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Replacing(stage, "client", listener.LocalEndPoint!);
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        Peer first = stage.accept(listener, "first");
        first.shutdown();
        stage.wait_readable(client);
        stage.run();
        client.show();
        stage.show_map();
        Peer second = stage.accept(listener, "second");
        second.send("hello again"u8);
        stage.wait_bytes(client, 11);
        stage.run();
        client.show();
    }

    [Scenario]
    public static void peer_closes_two_channels(Stage stage)
    {
        foreach (string name in (string[])["a", "b"])
        {
            (ChannelSocket sock, Peer peer) = stage.tcp_pair(name + " peer");
            var channel = new Reader(stage, name, sock);
            peer.close();
            stage.wait_readable(channel);
        }

        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: a send would find that the peer is gone",
        "-writer handle_close [connected]",
        "+writer handle_write [connected]",
        OnlyOn = Ground.Select)]
    public static void peer_closes_a_channel_that_only_writes(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Writer(stage, "writer", sock);
        peer.close();
        stage.run(2);
    }

    [Scenario]
    public static void peer_closes_a_channel_that_wants_nothing(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.reading = false;
        peer.close();
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void socket_closed_behind_the_channels_back(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.socket!.Close();
        stage.attempt(() => stage.run());
    }
}
