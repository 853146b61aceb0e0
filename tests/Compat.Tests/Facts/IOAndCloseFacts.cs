using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>Sending, receiving and closing: facts 72 to 76; the set of fact 5 shows here.</summary>
public sealed class IOAndCloseFacts
{
    private readonly ChannelMap _map = new();

    public static TheoryData<SocketError> Disconnected =>
    [
        SocketError.ConnectionReset,
        SocketError.NotConnected,
        SocketError.Disconnecting, // ESHUTDOWN
        SocketError.ConnectionAborted,
        SocketError.Shutdown, // EPIPE
        SocketErrors.BadDescriptor,
    ];

    [Theory]
    [MemberData(nameof(Disconnected))]
    public void Fact5_Fact72_SendOnAConnectionThatIsOver_CallsHandleClose_AndReturnsZero(SocketError error)
    {
        var d = new Recorder(new FakeSocket { SendResult = error }, _map);
        Assert.Equal(0, d.send("x"u8));
        Assert.Equal(["close"], d.Trace);
    }

    [Theory]
    [MemberData(nameof(Disconnected))]
    public void Fact5_Fact73_RecvOnAConnectionThatIsOver_CallsHandleClose_AndIsEmpty(SocketError error)
    {
        var d = new Recorder(new FakeSocket { ReceiveResult = error }, _map);
        Assert.Empty(d.recv(10));
        Assert.Equal(["close"], d.Trace);
    }

    [Theory]
    [InlineData(SocketError.TimedOut)]
    [InlineData(SocketError.ConnectionRefused)]
    public void Fact5_TimeOutAndRefusal_AreNotAmongThem(SocketError error)
    {
        var d = new Recorder(new FakeSocket { SendResult = error, ReceiveResult = error }, _map);
        Assert.Equal(error, Assert.Throws<SocketException>(() => d.send("x"u8)).SocketErrorCode);
        Assert.Equal(error, Assert.Throws<SocketException>(() => d.recv(10)).SocketErrorCode);
        Assert.Empty(d.Trace);
    }

    [Fact]
    public void Fact72_Send_ReturnsWhatTheKernelTook()
    {
        var sock = new FakeSocket { Room = 3 };
        Assert.Equal(3, new Recorder(sock, _map).send("12345"u8));
        Assert.Equal("123"u8, Assert.Single(sock.Sent));
    }

    [Fact]
    public void Fact73_Recv_AtTheEndOfTheStream_CallsHandleClose_AndIsEmpty()
    {
        var sock = new FakeSocket();
        sock.Incoming.Enqueue([]);
        var d = new Recorder(sock, _map);
        Assert.Empty(d.recv(10));
        Assert.Equal(["close"], d.Trace);
        Assert.True(sock.IsClosed);
    }

    [Fact]
    public void Fact73_Recv_WhereNothingIsThere_Throws()
    {
        var d = new Recorder(new FakeSocket(), _map);
        Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => d.recv(10)).SocketErrorCode);
        Assert.Empty(d.Trace);
    }

    [Fact]
    public void Fact74_RecvOfNothing_DoesNotClose()
    {
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var d = new Recorder(near, _map);
            far.Send("x"u8);

            Assert.Empty(d.recv(0));

            Assert.Empty(d.Trace);
            Assert.Equal("x"u8, d.recv(10));
            d.close();
        }
    }

    [Theory]
    [InlineData(SocketError.NotConnected)]
    [InlineData(SocketErrors.BadDescriptor)]
    public void Fact75_Close_SwallowsThatThereWasNothingToClose(SocketError error)
    {
        var d = new Recorder(new FakeSocket { CloseResult = error }, _map);
        d.close();
        Assert.False(d.connected);
        Assert.Empty(_map);
    }

    [Fact]
    public void Fact75_CloseThatFails_Throws_WithTheFlagsClearAndTheMapLeft()
    {
        var d = new Recorder(new FakeSocket { CloseResult = SocketError.Fault }, _map);

        Assert.Throws<SocketException>(d.close);

        Assert.False(d.connected);
        Assert.False(d.accepting);
        Assert.False(d.connecting);
        Assert.Empty(_map);
    }

    [Fact]
    public void Fact76_Close_KeepsSocketAndAddr_IsRepeatable_AndNeverCallsHandleClose()
    {
        var sock = new FakeSocket();
        var d = new Recorder(sock, _map);

        d.close();
        d.close();

        Assert.Same(sock, d.socket);
        Assert.Equal(FakeSocket.Peer, d.addr);
        Assert.Empty(d.Trace);
    }

    [Fact]
    public void Fact76_Close_WithoutASocket_DoesNothing() => new Recorder(null, _map).close();

    [Fact]
    public void Close_LetsThePeerReadWhatWasSent()
    {
        (Socket near, Socket far) = Pairs.Tcp();
        using (far)
        {
            var d = new Recorder(near, _map);
            int sent = d.send(new byte[10_000]);
            d.close();

            int received = 0;
            byte[] buffer = new byte[4096];
            while (far.Receive(buffer) is > 0 and var count) // a reset would throw
            {
                received += count;
            }

            Assert.Equal(sent, received);
        }
    }

    /// <summary>The same for a connection that was accepted by a dispatcher, which has no managed socket beneath.</summary>
    [Fact]
    public void Close_OfAnAcceptedConnection_LetsThePeerReadWhatWasSent()
    {
        using var test = new TestLoop();
        var listener = new Recorder(null, test.Map)
        {
            OnAccepted = (d, sock, _) =>
            {
                var connection = new asyncore.dispatcher(sock, d._map);
                connection.send("hello"u8);
                connection.close();
            },
        };
        listener.create_socket();
        listener.bind(("127.0.0.1", 0));
        listener.listen(1);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.ReceiveTimeout = 30_000;
        client.Connect(listener.socket!.LocalEndPoint!);

        test.PumpUntil(() => listener.Trace.Count > 0, Order.Poll, "the connection");

        byte[] buffer = new byte[10];
        Assert.Equal(5, client.Receive(buffer));
        Assert.Equal(0, client.Receive(buffer));
    }
}
