using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Dispatchers over stream sockets: the life of a connection, and all that a peer sent before it closed.</summary>
public abstract class StreamTests : LoopTest
{
    private readonly Address _address;
    private readonly List<IDisposable> _open = [];

    protected StreamTests(PollerKind poller, StreamFamily family)
        : base(poller)
    {
        Family = family;
        _address = new Address(family);
    }

    protected StreamFamily Family { get; }

    [SkippableFact]
    public void Connect_ToAListenerOfTheLoop_BothEndsConnect()
    {
        Probe? accepted = null;
        Probe listener = Listen(socket => accepted = new Probe(socket, Map));
        EndPoint at = listener.Socket!.LocalEndPoint!;
        var client = new Probe(null, Map);
        client.CreateSocket(_address.Family);
        Assert.Equal(ChannelState.Open, client.State);

        client.Connect(at);
        RunUntil(() => accepted is not null && client.State == ChannelState.Connected);

        Assert.Equal("connect", client.Calls[0]);
        Assert.Equal(1, client.CountOf("connect"));
        Assert.Equal(at.ToString(), client.Address!.ToString());
        Assert.Equal(["accept", "accepted"], listener.Calls);
        Assert.Equal(ChannelState.Listening, listener.State);
        Assert.True(listener.Accepting);
        Assert.Equal(ChannelState.Connected, accepted!.State);
        Assert.False(client.Writable());
        if (Family != StreamFamily.Unix)
        {
            Assert.Equal(client.Socket!.LocalEndPoint, accepted.Address);
        }
    }

    [SkippableFact]
    public void Send_InHandleConnect_ArrivesAfterIt()
    {
        Probe? accepted = null;
        Probe listener = Listen(socket => accepted = new Probe(socket, Map));
        var client = new Probe(null, Map);
        client.OnConnect = () =>
        {
            Assert.Equal(ChannelState.Connecting, client.State);
            client.Send("hello"u8);
        };
        client.CreateSocket(_address.Family);

        client.Connect(listener.Socket!.LocalEndPoint!);
        RunUntil(() => accepted?.Received.Length == 5);

        Assert.Equal(0, client.PendingOutput);
        Assert.Empty(client.Errors);
    }

    [SkippableFact]
    public void Close_InHandleConnect_NothingMoreIsCalled()
    {
        Probe listener = Listen(socket => Own(socket));
        var client = new Probe(null, Map) { WriteInterest = true };
        client.OnConnect = client.Close;
        client.CreateSocket(_address.Family);

        client.Connect(listener.Socket!.LocalEndPoint!);
        RunUntil(() => client.IsClosed);
        Pass(3);

        Assert.Equal(["connect"], client.Calls);
        Assert.Equal(ChannelState.Closed, client.State);
    }

    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Send_AMegabyteEachWay_ArrivesWhole(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        var mine = new Probe(near, Map);
        var theirs = new Probe(far, Map);
        byte[] there = Bytes(1 << 20, seed: 1);
        byte[] back = Bytes(1 << 20, seed: 2);

        mine.Send(there);
        theirs.Send(back);
        RunUntil(order, () => mine.Received.Length == back.Length && theirs.Received.Length == there.Length);

        Assert.Equal(there, theirs.Received.ToArray());
        Assert.Equal(back, mine.Received.ToArray());
        Assert.Equal((0, 0), (mine.PendingOutput, theirs.PendingOutput));
        Assert.DoesNotContain("close", mine.Calls);
    }

    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Close_ByPeer_HandleCloseIsCalledOnce(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        var probe = new Probe(near, Map);

        far.Dispose();
        RunUntil(order, () => probe.IsClosed);
        Pass(3);

        Assert.Equal(1, probe.CountOf("close"));
        Assert.Equal("close", probe.Calls[^1]);
        Assert.Empty(Map);
        Assert.True(probe.Socket!.IsClosed);
        Assert.Equal(-1, probe.Socket.Descriptor);
    }

