using System.Net.Sockets;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>The map: its order, and its changes during a pass. Parallel to mapping.py.</summary>
internal static class MappingScenarios
{
    /// <summary>With data each, sent to the last first.</summary>
    private static Reader[] Readers(Stage stage, params string[] names)
    {
        (ChannelSocket Sock, Peer Peer)[] pairs = [.. names.Select(name => stage.socketpair(name + " peer"))];
        Reader[] readers = [.. names.Zip(pairs, (name, pair) => new Reader(stage, name, pair.Sock))];
        foreach ((_, Peer peer) in Enumerable.Reverse(pairs))
        {
            peer.send("hello"u8);
        }

        return readers;
    }

    [Scenario]
    public static void channels_are_served_in_map_order(Stage stage)
    {
        Readers(stage, "a", "b", "c", "d");
        stage.run();
    }

    [Scenario]
    public static void a_descriptor_used_again_goes_to_the_end(Stage stage)
    {
        Reader a = Readers(stage, "a", "b", "c")[0];
        a.del_channel();
        _ = new Reader(stage, "d", a.socket);
        stage.show_map();
        stage.run();
    }

    [Scenario]
    public static void channel_taken_out_and_put_back_goes_to_the_end(Stage stage)
    {
        Reader a = Readers(stage, "a", "b", "c")[0];
        a.del_channel();
        stage.show_map();
        a.set_socket(a.socket!);
        stage.show_map();
        stage.run();
    }

    [Scenario]
    public static void channel_taken_out_is_not_served(Stage stage)
    {
        Reader a = Readers(stage, "a", "b")[0];
        a.del_channel();
        stage.run();
        a.show();
    }

    [Scenario]
    public static void channel_in_two_maps(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var reader = new Reader(stage, "reader", sock);
        ChannelMap other = stage.new_map();
        reader.add_channel(other);
        peer.send("hello"u8);
        stage.poll(map: other);
        stage.trace($"in the other map: {other.Count}");
        reader.del_channel(other);
        stage.trace($"in the other map: {other.Count}");
        stage.show_map();
    }

    [Scenario]
    public static void channel_replaced_in_its_place(Stage stage)
    {
        Reader b = Readers(stage, "a", "b", "c")[1];
        var replacement = new Reader(stage, "replacement");
        replacement.socket = b.socket;
        stage.map[b.socket!.Descriptor] = replacement;
        stage.show_map();
        stage.run();
    }

    [Scenario]
    public static void channel_deleted_from_the_map_during_a_pass(Stage stage)
    {
        Reader[] readers = Readers(stage, "a", "b", "c");
        (Reader a, Reader b) = (readers[0], readers[1]);
        a.acts["handle_read"] = () => stage.map.Remove(b.socket!.Descriptor);
        stage.run();
        a.acts.Remove("handle_read");
        stage.run();
        b.show();
    }

    [Scenario]
    public static void channel_deletes_itself_from_the_map(Stage stage)
    {
        Reader a = Readers(stage, "a", "b")[0];
        a.acts["handle_read"] = () => stage.map.Remove(a.socket!.Descriptor);
        stage.run(2);
        stage.show_map();
    }

    /// <summary>Adds a channel that has data.</summary>
    private sealed class Adding(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_read()
        {
            base.handle_read();
            Readers(stage, "added");
        }
    }

    [Scenario]
    public static void channel_added_during_a_pass_waits_for_the_next(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Adding(stage, "a", sock);
        peer.send("hello"u8);
        Readers(stage, "b");
        stage.run(2);
    }

    private sealed class AddsWhenAsked(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        private Traced? _added;

        public override bool readable()
        {
            if (_added is null)
            {
                (ChannelSocket sock, Peer peer) = stage.socketpair("added peer");
                _added = new Traced(stage, "added", sock);
                peer.send("hello"u8);
            }

            return true;
        }
    }

    [Scenario]
    public static void channel_added_by_a_predicate_waits_for_the_next_pass(Stage stage)
    {
        _ = new AddsWhenAsked(stage, "channel", stage.socketpair().Sock);
        stage.run(2);
    }

    [Scenario]
    public static void map_cleared_during_a_pass(Stage stage)
    {
        Reader b = Readers(stage, "a", "b", "c")[1];
        b.acts["handle_read"] = stage.map.Clear;
        stage.run(2);
        stage.show_map();
    }

