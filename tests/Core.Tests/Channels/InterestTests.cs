using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Who is asked for its interest and when, and what the poller is then asked for.</summary>
public abstract class InterestTests(PollerKind poller) : LoopTest(poller)
{
    private readonly List<string> _asked = [];
    private readonly List<Socket> _peers = [];

    [Fact]
    public void Predicate_NotOverridden_IsNotAskedOnEveryPass()
    {
        Probe probe = Connect(socket => new Probe(socket, Map));
        Pass();

        Assert.False(Snapshot(probe).IsAsked);
        Assert.Equal(PollFlags.In | PollFlags.Pri, Snapshot(probe).Interest);
    }

    [Fact]
    public void Predicate_Overridden_IsAskedOnEveryPassInMapOrder()
    {
        _ = Connect(socket => new Asked(socket, Map, "a", _asked));
        _ = Connect(socket => new Asked(socket, Map, "b", _asked));

        Pass(2);

        string[] onePass = ["a readable", "a writable", "b readable", "b writable"];
        Assert.Equal([.. onePass, .. onePass], _asked);
    }

    [Fact]
    public void Predicate_OverriddenAndTracked_IsAskedWhenItSaysSo()
    {
        Tracked channel = Connect(socket => new Tracked(socket, Map, "t", _asked));
        Pass(3);
        Assert.Equal(["t readable"], _asked);
        Assert.False(Snapshot(channel).IsAsked);

        channel.InterestChanged();
        channel.InterestChanged();
        Pass(3);

        Assert.Equal(["t readable", "t readable"], _asked);
    }

    /// <summary>The promise is the method's, not the class's.</summary>
    [Fact]
    public void Predicate_OverriddenAgainWithoutThePromise_IsAskedOnEveryPass()
    {
        ForgetsThePromise channel = Connect(socket => new ForgetsThePromise(socket, Map, _asked));

        Pass(3);

        Assert.True(Snapshot(channel).IsAsked);
        Assert.Equal(3, _asked.Count(a => a == "f readable"));
    }

    [Fact]
    public void Predicate_ChangesItsMind_ThePollerFollows()
    {
        Asked channel = Connect(socket => new Asked(socket, Map, "a", _asked));
        Pass();
        Assert.Equal(PollFlags.None, Snapshot(channel).Interest);

        channel.Wants = PollFlags.In;
        Pass();
        Assert.Equal(PollFlags.In | PollFlags.Pri, Snapshot(channel).Interest);

        channel.Wants = PollFlags.Out;
        Pass();
        Assert.Equal(PollFlags.Out, Snapshot(channel).Interest);

        channel.Wants = PollFlags.In | PollFlags.Out;
        Pass();
        Assert.Equal(PollFlags.In | PollFlags.Out | PollFlags.Pri, Snapshot(channel).Interest);
    }

    /// <summary>
    /// Urgent data is asked for with reading where the order is by channel, and with either where it is by event.
    /// </summary>
    [Theory]
    [InlineData(DispatchOrder.ByChannel, PollFlags.Out)]
    [InlineData(DispatchOrder.ByEvent, PollFlags.Out | PollFlags.Pri)]
    public void WriteInterestAlone_UrgentDataFollowsTheOrder(DispatchOrder order, PollFlags expected)
    {
        Probe probe = Connect(socket => new Probe(socket, Map) { ReadInterest = false, WriteInterest = true });

        Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);

