using System.Net.Sockets;

namespace AsyncoreNet.Conformance;

/// <summary>Sending, and room to send. Parallel to writing.py.</summary>
internal static class WritingScenarios
{
    [Scenario]
    public static void room_is_reported_on_every_pass(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        _ = new Writer(stage, "writer", sock);
        stage.run(3);
    }

    private sealed class Hello(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        private readonly Queue<byte[]> _words = new([[.. "hello"u8], [.. " "u8], [.. "world"u8]]);

        public override bool writable() => _words.Count > 0;

        public override void handle_write()
        {
            base.handle_write();
            stage.trace($"sent {send(_words.Dequeue())}");
        }
    }

    [Scenario]
    public static void write_while_there_is_something(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        _ = new Hello(stage, "writer", sock);
        stage.run(5);
        peer.receive(11);
    }

    [Scenario]
    public static void send_without_room_takes_nothing(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var writer = new Writer(stage, "writer", sock);
        int[] sent = [.. Enumerable.Range(0, 100).Select(_ => writer.send(new byte[65536]))];
        stage.trace($"sent something at first: {sent[0] > 0}, and {sent[^1]} at last");
        writer.show();
        stage.run();
        int total = sent.Sum();
        while (total > 0)
        {
            total -= peer.receive_some().Length;
        }

        stage.run();
    }

    [Scenario]
    public static void send_to_a_peer_that_is_gone(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var writer = new Writer(stage, "writer", sock);
        peer.close();
        stage.trace($"sent {writer.send("hello"u8)}");
        writer.show();
        stage.show_map();
    }

    [Scenario]
    public static void send_after_a_reset(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var writer = new Writer(stage, "writer", sock);
        peer.reset();
        stage.wait_hangup(writer);
        stage.trace($"sent {writer.send("hello"u8)}");
        writer.show();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: a send would find that the peer is gone",
        "-writer handle_close [connected]",
        "-map: ",
        "+map: writer",
        OnlyOn = Ground.Select)]
    public static void reset_while_writing_is_wanted(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var writer = new Writer(stage, "writer", sock);
        stage.run();
        peer.reset();
        stage.wait_hangup(writer);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    public static void send_after_shutting_down(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var writer = new Writer(stage, "writer", sock);
        writer.socket!.Shutdown(SocketShutdown.Send);
        peer.receive(1);
        stage.trace($"sent {writer.send("hello"u8)}");
        writer.show();
    }

    [Scenario]
    public static void with_send_is_writable_while_it_holds_something(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new TracedWithSend(stage, "channel", sock);
        stage.trace($"writable: {channel.writable()}");
        stage.run();
        channel.send("hello"u8);
        stage.trace($"writable: {channel.writable()}, holds {channel.out_buffer.Length}");
        channel.out_buffer = [.. " world"u8];
        stage.trace($"writable: {channel.writable()}, holds {channel.out_buffer.Length}");
        stage.run(2);
        stage.trace($"writable: {channel.writable()}, holds {channel.out_buffer.Length}");
        peer.receive(11);
    }

    [Scenario]
    public static void with_send_is_writable_until_connected(Stage stage)
    {
        var channel = new TracedWithSend(stage, "channel");
        stage.trace($"writable: {channel.writable()}");
        channel.create_socket();
        stage.trace($"writable: {channel.writable()}");
        channel.connected = true;
        stage.trace($"writable: {channel.writable()}");
    }

    [Scenario]
    public static void with_send_sends_at_most_65536_at_once(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new TracedWithSend(stage, "channel", sock);
        channel.out_buffer = new byte[100000];
        channel.initiate_send();
        stage.trace($"holds {channel.out_buffer.Length}");
        int received = 0;
        while (received < 65536)
        {
            received += peer.receive_some().Length;
        }

        stage.run(2);
        stage.trace($"holds {channel.out_buffer.Length}");
    }

    [Scenario]
    public static void with_send_holds_what_the_kernel_has_no_room_for(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new TracedWithSend(stage, "channel", sock);
        byte[] data = [.. Enumerable.Range(0, 256 * 8192).Select(i => (byte)i)];
        for (int start = 0; start < data.Length; start += 65536)
        {
            channel.send(data.AsSpan(start, 65536));
        }

        stage.trace($"holds something: {channel.out_buffer.Length > 0}");
        channel.quiet = true; // how many passes it takes is the kernel's affair
        var received = new List<byte>();
        while (received.Count < data.Length)
        {
            received.AddRange(peer.receive_some());
            stage.poll();
        }

        stage.trace($"received all: {received.SequenceEqual(data)}, holds {channel.out_buffer.Length}");
    }

    [Scenario]
    public static void with_send_to_a_peer_that_is_gone(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new TracedWithSend(stage, "channel", sock);
        peer.close();
        channel.send("hello"u8);
        channel.show();
        stage.trace($"holds {channel.out_buffer.Length}");
        stage.show_map();
    }

    [Scenario]
    public static void with_send_logs_what_it_sends_in_debug(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new TracedWithSend(stage, "channel", sock);
        channel.send("not this"u8);
        channel.debug = true;
        channel.send("hello"u8);
        channel.send(""u8);
        channel.send([.. "a\tb\r\n\\ \x00\x7f"u8, 0xff]);
        channel.send("it's"u8);
        channel.send("\"it's\""u8);
        channel.send("say \"it\""u8);
    }

    [Scenario]
    public static void read_and_write_in_one_pass(Stage stage)
    {
        (ChannelSocket Sock, Peer Peer)[] pairs = [stage.socketpair("a peer"), stage.socketpair("b peer")];
        foreach ((string name, (ChannelSocket sock, Peer peer)) in ((string[])["a", "b"]).Zip(pairs))
        {
            _ = new Traced(stage, name, sock);
            peer.send("hello"u8);
        }

        stage.run();
    }
}