    /// <summary>The peer is gone when the first event comes, and each event takes only a little.</summary>
    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel, 10)]
    [InlineData(DispatchOrder.ByEvent, 10)]
    [InlineData(DispatchOrder.ByChannel, 1_000_000)]
    [InlineData(DispatchOrder.ByEvent, 1_000_000)]
    public void Close_ByPeerAfterSending_EverythingArrivesBeforeTheEnd(DispatchOrder order, int readSize)
    {
        (ChannelSocket near, Socket far) = Connect();
        byte[] data = Bytes(1_003, seed: 3);
        var probe = new Probe(near, Map) { ReadSize = Math.Min(readSize, 60_000) };
        far.Send(data);
        far.Dispose();

        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(data, probe.Received.ToArray());
        Assert.Equal(1, probe.CountOf("close"));
        Assert.Empty(probe.Errors);
    }

    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Close_ByPeerWhileReadingIsPaused_EverythingArrivesOnceItGoesOn(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        byte[] data = Bytes(1_003, seed: 4);
        var probe = new Probe(near, Map) { ReadSize = 10, ReadInterest = false };
        far.Send(data);
        far.Dispose();
        for (int i = 0; i < 5; i++)
        {
            Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);
        }

        Assert.Empty(probe.Calls);
        probe.ReadInterest = true;
        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(data, probe.Received.ToArray());
        Assert.Equal(1, probe.CountOf("close"));
    }

    /// <summary>
    /// The handler sees the data and the hang-up in one event, and turns reading off before it has read anything.
    /// </summary>
    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Close_ByPeerAndTheHandlerPausesUnread_EverythingArrivesOnceItGoesOn(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        byte[] data = Bytes(1_003, seed: 5);
        var probe = new Probe(near, Map) { ReadSize = 10 };
        probe.OnRead = () => probe.ReadInterest = false;
        far.Send(data);
        far.Dispose();
        for (int i = 0; i < 5; i++)
        {
            Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);
        }

        Assert.Equal(["read"], probe.Calls);
        probe.OnRead = null;
        probe.ReadInterest = true;
        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(data, probe.Received.ToArray());
        Assert.Equal(1, probe.CountOf("close"));
    }

    /// <summary>Reading is paused between two events of a peer that has gone, and goes on later.</summary>
    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Close_ByPeerAndReadingPausesHalfway_EverythingArrivesOnceItGoesOn(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        byte[] data = Bytes(1_003, seed: 6);
        var probe = new Probe(near, Map) { ReadSize = 10 };
        probe.OnRead = () =>
        {
            probe.ReceiveOnce();
            probe.ReadInterest = probe.Received.Length % 50 != 0;
        };
        far.Send(data);
        far.Dispose();

        for (int i = 0; i < 1_000 && !probe.IsClosed; i++)
        {
            Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);
            probe.ReadInterest |= i % 7 == 0;
        }

        Assert.Equal(data, probe.Received.ToArray());
        Assert.True(probe.IsClosed);
        Assert.Equal(1, probe.CountOf("close"));
    }

    /// <summary>The peer has ended its output and reads on: what this end still has to say gets there.</summary>
    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Shutdown_ByPeer_OutputStillArrives(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        byte[] answer = Bytes(1 << 20, seed: 7);
        var probe = new Probe(near, Map);
        probe.OnClose = () =>
        {
            probe.Send(answer);
            probe.CloseWhenSent();
        };
        far.Send("question"u8);
        far.Shutdown(SocketShutdown.Send);
        Background reader = Background.Start(() => Assert.Equal(answer, ReadToEnd(far)));

        RunUntil(order, () => probe.IsClosed);

        reader.Finish();
        Assert.Equal(8, probe.Received.Length);
        Assert.Equal(1, probe.CountOf("close"));
    }

    [SkippableFact]
    public void Close_BothEndsInOnePass_EachHandlesItsOwn()
    {
        (ChannelSocket near, Socket far) = Connect();
        var mine = new Probe(near, Map);
        var theirs = new Probe(far, Map);

        mine.Close();
        RunUntil(() => theirs.IsClosed);

        Assert.Empty(mine.Calls);
        Assert.Equal(1, theirs.CountOf("close"));
    }

    [SkippableFact]
    public void Close_Repeated_NeverCallsHandleClose()
    {
        (ChannelSocket near, Socket far) = Connect();
        var probe = new Probe(near, Map);

        probe.Close();
        probe.Close();
        probe.Abort();

        Assert.Empty(probe.Calls);
        Assert.Equal(0, probe.Send("x"u8));
        Assert.Equal(0, probe.Receive(new byte[1]));
        Assert.Empty(probe.Calls);
        Assert.Equal(0, far.Receive(new byte[1]));
    }

    [SkippableFact]
    public void CreateSocket_AfterClose_StartsANewLife()
    {
        Probe? accepted = null;
        Probe listener = Listen(socket => accepted = new Probe(socket, Map));
        (ChannelSocket near, Socket far) = Pairs.Connect();
        Own(far);
        var probe = new Probe(near, Map);
        far.Dispose();
        RunUntil(() => probe.IsClosed);

        probe.CreateSocket(_address.Family);
        probe.Connect(listener.Socket!.LocalEndPoint!);
        RunUntil(() => accepted is not null && probe.State == ChannelState.Connected);
        accepted!.Close();
        RunUntil(() => probe.IsClosed);

        Assert.Equal(2, probe.CountOf("close"));
    }

    [SkippableFact]
    public void Accept_NobodyWaits_IsNull()
    {
        Probe listener = Listen(_ => { });

        Assert.Null(listener.Accept());
        Pass();
        Assert.Empty(listener.Calls);
    }

    /// <summary>Each pass accepts one, and none is forgotten.</summary>
    [SkippableFact]
    public void Accept_ManyWait_AllAreAccepted()
    {
        List<ChannelSocket> accepted = [];
        Probe listener = Listen(accepted.Add);
        for (int i = 0; i < 20; i++)
        {
            Socket client = Own(_address.CreateSocket());
            client.Connect(listener.Socket!.LocalEndPoint!);
        }

        RunUntil(() => accepted.Count == 20);

        accepted.ForEach(socket => Own(socket));
        Assert.Equal(ChannelState.Listening, listener.State);
    }

    [SkippableFact]
    public void HandleAccepted_ByDefault_ClosesTheConnection()
    {
        var listener = new Dispatcher(null, Map);
        listener.CreateSocket(_address.Family);
        listener.Bind(_address.EndPoint);
        listener.Listen();
        Socket client = Own(_address.CreateSocket());
        client.Connect(listener.Socket!.LocalEndPoint!);
        Background reader = Background.Start(() => Assert.Equal(0, client.Receive(new byte[1])));

        RunUntil(() => reader.HasEnded);

        reader.Finish();
        Assert.Equal(ChannelState.Listening, listener.State);
    }

    [SkippableFact]
    public void ASocketTakenOver_ClosesWithTheChannel()
    {
        (ChannelSocket near, Socket far) = Connect();
        var probe = new Probe(near, Map);
        Assert.False(near.Blocking);
        Assert.True(near.HasChannel);

        probe.Close();

        Assert.True(near.IsClosed);
        Assert.Same(near, probe.Socket);
        Assert.Equal(0, far.Receive(new byte[1]));
    }

    [SkippableFact]
    public void ToString_NamesStateAndAddress()
    {
        Probe listener = Listen(_ => { });
        Assert.Equal($"Probe listening {_address.EndPoint}", listener.ToString());
        listener.Close();
        Assert.Equal($"Probe closed {_address.EndPoint}", listener.ToString());
        Assert.Equal("Probe", new Probe(null, Map).ToString());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _open.ForEach(item => item.Dispose());
        _address.Dispose();
    }

    private protected (ChannelSocket Near, Socket Far) Connect()
    {
        (ChannelSocket near, Socket far) = _address.Connect();
        _open.Add(near);
        _open.Add(far);
        return (near, far);
    }

    private protected void RunUntil(DispatchOrder order, Func<bool> done)
    {
        for (int i = 0; i < 5_000 && !done(); i++)
        {
            Loop.RunWhileChannels(TimeSpan.FromMilliseconds(10), order, passes: 1);
        }

        Assert.True(done(), "The loop got nowhere.");
    }

    private protected static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private Probe Listen(Action<ChannelSocket> accepted)
    {
        var listener = new Probe(null, Map) { OnAccepted = accepted };
        listener.CreateSocket(_address.Family);
        listener.Bind(_address.EndPoint);
        listener.Listen();
        return listener;
    }

    private T Own<T>(T item)
        where T : IDisposable
    {
        _open.Add(item);
        return item;
    }

    private static byte[] ReadToEnd(Socket socket)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = socket.Receive(buffer)) > 0;)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
