namespace AsyncoreNet.Conformance;

/// <summary>Data and the end of data. Parallel to reading.py.</summary>
internal static class ReadingScenarios
{
    [Scenario]
    public static void read_what_was_sent(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var reader = new Reader(stage, "reader", sock);
        stage.run();
        peer.send("hello"u8);
        stage.wait_bytes(reader, 5);
        stage.run(2);
        peer.send("world"u8);
        stage.wait_bytes(reader, 5);
        stage.run();
    }

    [Scenario]
    public static void short_reads_leave_the_rest_for_the_next_pass(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var reader = new Reader(stage, "reader", sock);
        reader.size = 4;
        peer.send("hello world"u8);
        stage.wait_bytes(reader, 11);
        stage.run(4);
    }

    [Scenario]
    public static void read_to_the_end(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var reader = new Reader(stage, "reader", sock);
        peer.send("last words"u8);
        peer.close();
        stage.wait_bytes(reader, 10);
        stage.run();
        stage.wait_readable(reader);
        stage.run(2);
        reader.show();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: the end comes on the next pass, as the end of the data",
        "-reader handle_close [connected]",
        "+reader handle_read [connected]",
        "+reader handle_close [connected]",
        "+reader received \"\"",
        OnlyOn = Ground.Select)]
    public static void read_to_the_end_of_a_unix_socket(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Reader(stage, "reader", sock);
        peer.send("last words"u8);
        peer.close();
        stage.run(3);
        stage.show_map();
    }

    [Scenario]
    public static void half_close_by_the_peer(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var reader = new Reader(stage, "reader", sock);
        peer.send("question"u8);
        peer.shutdown();
        stage.wait_bytes(reader, 8);
        stage.run();
        reader.send("answer"u8);
        peer.receive(6);
        stage.wait_readable(reader);
        stage.run();
        peer.receive(1);
    }

    [Scenario]
    public static void nothing_to_read_is_an_error(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var reader = new Reader(stage, "reader", sock);
        stage.attempt(() => reader.recv(10));
        reader.show();
    }

    /// <summary>Reads once more than there is.</summary>
    private sealed class Greedy(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_read()
        {
            base.handle_read();
            got(recv(size));
        }
    }

    [Scenario]
    public static void reading_once_too_often_in_a_handler(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Greedy(stage, "reader", sock);
        peer.send("hello"u8);
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void data_waits_while_reading_is_not_wanted(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var reader = new Reader(stage, "reader", sock);
        reader.reading = false;
        peer.send("hello"u8);
        stage.run(2);
        reader.reading = true;
        stage.run();
    }

    [Scenario]
    public static void data_that_is_not_read_is_reported_again(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Traced(stage, "channel", sock);
        peer.send("hello"u8);
        stage.run(3);
    }

    /// <summary>Reads every other pass.</summary>
    private sealed class Toggling(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override bool readable()
        {
            reading = !reading;
            return reading;
        }
    }

    [Scenario]
    public static void readable_is_asked_on_every_pass(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var reader = new Toggling(stage, "reader", sock);
        reader.size = 2;
        peer.send("abcdef"u8);
        stage.run(6);
    }

    [Scenario]
    public static void reset_by_the_peer_seen_by_recv(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var reader = new Reader(stage, "reader", sock);
        peer.reset();
        stage.wait_hangup(reader);
        reader.got(reader.recv(10));
        reader.show();
        stage.show_map();
    }

    [Scenario]
    public static void reset_while_data_waits_to_be_read(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var reader = new Traced(stage, "reader", sock);
        peer.send("hello"u8);
        stage.wait_bytes(reader, 5);
        peer.reset();
        stage.wait_hangup(reader);
        stage.run();
    }
}
