using System.Net.Sockets;

using static AsyncoreNet.Conformance.Stage;

namespace AsyncoreNet.Conformance;

/// <summary>Exceptions in handlers and predicates. Parallel to failing.py.</summary>
internal static class FailingScenarios
{
    /// <summary>A second channel with data: it shows that the pass goes on.</summary>
    private static void BesideAReader(Stage stage, Traced channel)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair("bystander peer");
        _ = new Reader(stage, "bystander", sock);
        peer.send("hello"u8);
        stage.run(2);
        channel.show();
        stage.show_map();
    }

    [Scenario]
    public static void error_in_handle_read(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_read"] = raising(new Boom("in handle_read"));
        peer.send("hello"u8);
        BesideAReader(stage, channel);
    }

    [Scenario]
    public static void error_in_handle_write(Stage stage)
    {
        var channel = new Writer(stage, "channel", stage.socketpair().Sock);
        channel.acts["handle_write"] = raising(new Boom("in handle_write"));
        BesideAReader(stage, channel);
    }

    [Scenario]
    public static void error_in_handle_connect(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var channel = new Writer(stage, "channel");
        channel.acts["handle_connect"] = raising(new Boom("in handle_connect"));
        channel.create_socket();
        channel.connect(listener.LocalEndPoint!);
        stage.wait_writable(channel);
        BesideAReader(stage, channel);
    }

    [Scenario]
    public static void error_in_handle_accept(Stage stage)
    {
        var server = new Listener(stage, "server");
        server.acts["handle_accept"] = raising(new Boom("in handle_accept"));
        stage.connect(server);
        stage.wait_readable(server);
        BesideAReader(stage, server);
    }

    [Scenario]
    public static void error_in_handle_accepted(Stage stage)
    {
        var server = new Listener(stage, "server");
        server.acts["handle_accepted"] = raising(new Boom("in handle_accepted"));
        stage.connect(server);
        stage.wait_readable(server);
        BesideAReader(stage, server);
    }

    [Scenario]
    public static void error_in_handle_expt(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_expt"] = raising(new Boom("in handle_expt"));
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        BesideAReader(stage, channel);
    }

    /// <summary>Fails in a predicate.</summary>
    private sealed class Failing(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override bool readable()
        {
            stage.trace("readable");
            throw new Boom("in readable");
        }
    }

    [Scenario]
    public static void error_in_readable_leaves_the_loop(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair("bystander peer");
        _ = new Reader(stage, "bystander", sock);
        peer.send("hello"u8);
        var channel = new Failing(stage, "channel", stage.socketpair().Sock);
        stage.attempt(() => stage.run());
        channel.show();
        stage.show_map();
        channel.close();
        stage.run();
    }

    private sealed class FailingWriter(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        public override bool writable()
        {
            stage.trace("writable");
            throw new Boom("in writable");
        }
    }

    [Scenario]
    public static void error_in_writable_leaves_the_loop(Stage stage)
    {
        var channel = new FailingWriter(stage, "channel", stage.socketpair().Sock);
        stage.attempt(() => stage.run());
        channel.show();
        stage.show_map();
    }

    /// <summary>Has its own way with errors.</summary>
    private sealed class Forgiving(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_error() => on("handle_error");
    }

    [Scenario]
    public static void handle_error_overridden_keeps_the_channel(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Forgiving(stage, "channel", sock);
        channel.acts["handle_read"] = raising(new Boom("once"));
        peer.send("hello"u8);
        stage.run();
        channel.show();
        channel.acts.Remove("handle_read");
        stage.run();
    }

    private sealed class Unprintable(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override string ToString() => throw new Boom("in repr");
    }

    [Scenario]
    public static void error_in_repr_while_logging_an_error(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Unprintable(stage, "channel", sock);
        channel.acts["handle_read"] = raising(new Boom("in handle_read"));
        peer.send("hello"u8);
        stage.run();
        stage.show_map();
    }

    /// <summary>What a handler throws that has called the socket itself.</summary>
    private static void RaiseSocketException(Stage stage, SocketError error)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_read"] = raising(new SocketException((int)error));
        peer.send("hello"u8);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    public static void reset_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.ConnectionReset);

    [Scenario]
    public static void not_connected_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.NotConnected);

    [Scenario]
    public static void shut_down_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.Disconnecting);

    [Scenario]
    public static void aborted_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.ConnectionAborted);

    [Scenario]
    public static void broken_pipe_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.Shutdown);

    [Scenario]
    public static void bad_descriptor_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketErrors.BadDescriptor);

    [Scenario]
    public static void timed_out_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.TimedOut);

    [Scenario]
    public static void unreachable_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.HostUnreachable);

    [Scenario]
    public static void would_block_thrown_by_a_handler(Stage stage) => RaiseSocketException(stage, SocketError.WouldBlock);

    /// <summary>What the first handler of a pass throws ends the channel; the second is not called.</summary>
    [Scenario]
    public static void error_in_handle_read_of_a_channel_that_could_write(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Traced(stage, "channel", sock);
        channel.acts["handle_read"] = raising(new Boom("in handle_read"));
        peer.send("hello"u8);
        stage.run(2);
    }
}
