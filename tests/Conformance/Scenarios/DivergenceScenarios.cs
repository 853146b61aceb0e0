using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Compat;

using static AsyncoreNet.Conformance.Stage;

namespace AsyncoreNet.Conformance;

/// <summary>
/// Where Compat is meant to differ: each declaration says exactly how, and why. Parallel to divergences.py.
/// </summary>
internal static class DivergenceScenarios
{
    private sealed class ClosesAfterReading(Stage stage, string name, ChannelSocket sock) : Traced(stage, name, sock)
    {
        public override void handle_read()
        {
            base.handle_read();
            got(recv(100));
            close();
        }
    }

    [Scenario]
    [Differs(
        Orders.Poll, "nothing reaches a channel that is closed",
        "-channel handle_write []")]
    public static void close_in_handle_read_of_a_channel_that_could_write(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new ClosesAfterReading(stage, "channel", sock);
        peer.send("hello"u8);
        stage.run();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "nothing reaches a channel that is closed",
        "-channel handle_write []",
        "-channel handle_close []")]
    public static void close_in_handle_read_with_urgent_data_waiting(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new ClosesAfterReading(stage, "channel", sock);
        peer.send("hello"u8);
        stage.wait_bytes(channel, 5);
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run();
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed, and it stays unconnected",
        "-client handle_write [connected]",
        "-client is [connected]",
        "+client is []")]
    public static void close_inside_handle_connect(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new Traced(stage, "client");
        client.acts["handle_connect"] = client.close;
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        stage.wait_writable(client);
        stage.run();
        client.show();
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed",
        "-server handle_close []")]
    public static void close_inside_handle_accept(Stage stage)
    {
        var server = new Listener(stage, "server");
        server.acts["handle_accept"] = server.close;
        stage.connect(server);
        stage.wait_readable(server);
        stage.run();
    }

    private sealed class ClosesWhenAsked(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override bool readable()
        {
            close();
            return true;
        }
    }

    [Scenario]
    [Differs(
        Orders.Select, "a predicate may close its channel: its descriptor is not polled any more",
        "-raised OSError EBADF")]
    public static void close_inside_readable(Stage stage)
    {
        _ = new ClosesWhenAsked(stage, "channel", stage.socketpair().Sock);
        stage.attempt(() => stage.run());
        stage.show_map();
    }

    private sealed class ClosesAnotherWhenAsked(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public Traced? other { get; set; }

        public override bool readable()
        {
            other!.close();
            return false;
        }
    }

    private sealed class Asked(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        public override bool writable()
        {
            stage.trace($"{name} writable");
            return false;
        }
    }

    [Scenario]
    [Differs(
        Orders.Both, "a channel that is closed is not asked either",
        "-b writable")]
    public static void close_of_the_next_channel_inside_readable(Stage stage)
    {
        var a = new ClosesAnotherWhenAsked(stage, "a", stage.socketpair("a peer").Sock);
        a.other = new Asked(stage, "b", stage.socketpair("b peer").Sock);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed",
        "-channel handle_close []")]
    public static void error_after_closing(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_read"] = () =>
        {
            channel.close();
            throw new Boom("after close");
        };
        peer.send("hello"u8);
        stage.run();
    }

    [Scenario]
    [Differs(
        Orders.Both, "an exception never leaves the loop; a connection that is over is told of once, and then closed",
        "-channel handle_close [connected]",
        "-raised Boom: in handle_close",
        "-map: channel",
        "+map: ")]
    public static void error_in_handle_close(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_close"] = raising(new Boom("in handle_close"));
        peer.shutdown();
        stage.attempt(() => stage.run());
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "an exception never leaves the loop: it reaches Loop.UnhandledException, and the channel is closed",
        "-raised Boom: in handle_error",
        "-map: channel",
        "+unhandled Boom: in handle_error of channel",
        "+map: ")]
    public static void error_in_handle_error(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.acts["handle_read"] = raising(new Boom("in handle_read"));
        channel.acts["handle_error"] = raising(new Boom("in handle_error"));
        peer.send("hello"u8);
        stage.attempt(() => stage.run());
        stage.show_map();
    }

    /// <summary>Does not close when the connection is over.</summary>
    private sealed class Stubborn(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_close() => on("handle_close");
    }

    [Scenario]
    [Differs(
        Orders.Both, "a connection that is over is told of once, whether or not it is closed then",
        "-channel handle_read [connected]",
        "-channel handle_close [connected]",
        "-channel received \"\"",
        "-channel handle_read [connected]",
        "-channel handle_close [connected]",
        "-channel received \"\"")]
    public static void handle_close_that_does_not_close(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Stubborn(stage, "channel", sock);
        peer.shutdown();
        stage.run(3);
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Select, "a connection that is over is told of once, whether or not it is closed then",
        "-channel handle_read [connected]",
        "-channel handle_close [connected]",
        "-channel received \"\"",
        "-channel handle_read [connected]",
        "-channel handle_close [connected]",
        "-channel received \"\"")]
    [Differs(
        Orders.Poll, "a connection that is over is told of once, whether or not it is closed then",
        "-channel handle_close [connected]",
        "-channel handle_read [connected]",
        "-channel handle_close [connected]",
        "-channel received \"\"",
        "-channel handle_close [connected]",
        "-channel handle_read [connected]",
        "-channel handle_close [connected]",
        "-channel received \"\"",
        "-channel handle_close [connected]")]
    public static void handle_close_that_does_not_close_when_hung_up(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Stubborn(stage, "channel", sock);
        peer.close();
        stage.run(3);
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "a connection that is over is told of once",
        "-reader handle_close []")]
    public static void reset_by_the_peer(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var reader = new Reader(stage, "reader", sock);
        peer.reset();
        stage.wait_hangup(reader);
        stage.run();
        reader.show();
        stage.show_map();
    }

    private sealed class Sender(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        public override void handle_write()
        {
            base.handle_write();
            stage.trace($"sent {send("hello"u8)}");
        }
    }

    [Scenario]
    [Differs(
        Orders.Poll, "a connection that is over is told of once",
        "-writer handle_close []")]
    public static void reset_by_the_peer_while_writing(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var writer = new Sender(stage, "writer", sock);
        peer.reset();
        stage.wait_hangup(writer);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "a connection that is over is told of once",
        "-writer handle_close []")]
    public static void connection_closed_by_the_peer_while_writing(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Sender(stage, "writer", sock);
        peer.close();
        stage.run();
        stage.show_map();
    }

    private sealed class FileReader(Stage stage, string name, int fd) : TracedFile(stage, name, fd)
    {
        public override bool writable() => false;

        public override void handle_read()
        {
            base.handle_read();
            got(recv(4));
        }
    }

    [Scenario(RealOnly = "needs a pipe")]
    [Differs(
        Orders.Poll, "what the peer sent before it closed is read to its end",
        "-reader handle_close [connected]",
        "+reader handle_read [connected]",
        "+reader received \" wor\"",
        "+reader handle_read [connected]",
        "+reader received \"ds\"",
        "+reader handle_close [connected]")]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: the end comes on the next pass, as the end of the data",
        "-reader handle_close [connected]",
        "+reader handle_read [connected]",
        "+reader received \" wor\"",
        "+reader handle_read [connected]",
        "+reader received \"ds\"",
        "+reader handle_read [connected]",
        "+reader handle_close [connected]",
        "+reader received \"\"",
        OnlyOn = Ground.Select)]
    public static void pipe_short_reads_at_its_end(Stage stage)
    {
        (int read, int write) = stage.pipe();
        _ = new FileReader(stage, "reader", read);
        Posix.write(write, "last words"u8);
        stage.close_fd(write);
        stage.run(4);
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "what the peer sent before it closed is read to its end",
        "-reader handle_close [connected]",
        "+reader handle_read [connected]",
        "+reader received \" wor\"",
        "+reader handle_read [connected]",
        "+reader received \"ds\"",
        "+reader handle_close [connected]")]
    [Differs(
        Orders.Poll, "Socket.Select reports no hang-up: the end comes on the next pass, as the end of the data",
        "-reader handle_close [connected]",
        "+reader handle_read [connected]",
        "+reader received \" wor\"",
        "+reader handle_read [connected]",
        "+reader received \"ds\"",
        "+reader handle_read [connected]",
        "+reader handle_close [connected]",
        "+reader received \"\"",
        OnlyOn = Ground.Select)]
    public static void short_reads_of_a_unix_socket_at_its_end(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var reader = new Reader(stage, "reader", sock);
        reader.size = 4;
        peer.send("last words"u8);
        peer.close();
        stage.run(4);
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Poll, "what the peer sent before it closed is kept until it is wanted",
        "-channel handle_close [connected]",
        "-map: ",
        "+channel handle_write [connected]",
        "+map: channel")]
    public static void data_not_wanted_yet_at_the_end_of_a_unix_socket(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new Writer(stage, "channel", sock);
        peer.send("last words"u8);
        peer.close();
        stage.run(2);
        stage.show_map();
    }

    private sealed class FileSender(Stage stage, string name, int fd) : TracedFile(stage, name, fd)
    {
        public override bool readable() => false;

        public override void handle_write()
        {
            base.handle_write();
            stage.trace($"sent {send("hello"u8)}");
        }
    }

    [Scenario(RealOnly = "needs a pipe")]
    [Differs(
        Orders.Poll, "a connection that is over is told of once",
        "-writer handle_close []")]
    public static void pipe_broken_while_writing(Stage stage)
    {
        (int read, int write) = stage.pipe();
        _ = new FileSender(stage, "writer", write);
        stage.close_fd(read);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "an event of a descriptor is not for the channel that has it next",
        "-c handle_read [connected]",
        "-c handle_error OSError EAGAIN [connected]",
        "-stdout| error: uncaptured exception, closing channel <Reader connected '' at 0xID> (OSError EAGAIN, with a trace)",
        "-c handle_close [connected]",
        "-map: a",
        "+map: a c")]
    public static void descriptor_used_again_during_a_pass(Stage stage)
    {
        (ChannelSocket first, Peer first_peer) = stage.socketpair("a peer");
        (ChannelSocket second, Peer second_peer) = stage.socketpair("b peer");
        Reader a = new(stage, "a", first), b = new(stage, "b", second);
        first_peer.send("hello"u8);
        second_peer.send("hello"u8);
        a.acts["handle_read"] = () =>
        {
            b.got(b.recv(100));
            b.del_channel();
            _ = new Reader(stage, "c", b.socket);
        };
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "a channel that joins the map during a pass waits for the next, the same one too: its data comes then",
        "+-- pass",
        "--- pass")]
    public static void channel_taken_out_and_put_back_during_a_pass(Stage stage)
    {
        (ChannelSocket first, Peer first_peer) = stage.socketpair("a peer");
        (ChannelSocket second, Peer second_peer) = stage.socketpair("b peer");
        Reader a = new(stage, "a", first), b = new(stage, "b", second);
        first_peer.send("hello"u8);
        second_peer.send("hello"u8);
        a.acts["handle_read"] = () =>
        {
            b.del_channel();
            b.set_socket(b.socket!);
        };
        stage.run();
        a.acts.Remove("handle_read");
        stage.run();
    }

    [Scenario]
    [Differs(
        Orders.Both, "a socket that is replaced is closed, and leaves the map",
        "-map: channel channel",
        "+map: channel")]
    public static void second_create_socket(Stage stage)
    {
        var channel = new Writer(stage, "channel");
        channel.create_socket(type: SocketType.Dgram);
        stage.keep(channel.socket!);
        channel.create_socket(type: SocketType.Dgram);
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "a channel takes itself out of the map, and nobody else",
        "-map: ",
        "+map: b")]
    public static void del_channel_of_a_descriptor_that_another_channel_has(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var a = new Reader(stage, "a", sock);
        var b = new Reader(stage, "b");
        stage.map[sock.Descriptor] = b;
        b.socket = sock;
        a.del_channel();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "no bytes asked for and none received are no end of the connection",
        "-reader handle_close [connected]",
        "-reader is []",
        "+reader is [connected]")]
    public static void receive_nothing_at_all(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        var reader = new Reader(stage, "reader", sock);
        peer.send("hello"u8);
        reader.got(reader.recv(0));
        reader.show();
    }

    [Scenario]
    [Differs(
        Orders.Both, "an empty datagram is no end of a connection",
        "-reader handle_close []",
        "-map: ",
        "+map: reader")]
    public static void empty_datagram(Stage stage)
    {
        var reader = new Reader(stage, "reader");
        reader.create_socket(type: SocketType.Dgram);
        reader.bind(("127.0.0.1", 0));
        Peer peer = stage.connect(reader);
        peer.socket.Send(""u8);
        stage.wait_readable(reader);
        stage.run();
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "output before a connect waits for it",
        "-channel handle_close []")]
    public static void with_send_before_a_connect(Stage stage)
    {
        var channel = new TracedWithSend(stage, "channel");
        channel.create_socket();
        channel.send("hello"u8);
        channel.show();
        stage.trace($"holds {channel.out_buffer.Length}");
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed",
        "-channel handle_close []")]
    public static void send_on_a_closed_channel(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new Writer(stage, "channel", sock);
        channel.close();
        stage.trace($"sent {channel.send("hello"u8)}");
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing reaches a channel that is closed",
        "-channel handle_close []")]
    public static void recv_on_a_closed_channel(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.close();
        channel.got(channel.recv(100));
    }

    /// <summary>As many programs do, though nobody asks them to.</summary>
    private sealed class SetsConnected(Stage stage, string name) : Writer(stage, name)
    {
        public override void handle_connect()
        {
            base.handle_connect();
            connected = true;
            show();
        }
    }

    [Scenario]
    [Differs(
        Orders.Both, "the three flags are views of one state: setting one clears the others",
        "-client is [connected connecting]",
        "+client is [connected]")]
    public static void connected_set_by_handle_connect(Stage stage)
    {
        ChannelSocket listener = stage.tcp_listener();
        var client = new SetsConnected(stage, "client");
        client.create_socket();
        client.connect(listener.LocalEndPoint!);
        stage.wait_writable(client);
        stage.run();
        client.show();
    }

    [Scenario]
    [Differs(
        Orders.Both, "nothing goes on, and no event would ever say so: the connect fails",
        "+raised OSError EAGAIN",
        "-it has an address",
        "+it has no address")]
    public static void connect_to_a_unix_listener_with_a_full_backlog(Stage stage)
    {
        string path = stage.path("full");
        stage.unix_listener(path, 0);
        var first = new Writer(stage, "first");
        first.create_socket(AddressFamily.Unix);
        first.connect(path);
        var client = new Writer(stage, "client");
        client.create_socket(AddressFamily.Unix);
        stage.attempt(() => client.connect(path));
        client.show();
        stage.trace(client.addr is not null ? "it has an address" : "it has no address");
    }

    [Scenario]
    [Differs(
        Orders.Select, "a loop that runs cannot be run again by its own callbacks",
        "-inner handle_read [connected]",
        "-inner received \"hello\"",
        "-outer handle_write [connected]",
        "+raised InvalidOperationException")]
    [Differs(
        Orders.Poll, "a loop that runs cannot be run again by its own callbacks",
        "-outer handle_write [connected]",
        "-inner handle_read [connected]",
        "-inner received \"hello\"",
        "+raised InvalidOperationException")]
    public static void poll_inside_a_handler(Stage stage)
    {
        var outer = new Writer(stage, "outer", stage.socketpair("outer peer").Sock);
        (ChannelSocket sock, Peer peer) = stage.socketpair("inner peer");
        _ = new Reader(stage, "inner", sock);
        outer.acts["handle_write"] = () =>
        {
            outer.acts.Remove("handle_write");
            peer.send("hello"u8);
            stage.attempt(() => stage.run());
        };
        stage.run();
    }

    [Scenario]
    [Differs(
        Orders.Select, "the error is thrown once: the channel leaves the map with it",
        "-map: channel",
        "+map: ")]
    public static void socket_closed_behind_the_channels_back_stays_in_the_map(Stage stage)
    {
        (ChannelSocket sock, _) = stage.socketpair();
        var channel = new Reader(stage, "channel", sock);
        channel.socket!.Close();
        stage.attempt(() => stage.run());
        stage.show_map();
    }

    [Scenario]
    [Differs(
        Orders.Both, "the empty host is an address in .NET",
        "-<Traced listening :0 at 0xID>",
        "+<Traced listening 0.0.0.0:0 at 0xID>")]
    public static void print_a_listener_at_every_address(Stage stage)
    {
        var server = new Traced(stage, "server");
        server.create_socket();
        server.bind(("", 0));
        server.listen(1);
        stage.trace(server.ToString());
    }

    [Scenario]
    [Differs(
        Orders.Both, "an IPEndPoint does not remember how many parts the program gave",
        "-<Traced ::1:0 at 0xID>",
        "+<Traced ('::1', 0, 0, 0) at 0xID>")]
    public static void print_an_ipv6_address_given_as_a_pair(Stage stage)
    {
        var server = new Traced(stage, "server");
        server.create_socket(AddressFamily.InterNetworkV6);
        stage.attempt(() => server.bind(("::1", 0))); // a machine may have no IPv6
        stage.trace(server.ToString());
    }

    /// <summary>Sends on its second event.</summary>
    private sealed class SenderAtLast(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        private int _events;

        public override void handle_write()
        {
            base.handle_write();
            if (++_events == 2)
            {
                stage.trace($"sent {send("hello"u8)}");
            }
        }
    }

    [Scenario]
    [Differs(
        Orders.Poll, "what the peer sent before it closed is kept until it is wanted; a send finds that the peer is gone",
        "-channel handle_close [connected]",
        "+channel handle_write [connected]",
        "+channel handle_close [connected]",
        "+sent 0")]
    public static void write_at_the_end_of_a_unix_socket_with_data_not_wanted(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.socketpair();
        _ = new SenderAtLast(stage, "channel", sock);
        peer.send("last words"u8);
        peer.close();
        stage.run(3);
        stage.show_map();
    }
}
