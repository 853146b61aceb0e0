using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Logging.Abstractions;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>From an event to the handlers: facts 63 to 71.</summary>
public sealed class EventFacts
{
    [Fact]
    public void Fact63_ReadEvent_OfAListener_IsAnAccept_AndNoRead()
    {
        var d = new Recorder(new FakeSocket { AcceptResult = SocketError.Success }, new ChannelMap()) { accepting = true };
        d.handle_read_event();
        Assert.Equal(["accepted"], d.Trace);
    }

    [Fact]
    public void Fact63_ReadEvent_WithoutAConnection_IsStillARead()
    {
        var d = new Recorder(new FakeSocket { PeerResult = SocketError.NotConnected }, new ChannelMap());
        d.handle_read_event();
        Assert.Equal(["read"], d.Trace);
    }

    [Fact]
    public void Fact64_WriteEvent_EndsAConnect_ThenWrites()
    {
        var d = new Recorder(new FakeSocket { PeerResult = SocketError.NotConnected }, new ChannelMap()) { connecting = true };
        d.handle_write_event();
        Assert.Equal(["connect", "write"], d.Trace);
        Assert.True(d.connected);
    }

    [Fact]
    public void Fact64_WriteEvent_WithoutAConnection_IsStillAWrite()
    {
        var d = new Recorder(new FakeSocket { PeerResult = SocketError.NotConnected }, new ChannelMap());
        d.handle_write_event();
        Assert.Equal(["write"], d.Trace);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact65_FreshTcpSocket_IsReadAndWrittenUnderPoll_WrittenAndClosedUnderPoll2(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        var d = new Recorder(null, test.Map) { WantsWrite = true };
        d.create_socket();

        test.Pass(order);

        // select knows no hang-up: over it a program sees what CPython shows where there is no poll.
        bool seesHangUp = order == Order.Poll && poller != PollerKind.Select;
        Assert.Equal(seesHangUp ? ["write", "close"] : ["read", "write"], d.Trace);
    }

    [Fact]
    public void Fact66_ExptEvent_WithoutAPendingError_IsUrgentData()
    {
        var d = new Recorder(new FakeSocket(), new ChannelMap());
        d.handle_expt_event();
        Assert.Equal(["expt"], d.Trace);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact67_Listener_AcceptsOneConnectionForEachEvent(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        string path = Pairs.UnixPath();
        var listener = new Recorder(null, test.Map) { OnAccepted = (_, sock, _) => sock.Close() };
        listener.create_socket(AddressFamily.Unix);
        listener.bind(path);
        listener.listen(5);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var second = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        first.Connect(new UnixDomainSocketEndPoint(path));
        second.Connect(new UnixDomainSocketEndPoint(path));
        File.Delete(path);

        test.Pass(order);
        Assert.Equal(["accepted"], listener.Trace);

        test.Pass(order);
        Assert.Equal(["accepted", "accepted"], listener.Trace);
    }

    [Fact]
    public void Fact68_HandleAccepted_ByDefault_ClosesThenLogs()
    {
        var accepted = new FakeSocket(43);
        var d = new Logging { Look = () => accepted.IsClosed };
        d.handle_accepted(accepted, FakeSocket.Peer);
        Assert.Equal([("warning: unhandled accepted event", true)], d.Lines);
    }

    [Fact]
    public void HandleAccepted_ThatThrows_ClosesTheConnectionNobodyTook()
    {
        ChannelSocket? accepted = null;
        var d = new Recorder(new FakeSocket { AcceptResult = SocketError.Success }, new ChannelMap())
        {
            accepting = true,
            OnError = _ => { },
            OnAccepted = (_, sock, _) =>
            {
                accepted = sock;
                throw new FormatException();
            },
        };

        asyncore.read(d);

        Assert.Equal(["accepted", "error FormatException"], d.Trace);
        Assert.True(accepted!.IsClosed);
    }

    [Fact]
    public void Fact69_HandleClose_ByDefault_LogsThenCloses()
    {
        var d = new Logging();
        d.Look = () => d.socket!.IsClosed;
        d.handle_close();
        Assert.Equal([("warning: unhandled close event", false)], d.Lines);
        Assert.True(d.socket!.IsClosed);
    }

    [Theory]
    [InlineData(SocketError.WouldBlock)]
    [InlineData(SocketError.ConnectionAborted)]
    public void Fact70_Accept_ThatFindsNoConnection_IsNull(SocketError error)
    {
        var d = new Recorder(new FakeSocket { AcceptResult = error }, new ChannelMap()) { accepting = true };
        Assert.Null(d.accept());
        d.handle_accept();
        Assert.Empty(d.Trace);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void Fact70_Accept_WithoutADescriptorLeft_PausesTheListener_AndResumes(Order order)
    {
        var network = new FakeNetwork();
        var clock = new ManualClock();
        using var test = new TestLoop(new LoopOptions { Network = network, TimeProvider = clock, Logger = NullLogger.Instance });
        var d = new Recorder(new FakeSocket(1) { AcceptResult = SocketError.TooManyOpenSockets }, test.Map) { accepting = true };
        network.Poller.Report(1, PollFlags.In);

        test.Pass(order);
        Assert.Empty(d.Trace);
        Assert.Null(d.accept());

        test.Pass(order);
        Assert.Empty(network.Poller.Watched);

        clock.Advance(TimeSpan.FromSeconds(1)); // promised: accepting again by then
        test.Pass(order);
        Assert.True(network.Poller.Watched.ContainsKey(1));
        Assert.True(d.accepting);
    }

    [Fact]
    public void Fact71_Accept_GivesABlockingSocket()
    {
        using var test = new TestLoop();
        string path = Pairs.UnixPath();
        var listener = new Recorder(null, test.Map);
        listener.create_socket(AddressFamily.Unix);
        listener.bind(path);
        listener.listen(1);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        File.Delete(path);

        (ChannelSocket conn, EndPoint _) = listener.accept()!.Value;

        Assert.True(conn.Blocking);
        conn.Close();
    }

    /// <summary>Keeps each line with what the test wants to know at that moment.</summary>
    private sealed class Logging() : asyncore.dispatcher(new FakeSocket(), new ChannelMap())
    {
        public Func<bool> Look { get; set; } = () => false;

        public List<(string Line, bool Seen)> Lines { get; } = [];

        public override void log_info(string message, string type = "info") => Lines.Add(($"{type}: {message}", Look()));
    }
}
