using System.Net.Sockets;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>loop, poll, close_all and the functions beneath. Parallel to looping.py.</summary>
internal static class LoopingScenarios
{
    private const SocketError Io = (SocketError)5; // EIO has no SocketError of its own

    private static void Loop(Stage stage, int count) => asyncore.loop(0.0, stage.use_poll, stage.map, count);

    [Scenario]
    public static void loop_counts_its_passes(Stage stage)
    {
        _ = new Writer(stage, "writer", stage.socketpair().Sock);
        foreach (int count in (int[])[1, 3])
        {
            stage.trace($"-- loop {count}");
            Loop(stage, count);
        }
    }

    [Scenario]
    public static void loop_with_a_count_of_zero_or_less_polls_never(Stage stage)
    {
        _ = new Writer(stage, "writer", stage.socketpair().Sock);
        foreach (int count in (int[])[0, -1, -100])
        {
            stage.trace($"-- loop {count}");
            Loop(stage, count);
        }
    }

    [Scenario]
    public static void loop_ends_when_the_map_is_empty(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Reader(stage, "reader", sock);
        peer.send("hello"u8);
        peer.shutdown();
        asyncore.loop(10.0, stage.use_poll, stage.map);
        stage.show_map();
    }

    [Scenario]
    public static void loop_ends_when_the_map_is_empty_before_its_count(Stage stage)
    {
        var writer = new Writer(stage, "writer", stage.socketpair().Sock);
        writer.acts["handle_write"] = writer.close;
        Loop(stage, 100);
        stage.show_map();
    }

    [Scenario]
    public static void empty_map_returns_at_once(Stage stage)
    {
        asyncore.loop(30.0, stage.use_poll, stage.map);
        asyncore.loop(30.0, stage.use_poll, stage.map, 5);
        if (stage.use_poll)
        {
            asyncore.poll3(0.0, stage.map);
        }
        else
        {
            asyncore.poll(30.0, stage.map);
        }

        stage.trace("returned");
    }

    [Scenario]
    public static void default_map_is_looked_up_at_each_call(Stage stage)
    {
        ChannelMap outer = asyncore.socket_map;
        try
        {
            asyncore.socket_map = stage.map;
            var channel = new Writer(stage, "writer", stage.socketpair().Sock);
            asyncore.loop(0.0, stage.use_poll, count: 1);
            channel.close();
            asyncore.loop(30.0, stage.use_poll);
            stage.trace("returned");
        }
        finally
        {
            asyncore.socket_map = outer;
        }
    }

    /// <summary>Names no map.</summary>
    private sealed class Defaulted(ChannelSocket sock) : asyncore.dispatcher(sock);

    [Scenario]
    public static void channel_without_a_map_joins_the_default_one(Stage stage)
    {
        ChannelMap outer = asyncore.socket_map;
        try
        {
            asyncore.socket_map = stage.map;
            var channel = new Defaulted(stage.socketpair().Sock);
            asyncore.socket_map = stage.new_map();
            stage.trace($"in the stage: {stage.map.Count}, in the default map: {asyncore.socket_map.Count}");
            channel.close();
            stage.trace($"in the stage: {stage.map.Count}");
        }
        finally
        {
            asyncore.socket_map = outer;
        }
    }

    [Scenario]
    public static void empty_map_given_is_not_the_default_one(Stage stage)
    {
        ChannelMap outer = asyncore.socket_map;
        try
        {
            asyncore.socket_map = stage.new_map();
            _ = new Writer(stage, "writer", stage.socketpair().Sock);
            stage.trace($"in the stage: {stage.map.Count}, in the default map: {asyncore.socket_map.Count}");
        }
        finally
        {
            asyncore.socket_map = outer;
        }
    }

    [Scenario]
    public static void negative_timeout(Stage stage)
    {
        _ = new Writer(stage, "writer", stage.socketpair().Sock);
        stage.attempt(() => stage.poll(-1));
    }

    [Scenario]
    public static void negative_timeout_with_an_empty_map(Stage stage)
    {
        if (!stage.use_poll)
        {
            stage.attempt(() => stage.poll(-1));
        }

        stage.attempt(() => asyncore.loop(-1, stage.use_poll, stage.map));
        stage.trace("returned");
    }

    [Scenario]
    public static void poll3_is_poll2(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair("a peer");
        _ = new Traced(stage, "a", sock);
        peer.send("hello"u8);
        (sock, peer) = stage.socketpair("b peer");
        _ = new Traced(stage, "b", sock);
        peer.send("hello"u8);
        asyncore.poll3(0.0, stage.map);
    }

    [Scenario]
    public static void loop_inside_a_handler_for_another_map(Stage stage)
    {
        var writer = new Writer(stage, "outer", stage.socketpair("outer peer").Sock);
        Stage inner = stage.another();
        _ = new Writer(inner, "inner", inner.socketpair("inner peer").Sock);
        writer.acts["handle_write"] = () => inner.run();
        stage.run(2);
    }

    // close_all

    /// <summary>Says that it closes, and may fail.</summary>
    private sealed class Closing(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public Exception? error { get; set; }

        public override void close()
        {
            stage.trace($"{name} close");
            if (error is not null)
            {
                throw error;
            }

            base.close();
        }
    }

    private static Closing[] Three(Stage stage) =>
        [.. ((string[])["a", "b", "c"]).Select(name => new Closing(stage, name, stage.socketpair(name + " peer").Sock))];

