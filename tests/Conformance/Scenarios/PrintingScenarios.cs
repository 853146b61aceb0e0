using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>The log, and how channels print. Parallel to printing.py.</summary>
internal static class PrintingScenarios
{
    /// <summary>Handles nothing, and logs all of it.</summary>
    private class Talkative : asyncore.dispatcher, INamed
    {
        public Talkative(ChannelSocket? sock = null, ChannelMap? map = null)
            : base(sock, map)
        {
            ignore_log_types = new HashSet<string>();
        }

        public virtual string name => "talkative";
    }

    private sealed class TalkativeServer(ChannelMap map) : Talkative(null, map)
    {
        public override string name => "server";
    }

    [Scenario]
    public static void events_that_nobody_handles(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Talkative(sock, stage.map);
        stage.run();
        peer.send("hello"u8);
        stage.wait_bytes(channel, 5);
        stage.run();
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run();
        channel.handle_close();
        stage.show_map();
    }

    [Scenario]
    public static void connect_and_accept_that_nobody_handles(Stage stage)
    {
        var server = new TalkativeServer(map: stage.map);
        server.create_socket();
        server.bind(("127.0.0.1", 0));
        server.listen(1);
        var client = new Talkative(map: stage.map);
        client.create_socket();
        client.connect(server.socket!.LocalEndPoint!);
        stage.wait_writable(client);
        stage.wait_readable(server);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    public static void warnings_are_not_logged_by_default(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new asyncore.dispatcher(sock, stage.map);
        peer.send("hello"u8);
        stage.poll();
        channel.handle_close();
        stage.trace($"in the map: {stage.map.Count}");
    }

    [Scenario]
    public static void log_goes_to_standard_error_and_log_info_to_standard_output(Stage stage)
    {
        var channel = new asyncore.dispatcher(map: stage.map);
        channel.log("a message");
        channel.log_info("a message");
        channel.log_info("a message", "error");
        channel.log_info("a message", "warning");
        channel.log_info("a message", "of my own");
    }

    private sealed class Quiet : asyncore.dispatcher
    {
        public Quiet(ChannelMap map)
            : base(null, map)
        {
            ignore_log_types = new HashSet<string> { "error", "info" };
        }
    }

    [Scenario]
    public static void ignored_types_are_the_programs_choice(Stage stage)
    {
        var channel = new Quiet(map: stage.map);
        channel.log_info("a message");
        channel.log_info("a message", "error");
        channel.log_info("a message", "warning");
        channel.ignore_log_types = new HashSet<string> { "warning" };
        channel.log_info("a message");
        channel.log_info("a message", "warning");
    }

    /// <summary>Has a log of its own, and the handlers as they come.</summary>
    private sealed class Overridden(Stage stage) : asyncore.dispatcher(null, stage.map)
    {
        public override void log_info(string message, string type = "info") => stage.trace($"logged {type}: {message}");
    }

    [Scenario]
    public static void log_info_overridden_gets_the_defaults_too(Stage stage)
    {
        var channel = new Overridden(stage);
        channel.handle_read();
        channel.handle_write();
        channel.handle_connect();
        channel.handle_expt();
        channel.handle_close();
    }

    [Scenario]
    public static void print_a_channel_in_each_state(Stage stage)
    {
        stage.trace(new asyncore.dispatcher(map: stage.map).ToString());
        stage.trace(new asyncore.dispatcher_with_send(map: stage.map).ToString());
        var channel = new Traced(stage, "channel");
        stage.trace(channel.ToString());
        channel.create_socket();
        stage.trace(channel.ToString());
        channel.bind(("127.0.0.1", 0));
        stage.trace(channel.ToString());
        channel.listen(1);
        stage.trace(channel.ToString());
        channel.close();
        stage.trace(channel.ToString());
    }

    [Scenario]
    public static void print_a_connection(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var channel = new Traced(stage, "channel");
        channel.create_socket();
        channel.connect(listener.LocalEndPoint!);
        stage.trace(channel.ToString());
        stage.wait_writable(channel);
        stage.run();
        stage.trace(channel.ToString());
        stage.trace(new Reader(stage, "other", stage.tcp_pair().Sock).ToString());
    }

    [Scenario]
    public static void print_a_unix_listener_and_its_connections(Stage stage)
    {
        string path = stage.path("server");
        var server = new Listener(stage, "server", path);
        stage.trace(server.ToString());
        var client = new Traced(stage, "client");
        client.create_socket(AddressFamily.Unix);
        client.connect(path);
        stage.trace(client.ToString());
        (ChannelSocket conn, _) = server.accept()!.Value;
        stage.trace(new Traced(stage, "conn", conn).ToString());
    }

    [Scenario]
    public static void print_an_ipv6_listener(Stage stage)
    {
        var server = new Traced(stage, "server");
        server.create_socket(AddressFamily.InterNetworkV6);
        stage.attempt(() => server.bind(new IPEndPoint(IPAddress.IPv6Loopback, 0))); // a machine may have no IPv6
        server.listen(1);
        stage.trace(server.ToString());
    }

    [Scenario]
    public static void print_a_name_as_it_was_given(Stage stage)
    {
        var server = new Traced(stage, "server");
        server.create_socket();
        server.bind(("localhost", 0));
        server.listen(1);
        stage.trace(server.ToString());
    }

    [Scenario]
    public static void print_a_listener_without_an_address(Stage stage)
    {
        var server = new Traced(stage, "server");
        server.create_socket();
        server.listen(1);
        stage.trace(server.ToString());
    }

    [Scenario]
    public static void print_a_failed_connect(Stage stage)
    {
        var channel = new Traced(stage, "channel");
        channel.create_socket();
        channel.connect(stage.refusing_address());
        stage.trace(channel.ToString());
        stage.wait_hangup(channel);
        stage.run();
        stage.trace(channel.ToString());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void outer() => inner();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void inner() => throw new Boom("inside");

    [Scenario]
    public static void compact_traceback_lists_the_frames(Stage stage)
    {
        try
        {
            outer();
        }
        catch (Boom boom)
        {
            ((_, string function, _), Type kind, Exception value, string info) = asyncore.compact_traceback(boom);
            stage.trace($"in {function}: {kind.Name} {value.Message}");
            stage.trace(string.Join(' ', info.Split(' ').Select(frame => frame.Split('|')[1])));
        }
    }

    [Scenario]
    public static void strerror_gives_the_systems_text(Stage stage)
    {
        foreach (SocketError error in (SocketError[])[SocketError.ConnectionRefused, SocketError.Shutdown])
        {
            stage.trace(asyncore._strerror(SocketErrors.ToErrno(error)));
        }

        stage.trace(asyncore._strerror(99999));
        stage.trace(asyncore._strerror(-1));
    }
}
