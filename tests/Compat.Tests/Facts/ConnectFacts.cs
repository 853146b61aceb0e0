using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>Connecting: facts 54 to 62.</summary>
public sealed class ConnectFacts
{
    private static readonly IPEndPoint s_address = new(IPAddress.Parse("192.0.2.1"), 80);

    private readonly FakeNetwork _network = new();

    [Fact]
    public void Fact54_Connect_TurnsConnectedOff_AndConnectingOn_First()
    {
        (bool connected, bool connecting) inTheCall = default;
        var sock = new FakeSocket { ConnectResult = SocketError.InProgress };
        var d = new Recorder(sock, new ChannelMap()) { connected = true };
        sock.OnCall = () => inTheCall = (d.connected, d.connecting);

        d.connect(s_address);

        Assert.Equal((false, true), inTheCall);
    }

    [Theory]
    [InlineData(SocketError.InProgress)]
    [InlineData(SocketError.AlreadyInProgress)]
    [InlineData(SocketError.WouldBlock)]
    public void Fact55_ConnectThatGoesOn_SetsAddr_AndReturns(SocketError error)
    {
        Recorder d = Unconnected(error, new ChannelMap());
        d.connect(s_address);

        Assert.Equal(s_address, d.addr);
        Assert.True(d.connecting);
        Assert.False(d.connected);
        Assert.Empty(d.Trace);
    }

    [Theory]
    [InlineData(SocketError.Success)]
    [InlineData(SocketError.IsConnected)]
    public void Fact56_ConnectThatIsThereAtOnce_CallsHandleConnectInside(SocketError error)
    {
        Recorder d = Unconnected(error, new ChannelMap());
        EndPoint? addrInTheCall = null;
        d.OnConnect = c => addrInTheCall = c.addr;

        d.connect(s_address);

        Assert.Equal(["connect"], d.Trace);
        Assert.Equal(s_address, addrInTheCall);
        Assert.True(d.connected);
        Assert.False(d.connecting);
    }

    [Fact]
    public void Fact57_ConnectRefusedAtOnce_Throws_StaysConnectingAndMapped_WithoutAddr()
    {
        var map = new ChannelMap();
        Recorder d = Unconnected(SocketError.NetworkUnreachable, map);

        SocketException raised = Assert.Throws<SocketException>(() => d.connect(s_address));

        Assert.Equal(SocketError.NetworkUnreachable, raised.SocketErrorCode);
        Assert.Contains("ENETUNREACH", raised.Message, StringComparison.Ordinal);
        Assert.True(d.connecting);
        Assert.Null(d.addr);
        Assert.Same(d, Assert.Single(map.Values));
        Assert.False(d.socket!.IsClosed);
    }

    [Fact]
    public void Fact58_HandleConnectEvent_WithAPendingError_ThrowsItsText()
    {
        var d = new Recorder(new FakeSocket { PendingError = SocketError.ConnectionRefused }, new ChannelMap());

        SocketException raised = Assert.Throws<SocketException>(d.handle_connect_event);

        Assert.Equal(SocketError.ConnectionRefused, raised.SocketErrorCode);
        string text = asyncore._strerror(SocketErrors.ToErrno(SocketError.ConnectionRefused));
        Assert.Contains(text, raised.Message, StringComparison.Ordinal);
        Assert.Empty(d.Trace);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact59_HandleConnect_RunsBeforeConnectedIsSet(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        using Socket listener = Listen();
        (bool connected, bool connecting) inTheCall = default;
        var d = new Recorder(null, test.Map) { OnConnect = c => inTheCall = (c.connected, c.connecting) };
        d.WantsWrite = true;
        d.create_socket();
        d.connect(listener.LocalEndPoint!);

        test.PumpUntil(() => d.connected, order, "the connection");

        Assert.Equal((false, true), inTheCall);
        Assert.False(d.connecting);
        Assert.Equal("connect", d.Trace[0]);
    }

    [Fact]
    public void Fact60_CloseInsideHandleConnect_LeavesTheChannelClosed()
    {
        var map = new ChannelMap();
        Recorder d = Unconnected(SocketError.Success, map);
        d.OnConnect = c => c.close();

        d.connect(s_address);

        Assert.False(d.connected);
        Assert.False(d.connecting);
        Assert.True(d.IsClosed);
        Assert.Empty(map);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void Fact60_CloseInsideHandleConnect_ForgoesTheReadAndTheWriteThatWouldFollow(Order order)
    {
        using var test = new TestLoop(_network);
        Recorder d = Unconnected(SocketError.InProgress, test.Map);
        d.OnConnect = c => c.close();
        d.WantsWrite = true;
        d.connect(s_address);
        _network.Poller.Report(42, PollFlags.In | PollFlags.Out);

        test.Pass(order);

        Assert.Equal(["connect"], d.Trace);
        Assert.False(d.connected);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void Fact61_HandleConnectThatThrows_LeavesConnectedFalse_AndIsAnError(Order order)
    {
        using var test = new TestLoop(_network);
        Recorder d = Unconnected(SocketError.InProgress, test.Map);
        bool connectedInHandleError = true;
        d.OnConnect = _ => throw new FormatException();
        d.OnError = c => connectedInHandleError = c.connected;
        d.WantsWrite = true;
        d.connect(s_address);
        _network.Poller.Report(42, PollFlags.Out);

        test.Pass(order);

        Assert.Equal(["connect", "error FormatException"], d.Trace);
        Assert.False(connectedInHandleError);
        Assert.True(d.connecting);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact62_RefusedConnect_IsLoggedByHandleError_ThenClosed(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        using var notListening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        notListening.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // nobody else can listen there either
        var d = new Recorder(null, test.Map) { WantsWrite = true };
        d.create_socket();
        d.connect(notListening.LocalEndPoint!);

        test.PumpUntil(() => d.IsClosed, order, "the refusal");

        Assert.Equal(["error SocketException", "close"], d.Trace);
        Assert.StartsWith("error: uncaptured exception, closing channel <", d.Log[0], StringComparison.Ordinal);
        Assert.Contains("ECONNREFUSED", d.Log[0], StringComparison.Ordinal);
        Assert.Equal("warning: unhandled close event", d.Log[1]);
        Assert.Empty(test.Map);
    }

    private static Recorder Unconnected(SocketError connectResult, ChannelMap map) =>
        new(new FakeSocket { PeerResult = SocketError.NotConnected, ConnectResult = connectResult }, map);

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }
}
