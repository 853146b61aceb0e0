using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>UDP. Parallel to datagrams.py.</summary>
internal static class DatagramsScenarios
{
    /// <summary>Answers each datagram to its sender.</summary>
    private sealed class Datagrams(Stage stage, string name) : Reader(stage, name)
    {
        public override void handle_read()
        {
            on("handle_read");
            var buffer = new byte[100];
            byte[] data = buffer[..ReceiveFrom(buffer, out EndPoint? sender)];
            got(data);
            SendTo([.. "re: "u8, .. data], sender!);
        }
    }

    [Scenario]
    public static void datagram_received_and_answered(Stage stage)
    {
        var server = new Datagrams(stage, "server");
        server.create_socket(type: SocketType.Dgram);
        server.bind(("127.0.0.1", 0));
        server.show();
        stage.run();
        Peer peer = stage.connect(server);
        peer.send("one"u8);
        peer.send("two"u8);
        for (int i = 0; i < 2; i++)
        {
            stage.wait_readable(server);
            stage.run();
        }

        peer.receive(7);
        peer.receive(7);
    }

    [Scenario]
    public static void datagram_cut_to_the_size_asked_for(Stage stage)
    {
        var reader = new Reader(stage, "reader");
        reader.size = 3;
        reader.create_socket(type: SocketType.Dgram);
        reader.bind(("127.0.0.1", 0));
        Peer peer = stage.connect(reader);
        peer.send("one and more"u8);
        peer.send("two"u8);
        for (int i = 0; i < 2; i++)
        {
            stage.wait_readable(reader);
            stage.run();
        }

    }

    [Scenario]
    public static void datagram_socket_is_writable_unconnected(Stage stage)
    {
        var channel = new Writer(stage, "channel");
        channel.create_socket(type: SocketType.Dgram);
        channel.show();
        stage.run(2);
    }

    [Scenario]
    public static void datagram_socket_connects_at_once(Stage stage)
    {
        ChannelSocket server = stage.udp_socket();
        var client = new Writer(stage, "client");
        client.create_socket(type: SocketType.Dgram);
        client.connect(server.LocalEndPoint!);
        client.show();
        client.send("hello"u8);
        stage.trace($"received {server.Receive(new byte[100]).Count}");
        stage.run();
    }

    /// <summary>The port is closed again, and the system says so to whoever sends to it.</summary>
    private static void Refused(Stage stage, Traced channel)
    {
        ChannelSocket server = stage.udp_socket();
        channel.create_socket(type: SocketType.Dgram);
        channel.connect(server.LocalEndPoint!);
        server.Close();
        channel.send("hello"u8);
        stage.wait_hangup(channel);
    }

    [Scenario]
    public static void datagram_refused_while_reading_is_wanted(Stage stage)
    {
        var client = new Reader(stage, "client");
        Refused(stage, client);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    public static void datagram_refused_seen_by_send(Stage stage)
    {
        var client = new Writer(stage, "client");
        Refused(stage, client);
        stage.attempt(() => client.send("again"u8));
        client.show();
    }

    [Scenario]
    public static void datagram_refused_seen_by_an_exceptional_event(Stage stage)
    {
        var client = new Writer(stage, "client");
        Refused(stage, client);
        asyncore._exception(client);
        client.show();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "Socket.Select reports no error to a channel that does not read",
        "-client handle_close [connected]",
        "-client is []",
        "+client is [connected]",
        OnlyOn = Ground.Select)]
    public static void datagram_refused_while_writing_is_wanted(Stage stage)
    {
        var client = new Writer(stage, "client");
        Refused(stage, client);
        stage.run();
        client.show();
    }
}
