using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary><c>asyncore.dispatcher_with_send</c>: facts 94 to 97.</summary>
public sealed class DispatcherWithSendFacts : IDisposable
{
    private readonly FakeSocket _socket = new();
    private readonly ChannelMap _map = new();

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void Fact94_OutBuffer_IsEmptyAtFirst() => Assert.Empty(new asyncore.dispatcher_with_send(null, _map).out_buffer);

    [Fact]
    public void Fact94_InitiateSend_OffersUpTo65536BytesOnce_AndDropsWhatWasSent()
    {
        var d = new asyncore.dispatcher_with_send(_socket, _map) { out_buffer = new byte[100_000] };

        d.initiate_send();
        Assert.Equal([65_536], _socket.Sent.Select(s => s.Length));
        Assert.Equal(100_000 - 65_536, d.out_buffer.Length);

        d.handle_write();
        Assert.Equal([65_536, 100_000 - 65_536], _socket.Sent.Select(s => s.Length));
        Assert.Empty(d.out_buffer);
    }

    [Fact]
    public void Fact94_PartialSend_KeepsTheRest()
    {
        _socket.Room = 3;
        var d = new asyncore.dispatcher_with_send(_socket, _map);
        d.send("12345"u8);
        Assert.Equal("45"u8, d.out_buffer);
    }

    [Fact]
    public void Fact95_Send_AppendsAndSendsAtOnce()
    {
        _socket.SendResult = SocketError.WouldBlock;
        var d = new asyncore.dispatcher_with_send(_socket, _map);
        d.send("one "u8);
        Assert.Equal("one "u8, d.out_buffer);

        _socket.SendResult = SocketError.Success;
        d.send("two"u8);
        Assert.Equal("one two"u8, Assert.Single(_socket.Sent));
        Assert.Empty(d.out_buffer);
    }

    [Fact]
    public void Fact95_Send_MeetsAnErrorOnce_WithAllOfItInOutBuffer()
    {
        _socket.SendResult = SocketError.ConnectionReset;
        var d = new Closing(_socket, _map);
        d.send("lost"u8);
        Assert.Equal("lost"u8, Assert.Single(d.OutBufferAtClose));
        Assert.Equal(1, _socket.SendsTried); // a second would meet another error than the first

        using var other = new FakeSocket { SendResult = SocketError.TimedOut };
        var undelivered = new asyncore.dispatcher_with_send(other, _map);
        var failure = Assert.Throws<SocketException>(() => undelivered.send("late"u8));
        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);
        Assert.Equal("late"u8, undelivered.out_buffer);
        Assert.Equal(1, other.SendsTried);
    }

    [Fact]
    public void Fact95_Send_WithDebug_LogsTheBytesAsPythonPrintsThem()
    {
        var d = new Logging(_socket, _map);
        d.send("quiet"u8);
        d.debug = true;

        d.send("it's a \"test\"\r\n\t\\\0\x7f"u8);
        d.send("it's"u8);

        Assert.Equal(
            [
                """info: sending b'it\'s a "test"\r\n\t\\\x00\x7f'""",
                """info: sending b"it's" """.TrimEnd(),
            ],
            d.Lines);
    }

    [Fact]
    public void Fact96_Writable_UntilConnected_ThenWhileOutputWaits()
    {
        var unconnected = new asyncore.dispatcher_with_send(new FakeSocket(43) { PeerResult = SocketError.NotConnected }, _map);
        Assert.True(unconnected.writable());

        var connected = new asyncore.dispatcher_with_send(_socket, _map);
        Assert.False(connected.writable());

        connected.out_buffer = [1];
        Assert.True(connected.writable());

        connected.handle_write();
        Assert.False(connected.writable());
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact97_SendBeforeConnect_WaitsForTheConnection(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var d = new asyncore.dispatcher_with_send(null, test.Map);
        d.create_socket();

        d.send("early"u8);
        Assert.False(d.IsClosed);
        Assert.Equal("early"u8, d.out_buffer);

        d.connect(listener.LocalEndPoint!);
        test.PumpUntil(() => d.out_buffer.Length == 0, order, "sending");
        using Socket accepted = listener.Accept();
        accepted.ReceiveTimeout = 30_000;
        byte[] buffer = new byte[10];
        Assert.Equal(5, accepted.Receive(buffer));
    }

    [Fact]
    public void Fact97_SendWhileConnecting_WaitsForTheConnection()
    {
        using var test = new TestLoop();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var d = new asyncore.dispatcher_with_send(null, test.Map);
        d.create_socket();
        d.connect(listener.LocalEndPoint!);

        d.send("early"u8);

        Assert.False(d.IsClosed);
        test.PumpUntil(() => d.connected && d.out_buffer.Length == 0, Order.Poll, "sending");
        using Socket accepted = listener.Accept();
        accepted.ReceiveTimeout = 30_000;
        byte[] buffer = new byte[10];
        Assert.Equal(5, accepted.Receive(buffer));
    }

    private sealed class Logging(ChannelSocket sock, ChannelMap map) : asyncore.dispatcher_with_send(sock, map)
    {
        public List<string> Lines { get; } = [];

        public override void log_info(string message, string type = "info") => Lines.Add($"{type}: {message}");
    }

    private sealed class Closing(ChannelSocket sock, ChannelMap map) : asyncore.dispatcher_with_send(sock, map)
    {
        public List<byte[]> OutBufferAtClose { get; } = [];

        public override void handle_close() => OutBufferAtClose.Add(out_buffer);
    }
}