        Assert.Equal(expected, Snapshot(probe).Interest);
    }

    [Fact]
    public void Order_ChangedBetweenRuns_UrgentDataFollows()
    {
        Probe probe = Connect(socket => new Probe(socket, Map) { ReadInterest = false, WriteInterest = true });
        Loop.RunWhileChannels(TimeSpan.Zero, DispatchOrder.ByEvent, passes: 1);

        Loop.RunWhileChannels(TimeSpan.Zero, DispatchOrder.ByChannel, passes: 1);

        Assert.Equal(PollFlags.Out, Snapshot(probe).Interest);
    }

    [Fact]
    public void ReadInterest_Off_LeavesTheDataInTheKernel()
    {
        Probe probe = Connect(socket => new Probe(socket, Map) { ReadInterest = false });
        _peers[0].Send("x"u8);
        Pass(3);
        Assert.Empty(probe.Calls);

        probe.ReadInterest = true;
        Pass();

        Assert.Equal(["read"], probe.Calls);
    }

    [Fact]
    public void WriteInterest_On_CallsHandleWriteOnEveryPass()
    {
        Probe probe = Connect(socket => new Probe(socket, Map) { WriteInterest = true });

        Pass(3);
        probe.WriteInterest = false;
        Pass(3);

        Assert.Equal(["write", "write", "write"], probe.Calls);
    }

    [Fact]
    public void Interest_ToggledAndBack_CostsNoEvent()
    {
        Probe probe = Connect(socket => new Probe(socket, Map));
        Pass();
        probe.WriteInterest = true;
        probe.WriteInterest = false;

        Pass();

        Assert.Empty(probe.Calls);
        Assert.Equal(PollFlags.In | PollFlags.Pri, Snapshot(probe).Interest);
    }

    [Fact]
    public void Listener_IsNeverWatchedForWriting()
    {
        var listener = new Probe(null, Map) { WriteInterest = true };
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        Pass();

        Assert.Equal(PollFlags.In | PollFlags.Pri, Snapshot(listener).Interest);
    }

    /// <summary>A fresh stream socket would report that it is not connected, for ever.</summary>
    [Fact]
    public void FreshStreamSocket_IsNotWatched()
    {
        var channel = new Probe(null, Map) { WriteInterest = true };
        channel.CreateSocket();

        Pass(3);

        Assert.Equal(PollFlags.None, Snapshot(channel).Interest);
        Assert.Empty(channel.Calls);
    }

    [Fact]
    public void ConnectingSocket_IsWatchedForWriting()
    {
        // A listener whose backlog is full answers no more: the connect goes on.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        List<Probe> channels = [];
        for (int i = 0; i < 8; i++)
        {
            var channel = new Probe(null, Map);
            channel.CreateSocket();
            channel.Connect(listener.LocalEndPoint!);
            channels.Add(channel);
        }

        Pass(3);

        Probe connecting = channels.First(channel => channel.State == ChannelState.Connecting);
        Assert.Equal(PollFlags.In | PollFlags.Out | PollFlags.Pri, Snapshot(connecting).Interest);
    }

    [Fact]
    public void Predicate_ClosesAnotherChannel_WhichIsNotAskedAnyMore()
    {
        Asked victim = null!;
        Asked first = Connect(socket => new Asked(socket, Map, "first", _asked));
        victim = Connect(socket => new Asked(socket, Map, "victim", _asked));
        first.WhenAsked = () => victim.Close();

        Pass();

        Assert.Equal(["first readable", "first writable"], _asked);
        Assert.Single(Map);
    }

    [Fact]
    public void Predicate_AddsAChannel_WhichWaitsForTheNextPass()
    {
        Probe? added = null;
        Asked channel = Connect(socket => new Asked(socket, Map, "a", _asked));
        channel.WhenAsked = () =>
        {
            if (added is null)
            {
                added = Connect(socket => new Probe(socket, Map));
                _peers[^1].Send("x"u8);
            }
        };

        Pass();
        Assert.Empty(added!.Calls);

        Pass();
        Assert.Equal(["read"], added.Calls);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _peers.ForEach(peer => peer.Dispose());
    }

    private ChannelSnapshot Snapshot(Dispatcher channel) =>
        Loop.GetSnapshot().Channels.Single(c => c.Descriptor == channel.Socket!.Descriptor);

    private T Connect<T>(Func<ChannelSocket, T> make)
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _peers.Add(far);
        return make(near);
    }

    private sealed class Asked(ChannelSocket socket, ChannelMap map, string name, List<string> asked) : Dispatcher(socket, map)
    {
        public PollFlags Wants { get; set; }

        public Action? WhenAsked { get; set; }

        public override bool Readable()
        {
            asked.Add(name + " readable");
            WhenAsked?.Invoke();
            return (Wants & PollFlags.In) != 0;
        }

        public override bool Writable()
        {
            asked.Add(name + " writable");
            return (Wants & PollFlags.Out) != 0;
        }
    }

    private class Tracked(ChannelSocket socket, ChannelMap map, string name, List<string> asked) : Dispatcher(socket, map)
    {
        protected List<string> Questions { get; } = asked;

        [TracksInterest]
        public override bool Readable()
        {
            Questions.Add(name + " readable");
            return true;
        }
    }

    private sealed class ForgetsThePromise(ChannelSocket socket, ChannelMap map, List<string> asked)
        : Tracked(socket, map, "f", asked)
    {
        public override bool Readable() => base.Readable();
    }
}

public sealed class InterestOnEpollTests() : InterestTests(PollerKind.Epoll);

public sealed class InterestOnPollTests() : InterestTests(PollerKind.Poll);

public sealed class InterestOnSelectTests() : InterestTests(PollerKind.Select);
