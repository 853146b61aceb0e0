using System.Net.Sockets;

using AsyncoreNet.Compat;

using static AsyncoreNet.Conformance.Stage;

namespace AsyncoreNet.Conformance;

/// <summary>
/// ExitNow leaves the loop at once: the channel stays, and the rest of the pass is not delivered. Parallel to leaving.py.
/// </summary>
internal static class LeavingScenarios
{
    /// <summary>Between two channels that have data.</summary>
    private static void Leave(Stage stage, Traced channel, string handler)
    {
        stage.attempt(() => stage.run());
        channel.show();
        stage.show_map();
        channel.acts.Remove(handler);
        stage.run();
    }

    private static Reader ReaderWithData(Stage stage, string name)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair(name + " peer");
        peer.send("hello"u8);
        return new Reader(stage, name, sock);
    }

    [Scenario]
    public static void exit_in_handle_read(Stage stage)
    {
        ReaderWithData(stage, "before");
        Reader channel = ReaderWithData(stage, "channel");
        ReaderWithData(stage, "after");
        channel.acts["handle_read"] = raising(new asyncore.ExitNow("in handle_read"));
        Leave(stage, channel, "handle_read");
    }

    [Scenario]
    public static void exit_in_handle_write(Stage stage)
    {
        ReaderWithData(stage, "before");
        var channel = new Writer(stage, "channel", stage.socketpair().Sock);
        ReaderWithData(stage, "after");
        channel.acts["handle_write"] = raising(new asyncore.ExitNow("in handle_write"));
        Leave(stage, channel, "handle_write");
    }

    [Scenario]
    public static void exit_in_handle_connect(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        ReaderWithData(stage, "before");
        var channel = new Writer(stage, "channel");
        channel.create_socket();
        channel.connect(listener.LocalEndPoint!);
        stage.wait_writable(channel);
        ReaderWithData(stage, "after");
        channel.acts["handle_connect"] = raising(new asyncore.ExitNow("in handle_connect"));
        Leave(stage, channel, "handle_connect");
    }

    [Scenario]
    public static void exit_in_handle_accepted(Stage stage)
    {
        ReaderWithData(stage, "before");
        var channel = new Listener(stage, "channel");
        stage.connect(channel);
        stage.wait_readable(channel);
        ReaderWithData(stage, "after");
        channel.acts["handle_accepted"] = raising(new asyncore.ExitNow("in handle_accepted"));
        Leave(stage, channel, "handle_accepted");
    }

    [Scenario]
    public static void exit_in_handle_accept(Stage stage)
    {
        var channel = new Listener(stage, "channel");
        stage.connect(channel);
        stage.wait_readable(channel);
        ReaderWithData(stage, "after");
        channel.acts["handle_accept"] = raising(new asyncore.ExitNow("in handle_accept"));
        Leave(stage, channel, "handle_accept");
    }

    [Scenario]
    public static void exit_in_handle_expt(Stage stage)
    {
        ReaderWithData(stage, "before");
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Reader(stage, "channel", sock);
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        ReaderWithData(stage, "after");
        channel.acts["handle_expt"] = raising(new asyncore.ExitNow("in handle_expt"));
        Leave(stage, channel, "handle_expt");
    }

    [Scenario]
    public static void exit_in_handle_close(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        peer.shutdown();
        ReaderWithData(stage, "after");
        channel.acts["handle_close"] = raising(new asyncore.ExitNow("in handle_close"));
        stage.attempt(() => stage.run());
        channel.show();
        stage.show_map();
    }

    [Scenario]
    public static void exit_in_handle_error(Stage stage)
    {
        Reader channel = ReaderWithData(stage, "channel");
        ReaderWithData(stage, "after");
        channel.acts["handle_read"] = raising(new Boom("in handle_read"));
        channel.acts["handle_error"] = raising(new asyncore.ExitNow("in handle_error"));
        stage.attempt(() => stage.run());
        channel.show();
        stage.show_map();
    }

    private sealed class Leaving(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override bool readable() => throw new asyncore.ExitNow("in readable");
    }

    [Scenario]
    public static void exit_in_a_predicate(Stage stage)
    {
        ReaderWithData(stage, "before");
        var channel = new Leaving(stage, "channel", stage.socketpair().Sock);
        stage.attempt(() => stage.run());
        channel.show();
        stage.show_map();
    }

    [Scenario]
    public static void exit_leaves_a_loop_that_counts(Stage stage)
    {
        var channel = new Writer(stage, "channel", stage.socketpair().Sock);
        channel.acts["handle_write"] = raising(new asyncore.ExitNow("enough"));
        stage.attempt(() => asyncore.loop(0.0, stage.use_poll, stage.map, 3));
        channel.show();
    }

    private sealed class Quit(string message) : asyncore.ExitNow(message);

    [Scenario]
    public static void exit_by_a_class_of_the_programs_own(Stage stage)
    {
        Reader channel = ReaderWithData(stage, "channel");
        channel.acts["handle_read"] = raising(new Quit("enough"));
        stage.attempt(() => stage.run());
        channel.show();
    }
}
