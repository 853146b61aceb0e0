using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>pyftpdlib's tests of <c>AsyncChat</c> that concern its dispatcher, by their names.</summary>
public sealed class AsyncChatTests : LoopTest
{
    private readonly Socket _peer;
    private readonly FaultySocket _socket;
    private readonly Probe _channel;

    public AsyncChatTests()
    {
        (ChannelSocket near, _peer) = Pairs.Connect();
        _socket = new FaultySocket(near);
        _channel = new Probe(_socket, Map) { OnClose = () => { } };
    }

    public static TheoryData<SocketError> Retry => [SocketError.WouldBlock];

    public static TheoryData<SocketError> Disconnected =>
    [
        SocketError.ConnectionReset, SocketError.NotConnected, SocketError.Disconnecting, SocketError.ConnectionAborted,
        SocketError.Shutdown, SocketErrors.BadDescriptor,
    ];

    [Theory]
    [MemberData(nameof(Retry))]
    public void Send_retry(SocketError error)
    {
        var channel = new Plain(_socket, Map);
        _socket.SendError = error;

        Assert.Equal(0, channel.Send("x"u8));
        Assert.Equal(0, channel.Closes);
    }

    [Theory]
    [MemberData(nameof(Disconnected))]
    public void Send_disconnect(SocketError error)
    {
        var channel = new Plain(_socket, Map);
        _socket.SendError = error;

        Assert.Equal(0, channel.Send("x"u8));
        Assert.Equal(1, channel.Closes);
    }

    [Theory]
    [MemberData(nameof(Retry))]
    public void Recv_retry(SocketError error)
    {
        _socket.ReceiveError = error;

        Assert.Equal(0, _channel.Receive(new byte[16]));
        Assert.Empty(_channel.Calls);
    }

    [Theory]
    [MemberData(nameof(Disconnected))]
    public void Recv_disconnect(SocketError error)
    {
        _socket.ReceiveError = error;

        Assert.Equal(0, _channel.Receive(new byte[16]));
        Assert.Equal(["close"], _channel.Calls);
    }

    /// <summary>A connect that fails leaves no socket and no entry behind.</summary>
    [Fact]
    public void Connect_af_unspecified_err()
    {
        FaultySocket? made = null;
        Network.Sockets = (family, type) => made = new FaultySocket(SystemNetwork.Instance.CreateSocket(family, type))
        {
            ConnectError = SocketErrors.BadDescriptor,
        };
        var channel = new Probe(null, Map);
        channel.CreateSocket();

        SocketException failure = Assert.Throws<SocketException>(() => channel.Connect(new IPEndPoint(IPAddress.Loopback, 1)));

        Assert.Equal(SocketErrors.BadDescriptor, failure.SocketErrorCode);
        Assert.True(made!.IsClosed);
        Assert.Equal(ChannelState.Closed, channel.State);
        Assert.DoesNotContain(channel, Map.Values);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _peer.Dispose();
    }

    /// <summary>Without a buffer, so that a send is one send.</summary>
    private sealed class Plain(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        public int Closes { get; private set; }

        protected override void HandleClose() => Closes++;
    }
}
