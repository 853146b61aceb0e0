using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>
/// An exception in any handler, the error handler included, never stops the loop: it reaches the error handler, and what escapes
/// that reaches <see cref="Loop.UnhandledException"/> with the channel.
/// </summary>
public abstract class HandlerExceptionTests : LoopTest
{
    private readonly List<UnhandledExceptionInfo> _unhandled = [];
    private readonly List<IDisposable> _open = [];
    private readonly Probe _bystander;
    private readonly Socket _bystandersPeer;

    protected HandlerExceptionTests(PollerKind poller)
        : base(poller)
    {
        Loop.UnhandledException += (_, info) => _unhandled.Add(info);
        (ChannelSocket near, _bystandersPeer) = Pairs.Connect();
        _bystander = new Probe(near, Map);
    }

    public static TheoryData<DispatchOrder, string> EveryHandler()
    {
        var data = new TheoryData<DispatchOrder, string>();
        foreach (DispatchOrder order in Enum.GetValues<DispatchOrder>())
        {
            foreach (string handler in new[] { "read", "write", "expt", "connect", "close" })
            {
                data.Add(order, handler);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryHandler))]
    public void Throws_InAHandler_ReachesItsErrorHandlerAndClosesIt(DispatchOrder order, string handler)
    {
        Probe probe = Arrange(handler, () => throw new DivideByZeroException());

        RunUntil(order, () => probe.IsClosed);

        Assert.IsType<DivideByZeroException>(Assert.Single(probe.Errors));
        Assert.Equal(1, probe.CountOf("close"));
        Assert.Empty(_unhandled);
        AssertTheLoopGoesOn(order);
    }

    [Theory]
    [MemberData(nameof(EveryHandler))]
    public void Throws_InTheErrorHandlerToo_IsUnhandledAndClosesTheChannel(DispatchOrder order, string handler)
    {
        Probe probe = Arrange(handler, () => throw new DivideByZeroException());
        probe.OnError = () => throw new InvalidTimeZoneException();

        RunUntil(order, () => probe.IsClosed);

        UnhandledExceptionInfo info = Assert.Single(_unhandled);
        Assert.IsType<InvalidTimeZoneException>(info.Exception);
        Assert.Same(probe, info.Channel);
        AssertTheLoopGoesOn(order);
    }

    /// <summary>A handler that throws whatever ends it: in closing too.</summary>
    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Throws_InHandleCloseAfterAnError_IsUnhandledAndClosesTheChannel(DispatchOrder order)
    {
        Probe probe = Arrange("read", () => throw new DivideByZeroException());
        probe.OnClose = () => throw new InvalidTimeZoneException();

        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(["read", "error", "close"], probe.Calls);
        UnhandledExceptionInfo info = Assert.Single(_unhandled);
        Assert.IsType<InvalidTimeZoneException>(info.Exception);
        Assert.Same(probe, info.Channel);
        AssertTheLoopGoesOn(order);
    }

    /// <summary>An error handler that does nothing keeps the channel: the exception was taken.</summary>
    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Throws_AndTheErrorHandlerTakesIt_TheChannelGoesOn(DispatchOrder order)
    {
        Probe probe = Arrange("read", () => throw new DivideByZeroException());
        probe.OnError = () => probe.OnRead = null;

        RunUntil(order, () => probe.Received.Length > 0);

        Assert.False(probe.IsClosed);
        Assert.Equal(["read", "error", "read"], probe.Calls);
        Assert.Empty(_unhandled);
    }

    /// <summary>
    /// An exception that says that the connection is over ends it without an error, where the order is by channel.
    /// </summary>
    [Fact]
    public void ThrowsDisconnected_ByChannel_IsAClose()
    {
        Probe probe = Arrange("read", () => throw new SocketException((int)SocketError.ConnectionReset));

        RunUntil(DispatchOrder.ByChannel, () => probe.IsClosed);

        Assert.Equal(["read", "close"], probe.Calls);
    }

    [Fact]
    public void ThrowsDisconnected_ByEvent_IsAnError()
    {
        Probe probe = Arrange("read", () => throw new SocketException((int)SocketError.ConnectionReset));

        RunUntil(DispatchOrder.ByEvent, () => probe.IsClosed);

        Assert.Equal(["read", "error", "close"], probe.Calls);
    }

    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Throws_InHandleAccepted_SparesTheListenerAndClosesTheConnection(DispatchOrder order)
    {
        var listener = new Probe(null, Map) { OnAccepted = _ => throw new DivideByZeroException() };
        Socket client = ConnectTo(listener);

        RunUntil(order, () => listener.Errors.Count > 0);

        Assert.IsType<DivideByZeroException>(Assert.Single(listener.Errors));
        Assert.Equal(ChannelState.Listening, listener.State);
        Assert.Equal(0, client.Receive(new byte[1]));
        Assert.Empty(_unhandled);
        AssertTheLoopGoesOn(order);
    }

    /// <summary>
    /// Whatever the error handler does with such an exception, the connection is closed, and the next is accepted.
    /// </summary>
    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Throws_InHandleAcceptedAndTheErrorHandlerTakesIt_TheNextIsAccepted(DispatchOrder order)
    {
        bool isFirst = true;
        var listener = new Probe(null, Map) { OnError = () => { } };
        listener.OnAccepted = socket =>
        {
            _open.Add(socket);
            if (isFirst)
            {
                isFirst = false;
                throw new DivideByZeroException();
            }
        };
        Socket client = ConnectTo(listener);
        RunUntil(order, () => listener.Errors.Count > 0);
        Assert.Equal(0, client.Receive(new byte[1]));

        Socket second = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        second.Connect(listener.Socket!.LocalEndPoint!);
        RunUntil(order, () => listener.CountOf("accepted") == 2);

        Assert.Single(listener.Errors);
    }

