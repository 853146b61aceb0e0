using System.Net;
using System.Net.Sockets;

using static AsyncoreNet.Conformance.Stage;

namespace AsyncoreNet.Conformance;

/// <summary>Connect, bind, and sockets that come from outside. Parallel to connecting.py.</summary>
internal static class ConnectingScenarios
{
    [Scenario]
    public static void connect_to_a_listener(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Writer(stage, "client");
        client.create_socket();
        client.show();
        client.connect(listener.LocalEndPoint!);
        client.show();
        stage.wait_writable(client);
        stage.run(2);
        client.show();
        Peer peer = stage.accept(listener);
        client.send("hello"u8);
        peer.receive(5);
    }

    [Scenario]
    public static void connect_finds_data_and_room_at_once(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Traced(stage, "client");
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        Peer peer = stage.accept(listener);
        peer.send("hello"u8);
        stage.wait_readable(client);
        stage.run();
    }

    [Scenario]
    public static void connect_to_a_peer_that_has_closed_again(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Reader(stage, "client");
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        Peer peer = stage.accept(listener);
        peer.send("bye"u8);
        peer.close();
        stage.wait_bytes(client, 3);
        stage.run();
        stage.wait_readable(client);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    public static void connect_refused(Stage stage)
    {
        var client = new Traced(stage, "client");
        client.create_socket();
        client.connect(stage.refusing_address());
        stage.wait_hangup(client);
        stage.run();
        client.show();
        stage.show_map();
    }

    [Scenario]
    public static void connect_refused_seen_by_the_read(Stage stage)
    {
        var client = new Reader(stage, "client");
        client.create_socket();
        client.connect(stage.refusing_address());
        stage.wait_hangup(client);
        stage.run();
        client.show();
    }

    [Scenario]
    public static void connect_refused_seen_by_the_write(Stage stage)
    {
        var client = new Writer(stage, "client");
        client.create_socket();
        client.connect(stage.refusing_address());
        stage.wait_hangup(client);
        stage.run();
        client.show();
    }

    [Scenario]
    public static void connect_again_after_a_refusal(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Writer(stage, "client");
        client.create_socket();
        client.connect(stage.refusing_address());
        stage.wait_hangup(client);
        stage.run();
        client.create_socket();
        client.show();
        client.connect(listener.LocalEndPoint!);
        stage.wait_writable(client);
        stage.run();
        client.show();
    }

    [Scenario]
    public static void connect_to_a_unix_socket_is_done_at_once(Stage stage)
    {
        string path = stage.path("server");
        ChannelSocket listener = stage.unix_listener(path);
        var client = new Writer(stage, "client");
        client.create_socket(AddressFamily.Unix);
        stage.trace("connecting");
        client.connect(path);
        client.show();
        stage.trace(client.ToString());
        Peer peer = stage.accept(listener);
        client.send("hello"u8);
        peer.receive(5);
        stage.run();
    }

    [Scenario]
    public static void connect_to_a_path_where_nothing_is(Stage stage)
    {
        var client = new Traced(stage, "client");
        client.create_socket(AddressFamily.Unix);
        stage.attempt(() => client.connect(stage.path("missing")));
        client.show();
        stage.trace(client.addr is not null ? "it has an address" : "it has no address");
        stage.show_map();
    }

    [Scenario]
    public static void connect_refused_by_a_path_where_nobody_listens(Stage stage)
    {
        string path = stage.path("deaf");
        stage.bound_socket(new UnixDomainSocketEndPoint(path));
        var client = new Traced(stage, "client");
        client.create_socket(AddressFamily.Unix);
        stage.attempt(() => client.connect(path));
        client.show();
        stage.show_map();
    }

    [Scenario]
    public static void connect_while_a_connect_goes_on_and_when_connected(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Writer(stage, "client");
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        stage.wait_writable(client);
        client.connect(listener.LocalEndPoint!);
        client.show();
        client.connect(listener.LocalEndPoint!);
        client.show();
        stage.run();
    }

    private sealed class Greeter(Stage stage, string name) : TracedWithSend(stage, name)
    {
        public override void handle_connect()
        {
            base.handle_connect();
            send("hello"u8);
        }
    }

    [Scenario]
    public static void send_in_handle_connect(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Greeter(stage, "client");
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        stage.wait_writable(client);
        stage.run(2);
        stage.accept(listener).receive(5);
    }

    [Scenario]
    public static void send_before_connected(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new TracedWithSend(stage, "client");
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        stage.wait_writable(client);
        client.send("hello"u8);
        stage.run(2);
        stage.accept(listener).receive(5);
    }

    [Scenario]
    public static void error_in_handle_connect_when_done_at_once(Stage stage)
    {
        string path = stage.path("server");
        stage.unix_listener(path);
        var client = new Writer(stage, "client");
        client.acts["handle_connect"] = raising(new Boom("in handle_connect"));
        client.create_socket(AddressFamily.Unix);
        stage.attempt(() => client.connect(path));
        client.show();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: the socket is readable and writable",
        "+fresh handle_read []",
        "-fresh handle_close []",
        "-map: ",
        "+map: fresh",
        OnlyOn = Ground.Select)]
    public static void new_socket_without_a_connect(Stage stage)
    {
        var fresh = new Traced(stage, "fresh");
        fresh.create_socket();
        stage.run();
        fresh.show();
        stage.show_map();
    }