    [Scenario]
    public static void close_all_closes_in_order_and_clears(Stage stage)
    {
        Three(stage);
        asyncore.close_all(stage.map);
        stage.show_map();
    }

    [Scenario]
    public static void close_all_stops_at_a_failure(Stage stage)
    {
        Three(stage)[1].error = new Boom("in close");
        stage.attempt(() => asyncore.close_all(stage.map));
        stage.show_map();
    }

    [Scenario]
    public static void close_all_told_to_ignore_all(Stage stage)
    {
        Closing[] three = Three(stage);
        (three[0].error, three[1].error) = (new Boom("in close"), new SocketException((int)Io));
        asyncore.close_all(stage.map, true);
        stage.show_map();
    }

    [Scenario]
    public static void close_all_stops_at_an_os_error(Stage stage)
    {
        Three(stage)[0].error = new SocketException((int)Io);
        stage.attempt(() => asyncore.close_all(stage.map));
        stage.show_map();
    }

    [Scenario]
    public static void close_all_ignores_a_bad_descriptor(Stage stage)
    {
        Three(stage)[0].error = new SocketException((int)SocketErrors.BadDescriptor);
        asyncore.close_all(stage.map);
        stage.show_map();
    }

    [Scenario]
    public static void close_all_never_ignores_exit(Stage stage)
    {
        Three(stage)[1].error = new asyncore.ExitNow("in close");
        stage.attempt(() => asyncore.close_all(stage.map, true));
        stage.show_map();
    }

    [Scenario]
    public static void close_all_of_the_default_map(Stage stage)
    {
        ChannelMap outer = asyncore.socket_map;
        try
        {
            asyncore.socket_map = stage.map;
            Three(stage);
            asyncore.close_all();
            stage.show_map();
        }
        finally
        {
            asyncore.socket_map = outer;
        }
    }

    // The functions beneath.

    /// <summary>Throws from one of its handlers.</summary>
    private sealed class Stub(Stage stage, string thrower, Exception? error) : Plain(stage, "stub", stage.socketpair().Sock)
    {
        private readonly Stage _stage = stage;

        public override void HandleReadEvent() => Event("handle_read_event");

        public override void HandleWriteEvent() => Event("handle_write_event");

        public override void HandleExceptionalEvent() => Event("handle_expt_event");

        private void Event(string handler)
        {
            _stage.trace(handler);
            if (handler == thrower)
            {
                throw error!;
            }
        }
    }

    private static Stub NewStub(Stage stage, string thrower = "", Exception? error = null) => new(stage, thrower, error);

    [Scenario]
    public static void readwrite_goes_through_the_flags_in_order(Stage stage)
    {
        foreach (PollFlags flags in (PollFlags[])[
            PollFlags.In, PollFlags.Out, PollFlags.Pri, PollFlags.Hup, PollFlags.Err, PollFlags.NVal,
            PollFlags.In | PollFlags.Out | PollFlags.Pri | PollFlags.Hup, PollFlags.None])
        {
            stage.trace($"flags {(int)flags}");
            asyncore.readwrite(NewStub(stage), flags);
        }
    }

    [Scenario]
    public static void readwrite_takes_a_lost_connection_for_a_close(Stage stage)
    {
        const PollFlags flags = PollFlags.In | PollFlags.Out | PollFlags.Pri | PollFlags.Hup;
        foreach (SocketError error in (SocketError[])[
            SocketError.ConnectionReset, SocketError.NotConnected, SocketError.Disconnecting, SocketError.ConnectionAborted,
            SocketError.Shutdown, SocketErrors.BadDescriptor,
            SocketError.TimedOut, SocketError.ConnectionRefused, SocketError.WouldBlock])
        {
            stage.trace(SocketErrors.Name(error));
            asyncore.readwrite(NewStub(stage, "handle_write_event", new SocketException((int)error)), flags);
        }
    }

    [Scenario]
    public static void readwrite_gives_other_errors_to_handle_error(Stage stage)
    {
        asyncore.readwrite(NewStub(stage, "handle_read_event", new Boom("in read")), PollFlags.In | PollFlags.Out);
        stage.attempt(() => asyncore.readwrite(
            NewStub(stage, "handle_read_event", new asyncore.ExitNow("in read")), PollFlags.In | PollFlags.Out));
    }

    [Scenario]
    public static void read_write_and_exception_give_every_error_to_handle_error(Stage stage)
    {
        foreach (Exception error in (Exception[])[new Boom("boom"), new SocketException((int)SocketError.ConnectionReset)])
        {
            asyncore.read(NewStub(stage, "handle_read_event", error));
            asyncore.write(NewStub(stage, "handle_write_event", error));
            asyncore._exception(NewStub(stage, "handle_expt_event", error));
        }

        var exit_now = new asyncore.ExitNow("exit");
        stage.attempt(() => asyncore.read(NewStub(stage, "handle_read_event", exit_now)));
        stage.attempt(() => asyncore.write(NewStub(stage, "handle_write_event", exit_now)));
        stage.attempt(() => asyncore._exception(NewStub(stage, "handle_expt_event", exit_now)));
    }

    [Scenario]
    public static void readwrite_on_a_dispatcher(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new Traced(stage, "channel", sock);
        asyncore.readwrite(channel, PollFlags.In | PollFlags.Out | PollFlags.Pri);
        asyncore.readwrite(channel, PollFlags.Hup);
        channel.show();
    }
}