    /// <summary>Says when it is asked.</summary>
    private class Asked(Stage stage, string name, ChannelSocket? sock = null) : Traced(stage, name, sock)
    {
        public override bool readable()
        {
            stage.trace($"{name} readable");
            return true;
        }

        public override bool writable()
        {
            stage.trace($"{name} writable");
            return false;
        }
    }

    [Scenario]
    public static void predicates_are_asked_once_a_pass_in_map_order(Stage stage)
    {
        foreach (string name in (string[])["a", "b", "c"])
        {
            _ = new Asked(stage, name, stage.socketpair(name + " peer").Sock);
        }

        stage.run(2);
    }

    /// <summary>Overrides one predicate: the other is asked all the same.</summary>
    private sealed class AskedWriter(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        public override bool readable()
        {
            stage.trace($"{name} readable");
            return false;
        }
    }

    [Scenario]
    public static void one_predicate_overridden(Stage stage)
    {
        _ = new AskedWriter(stage, "channel", stage.socketpair().Sock);
        stage.run(2);
    }

    private sealed class AskedListener(Stage stage, string name) : Asked(stage, name)
    {
        public override void handle_accept() => on("handle_accept");
    }

    [Scenario]
    public static void predicates_of_a_listener_are_asked_too(Stage stage)
    {
        var server = new AskedListener(stage, "server");
        server.create_socket();
        server.bind(("127.0.0.1", 0));
        server.listen(1);
        stage.run(2);
    }

    [Scenario]
    public static void anything_with_the_members_may_share_the_map(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Plain(stage, "plain", sock);
        Readers(stage, "reader");
        peer.send("hello"u8);
        stage.run(2);
        asyncore.close_all(stage.map);
    }

    /// <summary>Wants to write while a flag of its own says so.</summary>
    private sealed class Changing(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        public bool wants { get; set; } = true;

        public override bool writable() => wants;
    }

    [Scenario]
    public static void interest_changed_by_another_channel(Stage stage)
    {
        var a = new Changing(stage, "a", stage.socketpair("a peer").Sock);
        var b = new Changing(stage, "b", stage.socketpair("b peer").Sock);
        a.acts["handle_write"] = () => b.wants = !b.wants;
        stage.run(4);
    }

    [Scenario]
    public static void both_orders_on_one_map(Stage stage)
    {
        foreach (Reader reader in Readers(stage, "a", "b"))
        {
            reader.size = 1;
        }

        foreach (bool use_poll in (bool[])[false, true, false, true])
        {
            stage.use_poll = use_poll;
            stage.run();
        }
    }

    [Scenario]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: the end comes as input, which reads nothing",
        "-plain handle_close",
        "-plain handle_close",
        OnlyOn = Ground.Select)]
    public static void plain_channel_is_told_of_a_hang_up_on_every_pass(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Plain(stage, "plain", sock);
        peer.close();
        stage.run(2);
    }

    private sealed class ClosesAll(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_read()
        {
            on("handle_read");
            asyncore.close_all(stage.map);
        }
    }

    [Scenario]
    public static void close_all_inside_a_handler(Stage stage)
    {
        Readers(stage, "a");
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new ClosesAll(stage, "b", sock);
        peer.send("hello"u8);
        Readers(stage, "c");
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void a_hundred_channels_that_come_and_go(Stage stage)
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"c{i}")];
        Reader[] readers = Readers(stage, names);
        for (int i = 0; i < readers.Length; i += 3)
        {
            readers[i].close();
        }

        Readers(stage, "late", "later");
        stage.run();
        for (int i = 1; i < readers.Length; i += 3)
        {
            readers[i].close();
        }

        stage.run();
        stage.show_map();
    }

    /// <summary>Loses its wish to write while it reads.</summary>
    private sealed class Losing(Stage stage, string name, ChannelSocket sock) : Traced(stage, name, sock)
    {
        private bool _wants = true;

        public override bool writable() => _wants;

        public override void handle_read()
        {
            base.handle_read();
            got(recv(100));
            _wants = false;
        }
    }

    [Scenario]
    public static void interest_lost_during_a_pass_is_served_once_more(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Losing(stage, "channel", sock);
        peer.send("hello"u8);
        stage.run(2);
    }
}