    [Scenario]
    public static void dispatcher_over_a_connected_socket(Stage stage)
    {
        (ChannelSocket sock, _) = stage.tcp_pair();
        var channel = new Reader(stage, "channel", sock);
        channel.show();
        stage.trace("its address is that of " + stage.where(channel.addr));
        stage.show_map();
    }

    [Scenario]
    public static void dispatcher_over_an_unconnected_socket(Stage stage)
    {
        var channel = new Reader(stage, "channel", stage.new_socket());
        channel.show();
        stage.trace(channel.addr is not null ? "it has an address" : "it has no address");
        stage.show_map();
    }

    [Scenario]
    public static void dispatcher_over_a_closed_socket(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        sock.Close();
        stage.attempt(() => _ = new Reader(stage, "channel", sock));
        stage.show_map();
    }

    [Scenario]
    public static void dispatcher_over_a_listening_socket(Stage stage)
    {
        var channel = new Traced(stage, "channel", stage.tcp_listener());
        channel.show();
        stage.run();
        stage.connect(channel);
        stage.wait_readable(channel);
        stage.run();
    }

    [Scenario]
    public static void dispatcher_over_a_listening_socket_told_so(Stage stage)
    {
        var channel = new Traced(stage, "channel", stage.tcp_listener());
        channel.accepting = true;
        stage.connect(channel);
        stage.wait_readable(channel);
        stage.run();
        channel.show();
    }

    [Scenario]
    public static void bind_to_a_taken_port(Stage stage)
    {
        EndPoint taken = stage.refusing_address();
        var channel = new Traced(stage, "channel");
        channel.create_socket();
        stage.attempt(() => channel.bind(taken));
        stage.trace(taken.Equals(channel.addr) ? "its address is set" : "its address is not set");
        channel.show();
        stage.show_map();
    }

    [Scenario]
    public static void bind_to_an_address_of_another_machine(Stage stage)
    {
        var channel = new Traced(stage, "channel");
        channel.create_socket();
        stage.attempt(() => channel.bind(("192.0.2.1", 0)));
        stage.trace(channel.ToString());
    }

    [Scenario]
    public static void bind_to_a_port_that_is_none(Stage stage)
    {
        var channel = new Traced(stage, "channel");
        channel.create_socket();
        stage.attempt(() => channel.bind(("127.0.0.1", 65536)));
        stage.show_map();
    }

    [Scenario]
    public static void bind_to_a_path_that_exists(Stage stage)
    {
        string path = stage.path("taken");
        stage.unix_listener(path);
        var channel = new Traced(stage, "channel");
        channel.create_socket(AddressFamily.Unix);
        stage.attempt(() => channel.bind(path));
        stage.trace(channel.ToString());
    }

    [Scenario]
    public static void listen_fails_and_the_flag_stays(Stage stage)
    {
        var channel = new Traced(stage, "channel");
        channel.create_socket(type: SocketType.Dgram);
        stage.attempt(() => channel.listen(5));
        channel.show();
        stage.show_map();
    }

    [Scenario]
    public static void set_reuse_addr_sets_the_option(Stage stage)
    {
        var channel = new Traced(stage, "channel");
        channel.create_socket();
        stage.trace($"reuse: {(channel.socket!.ReuseAddress ? 1 : 0)}");
        channel.set_reuse_addr();
        stage.trace($"reuse: {(channel.socket!.ReuseAddress ? 1 : 0)}");
    }

    [Scenario]
    public static void set_reuse_addr_on_a_closed_channel_says_nothing(Stage stage)
    {
        var channel = new Traced(stage, "channel");
        channel.create_socket();
        channel.close();
        stage.attempt(channel.set_reuse_addr);
        channel.show();
    }

    [Scenario]
    public static void create_socket_remembers_what_it_was_asked_for(Stage stage)
    {
        var channel = new Traced(stage, "channel");
        channel.create_socket(AddressFamily.InterNetworkV6, SocketType.Dgram);
        (AddressFamily family, SocketType kind) = channel.family_and_type;
        stage.trace($"IPv6: {family == AddressFamily.InterNetworkV6}, datagrams: {kind == SocketType.Dgram}");
        channel.show();
    }

    [Scenario]
    public static void connection_made_by_a_channel_closes_in_order(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Reader(stage, "client");
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        Peer peer = stage.accept(listener);
        stage.wait_writable(client);
        client.send("bye"u8);
        client.close();
        peer.receive(100);
    }

    /// <summary>Goes on after an error.</summary>
    private sealed class Forgiving(Stage stage, string name) : Traced(stage, name)
    {
        public override void handle_error() => on("handle_error");
    }

    [Scenario]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up",
        "-client handle_close [connected]",
        "-client is []",
        "-map: ",
        "+client is [connected]",
        "+map: client",
        OnlyOn = Ground.Select)]
    public static void refused_connect_that_handle_error_forgives(Stage stage)
    {
        var client = new Forgiving(stage, "client");
        client.create_socket();
        client.connect(stage.refusing_address());
        stage.wait_hangup(client);
        stage.run(2);
        client.show();
        stage.show_map();
    }

    [Scenario]
    public static void flags_set_by_the_program(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.connected = false;
        channel.show();
        peer.send("hello"u8);
        stage.run();
        channel.accepting = true;
        channel.show();
        channel.accepting = false;
        channel.connected = true;
        channel.show();
    }
}
