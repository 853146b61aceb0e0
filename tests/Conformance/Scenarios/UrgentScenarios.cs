using System.Net.Sockets;

namespace AsyncoreNet.Conformance;

/// <summary>Out-of-band data. Parallel to urgent.py.</summary>
internal static class UrgentScenarios
{
    private static byte[] ReceiveUrgent(ChannelSocket socket)
    {
        var buffer = new byte[1];
        return buffer[..socket.Receive(buffer, SocketFlags.OutOfBand).Count];
    }

    /// <summary>Receives what is urgent.</summary>
    private sealed class Urgent(Stage stage, string name, ChannelSocket sock) : Reader(stage, name, sock)
    {
        public override void handle_expt()
        {
            base.handle_expt();
            got(ReceiveUrgent(socket!));
        }
    }

    [Scenario]
    public static void urgent_data_alone(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Urgent(stage, "channel", sock);
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run(2);
        stage.show_map();
    }

    [Scenario]
    public static void urgent_data_behind_data(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Urgent(stage, "channel", sock);
        peer.send("hello"u8);
        stage.wait_bytes(channel, 5);
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run(2);
    }

    [Scenario]
    public static void urgent_data_that_is_not_received_is_reported_again(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Reader(stage, "channel", sock);
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run(2);
    }

    private sealed class UrgentWriter(Stage stage, string name, ChannelSocket sock) : Writer(stage, name, sock)
    {
        public override void handle_expt()
        {
            base.handle_expt();
            got(ReceiveUrgent(socket!));
        }
    }

    [Scenario]
    public static void urgent_data_for_a_channel_that_only_writes(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new UrgentWriter(stage, "channel", sock);
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run(2);
    }

    [Scenario]
    public static void urgent_data_for_a_channel_that_wants_nothing(Stage stage)
    {
        (ChannelSocket sock, Peer peer) = stage.tcp_pair();
        var channel = new Urgent(stage, "channel", sock);
        channel.reading = false;
        peer.send_urgent("!"u8);
        stage.wait_urgent(channel);
        stage.run(2);
        channel.reading = true;
        stage.run();
    }

    [Scenario]
    public static void read_write_and_urgent_data_in_one_pass(Stage stage)
    {
        foreach (string name in (string[])["a", "b"])
        {
            (ChannelSocket sock, Peer peer) = stage.tcp_pair(name + " peer");
            var channel = new Traced(stage, name, sock);
            peer.send("hello"u8);
            stage.wait_bytes(channel, 5);
            peer.send_urgent("!"u8);
            stage.wait_urgent(channel);
        }

        stage.run();
    }
}