    [Fact]
    public void Throws_InAPredicate_ReachesTheErrorHandler()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        Own(far);
        var channel = new BadPredicate(near, Map);

        RunUntil(DispatchOrder.ByChannel, () => channel.IsClosed, asked: true);

        Assert.IsType<DivideByZeroException>(channel.Error);
        Assert.Empty(_unhandled);
        AssertTheLoopGoesOn(DispatchOrder.ByChannel);
    }

    /// <summary><c>asyncore.loop</c> lets it out, and so does what stands for it here.</summary>
    [Fact]
    public void Throws_InAPredicate_LeavesRunWhileChannels()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        Own(far);
        var channel = new BadPredicate(near, Map);

        Assert.Throws<DivideByZeroException>(() => Loop.RunWhileChannels(TimeSpan.Zero, passes: 1));

        Assert.Null(channel.Error);
        Assert.False(channel.IsClosed);
        channel.Close();
        AssertTheLoopGoesOn(DispatchOrder.ByChannel);
    }

    [Theory]
    [MemberData(nameof(EveryHandler))]
    public void ThrowsLoopExit_InAHandler_LeavesTheLoopAndTheChannelStays(DispatchOrder order, string handler)
    {
        Probe probe = Arrange(handler, () => throw new LoopExitException());

        Assert.Throws<LoopExitException>(() => RunUntil(order, () => probe.IsClosed));

        Assert.Empty(probe.Errors);
        Assert.False(probe.IsClosed);
        Assert.Contains(probe, Map.Values);
        probe.Close();
        AssertTheLoopGoesOn(order);
    }

    [Fact]
    public void Throws_WithoutAnErrorHandlerOfItsOwn_IsLoggedWithTheChannel()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        Own(far);
        var channel = new Unlucky(near, Map);
        far.Send("x"u8);

        RunUntil(DispatchOrder.ByChannel, () => channel.IsClosed);

        (_, string text, Exception? exception) = Assert.Single(Log.Problems);
        Assert.Contains("Unlucky connected", text, StringComparison.Ordinal);
        Assert.IsType<DivideByZeroException>(exception);
        AssertTheLoopGoesOn(DispatchOrder.ByChannel);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _bystandersPeer.Dispose();
        _open.ForEach(item => item.Dispose());
    }

    private void AssertTheLoopGoesOn(DispatchOrder order)
    {
        long before = _bystander.Received.Length;
        _bystandersPeer.Send("x"u8);
        RunUntil(order, () => _bystander.Received.Length == before + 1);
        Assert.False(_bystander.IsClosed);
    }

    /// <summary>Makes a channel one of whose handlers will be called, and throws.</summary>
    private Probe Arrange(string handler, Action throws)
    {
        if (handler == "connect")
        {
            Socket listener = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            var connecting = new Probe(null, Map) { OnConnect = throws };
            connecting.CreateSocket();
            connecting.Connect(listener.LocalEndPoint!);
            return connecting;
        }

        (ChannelSocket near, Socket far) = new Address(StreamFamily.IPv4).Connect();
        Own(near);
        Own(far);
        var probe = new Probe(near, Map);
        switch (handler)
        {
            case "read":
                probe.OnRead = throws;
                far.Send("x"u8);
                break;
            case "write":
                probe.OnWrite = throws;
                probe.WriteInterest = true;
                break;
            case "expt":
                probe.OnExceptional = throws;
                far.Send([1], SocketFlags.OutOfBand);
                break;
            default:
                probe.OnClose = throws;
                far.Dispose();
                break;
        }

        return probe;
    }

    private Socket ConnectTo(Probe listener)
    {
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket client = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = (int)Background.Patience.TotalMilliseconds,
        });
        client.Connect(listener.Socket!.LocalEndPoint!);
        return client;
    }

    private T Own<T>(T item)
        where T : IDisposable
    {
        _open.Add(item);
        return item;
    }

    private void RunUntil(DispatchOrder order, Func<bool> done, bool asked = false)
    {
        for (int i = 0; i < 1_000 && !done(); i++)
        {
            if (asked)
            {
                Loop.RunOnce(TimeSpan.FromMilliseconds(10));
            }
            else
            {
                Loop.RunWhileChannels(TimeSpan.FromMilliseconds(10), order, passes: 1);
            }
        }

        Assert.True(done(), "The loop got nowhere.");
    }

    private sealed class BadPredicate(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        public Exception? Error { get; private set; }

        public override bool Readable() => throw new DivideByZeroException();

        protected override void HandleError(Exception exception)
        {
            Error = exception;
            base.HandleError(exception);
        }
    }

    private sealed class Unlucky(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        protected override void HandleRead() => throw new DivideByZeroException();
    }
}

public sealed class HandlerExceptionOnEpollTests() : HandlerExceptionTests(PollerKind.Epoll);

public sealed class HandlerExceptionOnPollTests() : HandlerExceptionTests(PollerKind.Poll);

public sealed class HandlerExceptionOnSelectTests() : HandlerExceptionTests(PollerKind.Select);
