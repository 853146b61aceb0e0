using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>What a loop says of itself, and its end.</summary>
public abstract class SnapshotTests(PollerKind poller) : LoopTest(poller)
{
    [Fact]
    public void GetSnapshot_NewLoop_IsEmpty()
    {
        LoopSnapshot snapshot = Loop.GetSnapshot();

        Assert.Equal(Poller.ToString(), snapshot.Poller, ignoreCase: true);
        Assert.Equal((0, 0, 0, 0), (snapshot.Passes, snapshot.PostedCallbacks, snapshot.Timers, snapshot.Operations));
        Assert.Null(snapshot.NextTimer);
        Assert.Empty(snapshot.Channels);
    }

    [Fact]
    public void GetSnapshot_CountsWhatTheLoopHolds()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        (ChannelSocket other, Socket otherFar) = Pairs.Connect();
        _ = new Asked(other, Map);
        probe.Send(new byte[4 << 20]);
        Pass();
        Loop.Post(() => { });
        Loop.CallLater(TimeSpan.FromDays(2), () => { });
        Loop.CallLater(TimeSpan.FromDays(1), () => { });

        LoopSnapshot snapshot = Loop.GetSnapshot();

        Assert.Equal((1, 1, 2), (snapshot.Passes, snapshot.PostedCallbacks, snapshot.Timers));
        Assert.InRange(snapshot.NextTimer!.Value, TimeSpan.FromHours(23), TimeSpan.FromDays(1));
        Assert.Equal([near.Descriptor, other.Descriptor], snapshot.Channels.Select(c => c.Descriptor));
        Assert.Equal(probe.PendingOutput, snapshot.Channels[0].PendingOutput);
        Assert.NotEqual(0, probe.PendingOutput);
        Assert.Equal(PollFlags.Out, snapshot.Channels[0].Interest); // above the high-water mark, reading waits
        Assert.Equal([false, true], snapshot.Channels.Select(c => c.IsAsked));
        Assert.Contains("Probe connected", snapshot.Channels[0].Channel, StringComparison.Ordinal);
        far.Dispose();
        otherFar.Dispose();
    }

    [Fact]
    public void GetSnapshot_DueTimer_NextIsZero()
    {
        Loop.CallLater(TimeSpan.Zero, () => { });

        Assert.Equal(TimeSpan.Zero, Loop.GetSnapshot().NextTimer);
    }

    [Fact]
    public void Dispose_LeavesTheChannels_ForAnotherLoopOfTheMap()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        Pass();

        Loop.Dispose();

        Assert.False(probe.IsClosed);
        Assert.Null(Map.Loop);
        using var next = new Loop(Map, new LoopOptions { Poller = Poller });
        far.Send("x"u8);
        next.RunOnce(TimeSpan.Zero);
        Assert.Equal(1, probe.Received.Length);
        probe.Close();
        far.Dispose();
    }

    [Fact]
    public void Dispose_ThenUse_Throws()
    {
        Loop.Dispose();
        Loop.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Loop.Run());
        Assert.Throws<ObjectDisposedException>(() => Loop.RunOnce(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => Loop.RunWhileChannels(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => Loop.Post(() => { }));
        Assert.Null(Record.Exception(Loop.Stop));
        Assert.False(Loop.IsRunning);
    }

    [Fact]
    public void ToString_NamesThePollerAndTheChannels() =>
        Assert.Equal($"Loop({Poller.ToString().ToLowerInvariant()}, 0 channels)", Loop.ToString());

    private sealed class Asked(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        public override bool Readable() => true;
    }
}

public sealed class SnapshotOnEpollTests() : SnapshotTests(PollerKind.Epoll);

public sealed class SnapshotOnPollTests() : SnapshotTests(PollerKind.Poll);

public sealed class SnapshotOnSelectTests() : SnapshotTests(PollerKind.Select);
