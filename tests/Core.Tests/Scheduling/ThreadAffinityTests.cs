using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>
/// While a loop runs, its members and those of its map and channels throw on any other thread, and name the way.
/// </summary>
public sealed class ThreadAffinityTests : LoopTest
{
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 1);

    private readonly Socket _peer;
    private readonly Probe _channel;
    private readonly Datagrams _datagrams;
    private readonly LoopTimer _timer;
    private readonly Socket _spare;

    public ThreadAffinityTests()
    {
        (ChannelSocket near, _peer) = Pairs.Connect();
        _channel = new Probe(near, Map);
        _datagrams = new Datagrams(Map);
        _timer = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        _spare = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }

    public static TheoryData<string> LoopMembers =>
    [
        "Run", "RunOnce", "RunWhileChannels", "Stop(TimeSpan)", "CallLater", "CallLater(state)", "CallAt", "CallEvery",
        "GetSnapshot", "Dispose", "LoopTimer.Cancel", "LoopTimer.Reset", "LoopTimer.Dispose",
    ];

    public static TheoryData<string> MapMembers =>
    [
        "Count", "Keys", "Values", "this[]", "this[]=", "ContainsKey", "TryGetValue", "Remove", "Clear", "GetEnumerator",
        "new Loop",
    ];

    public static TheoryData<string> ChannelMembers =>
    [
        "new", "ReadInterest", "WriteInterest", "InterestChanged", "CreateSocket", "SetSocket", "Bind", "Listen", "Connect",
        "Accept", "Send", "Receive", "ReceiveFrom", "SendTo", "Close", "CloseWhenSent", "Abort", "Buffered.Send", "Buffered.HighWaterMark",
        "Buffered.CloseWhenSent", "Buffered.Close", "new FileDispatcher",
    ];

    [Theory]
    [MemberData(nameof(LoopMembers))]
    public void Loop_OffItsThread_Throws(string member) => AssertThrowsOffTheThread(member switch
    {
        "Run" => () => Loop.Run(),
        "RunOnce" => () => Loop.RunOnce(TimeSpan.Zero),
        "RunWhileChannels" => () => Loop.RunWhileChannels(TimeSpan.Zero, passes: 1),
        "Stop(TimeSpan)" => () => Loop.Stop(TimeSpan.Zero),
        "CallLater" => () => Loop.CallLater(TimeSpan.Zero, () => { }),
        "CallLater(state)" => () => Loop.CallLater(TimeSpan.Zero, _ => { }, null),
        "CallAt" => () => Loop.CallAt(TimeSpan.Zero, () => { }),
        "CallEvery" => () => Loop.CallEvery(TimeSpan.Zero, () => { }),
        "GetSnapshot" => () => Loop.GetSnapshot(),
        "Dispose" => Loop.Dispose,
        "LoopTimer.Cancel" => _timer.Cancel,
        "LoopTimer.Reset" => _timer.Reset,
        "LoopTimer.Dispose" => _timer.Dispose,
        _ => throw new ArgumentOutOfRangeException(nameof(member)),
    });

    [Theory]
    [MemberData(nameof(MapMembers))]
    public void Map_OffItsLoopsThread_Throws(string member)
    {
        int descriptor = _channel.Socket!.Descriptor;
        AssertThrowsOffTheThread(member switch
        {
            "Count" => () => _ = Map.Count,
            "Keys" => () => _ = Map.Keys.Count(),
            "Values" => () => _ = Map.Values.Count(),
            "this[]" => () => _ = Map[descriptor],
            "this[]=" => () => Map[descriptor] = _channel,
            "ContainsKey" => () => Map.ContainsKey(descriptor),
            "TryGetValue" => () => Map.TryGetValue(descriptor, out _),
            "Remove" => () => Map.Remove(descriptor),
            "Clear" => Map.Clear,
            "GetEnumerator" => () => Map.GetEnumerator().MoveNext(),
            "new Loop" => () => new Loop(Map).Dispose(),
            _ => throw new ArgumentOutOfRangeException(nameof(member)),
        });
    }

    [Theory]
    [MemberData(nameof(ChannelMembers))]
    public void Dispatcher_OffItsLoopsThread_Throws(string member) => AssertThrowsOffTheThread(member switch
    {
        "new" => () => _ = new Probe(null, Map),
        "ReadInterest" => () => _channel.ReadInterest = false,
        "WriteInterest" => () => _channel.WriteInterest = true,
        "InterestChanged" => _channel.InterestChanged,
        "CreateSocket" => () => _channel.CreateSocket(),
        "SetSocket" => () => _channel.SetSocket(_spare),
        "Bind" => () => _channel.Bind(Address),
        "Listen" => () => _channel.Listen(),
        "Connect" => () => _channel.Connect(Address),
        "Accept" => () => _channel.Accept(),
        "Send" => () => _datagrams.Send("x"u8),
        "Receive" => () => _channel.Receive(new byte[1]),
        "ReceiveFrom" => () => _datagrams.ReceiveFrom(new byte[1], out _),
        "SendTo" => () => _datagrams.SendTo("x"u8, Address),
        "Close" => _datagrams.Close,
        "CloseWhenSent" => _datagrams.CloseWhenSent,
        "Abort" => _channel.Abort,
        "Buffered.Send" => () => _channel.Send("x"u8),
        "Buffered.HighWaterMark" => () => _channel.HighWaterMark = 1,
        "Buffered.CloseWhenSent" => _channel.CloseWhenSent,
        "Buffered.Close" => _channel.Close,
        "new FileDispatcher" => () => _ = new FileDispatcher(_channel.Socket!.Descriptor, Map),
        _ => throw new ArgumentOutOfRangeException(nameof(member)),
    });

    /// <summary>Output that waits must not hide the check: this send would only copy into the buffer.</summary>
    [Fact]
    public void BufferedSend_WithOutputWaiting_OffTheThread_Throws()
    {
        _channel.Send(new byte[4 << 20]);
        int before = _channel.PendingOutput;

        AssertThrowsOffTheThread(() => _channel.Send("x"u8));

        Assert.Equal(before, _channel.PendingOutput);
    }

    [Fact]
    public void BufferedCloseWhenSent_WithOutputWaiting_OffTheThread_Throws_AndDoesNothing()
    {
        _channel.Send(new byte[4 << 20]);

        AssertThrowsOffTheThread(_channel.CloseWhenSent);

        Assert.True(_channel.ReadInterest);
        byte[] buffer = new byte[1 << 20];
        for (int left = 4 << 20; left > 0; Pass())
        {
            left -= _peer.Receive(buffer);
        }

        Assert.Equal(0, _channel.PendingOutput);
        Assert.False(_channel.IsClosed);
    }

    /// <summary>These are for every thread.</summary>
    [Fact]
    public void AnyThreadMembers_OffTheThread_Work()
    {
        Exception? failure = null;
        bool posted = false;
        Loop.Post(() => failure = Background.Try(() =>
        {
            Loop.Post(() => posted = true);
            Assert.False(Loop.IsLoopThread);
            Assert.True(Loop.IsRunning);
            Assert.Null(Loop.Current);
            Assert.True(Loop.Time >= TimeSpan.Zero);
            Loop.TimeProvider.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan).Dispose();
            Loop.SynchronizationContext.Post(_ => { }, null);
            _ = Loop.TaskScheduler.Id;
            _ = Loop.ToString();
        }));

        Pass(2);

        Assert.Null(failure);
        Assert.True(posted);
    }

    /// <summary>A loop that does not run may be set up by any thread, such as the one that made it.</summary>
    [Fact]
    public void Members_WhileTheLoopDoesNotRun_WorkOnAnyThread()
    {
        Assert.Null(Background.Try(() =>
        {
            Loop.CallLater(TimeSpan.FromDays(1), () => { }).Cancel();
            _channel.Send("x"u8);
            _channel.ReadInterest = false;
            Assert.Equal(2, Map.Count);
            _channel.Close();
            Loop.GetSnapshot();
        }));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _peer.Dispose();
        _spare.Dispose();
    }

    /// <summary>Calls it on another thread while a pass is under way, and looks that it changed nothing.</summary>
    private void AssertThrowsOffTheThread(Action action)
    {
        Exception? failure = null;
        Loop.Post(() => failure = Background.Try(action));

        Pass();

        InvalidOperationException thrown = Assert.IsType<InvalidOperationException>(failure, exactMatch: false);
        Assert.False(string.IsNullOrEmpty(thrown.Message));
        Assert.IsNotType<ObjectDisposedException>(thrown);
        Assert.Equal(2, Map.Count);
        Assert.Equal(1, Loop.Timers.Count);
        Assert.Equal(ChannelState.Connected, _channel.State);
        Assert.Equal(ChannelState.Open, _datagrams.State);
        Assert.Equal((true, false), (_channel.ReadInterest, _channel.WriteInterest));
        Assert.False(_spare.SafeHandle.IsClosed);
        Assert.Empty(_channel.Calls);
    }

    private sealed class Datagrams : Dispatcher
    {
        public Datagrams(ChannelMap map)
            : base(null, map)
        {
            CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram);
        }
    }
}
