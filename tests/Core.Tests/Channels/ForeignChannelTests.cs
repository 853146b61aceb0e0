using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests;

/// <summary>Channels of other classes in the map, replacement of channels, and dispatchers in two maps.</summary>
public abstract class ForeignChannelTests(PollerKind poller) : LoopTest(poller)
{
    private readonly List<int> _open = [];
    private readonly List<Socket> _peers = [];

    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Foreign_IsAskedAndServed(DispatchOrder order)
    {
        (int near, int far) = OpenPair();
        var channel = new ForeignChannel(near, Map) { WantsOutput = true };
        Map[near] = channel;
        Kernel.Write(far, "x"u8);

        Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);

        Assert.Equal(["readable", "writable", "read", "write"], channel.Calls);
    }

    [Fact]
    public void Foreign_IsAskedOnEveryPass()
    {
        (int near, int far) = OpenPair();
        var channel = new ForeignChannel(near, Map) { WantsInput = false };
        Map[near] = channel;
        Kernel.Write(far, "x"u8);
        Pass(2);
        Assert.Equal(["readable", "writable", "readable", "writable"], channel.Calls);

        channel.WantsInput = true;
        Pass();

        Assert.Equal(["read"], channel.Events());
    }

    [Fact]
    public void Foreign_Accepting_IsNeverWatchedForWriting()
    {
        (int near, _) = OpenPair();
        var channel = new ForeignChannel(near, Map) { WantsOutput = true, Accepting = true };
        Map[near] = channel;

        Pass(2);

        Assert.Empty(channel.Events());
    }

    [Fact]
    public void Foreign_HungUp_HandleClose()
    {
        (int near, int far) = OpenPair();
        var channel = new ForeignChannel(near, Map);
        Map[near] = channel;
        Kernel.Close(far);
        _open.Remove(far);

        Pass();

        // The select poller has no hang-up of its own: the end is input there, and reading it tells.
        Assert.Equal(Poller == PollerKind.Select ? ["read"] : ["read", "handle_close", "close"], channel.Events());
    }

    [Fact]
    public void Foreign_HandlerThrows_HandleError()
    {
        (int near, int far) = OpenPair();
        var channel = new ForeignChannel(near, Map) { OnRead = () => throw new DivideByZeroException() };
        Map[near] = channel;
        Kernel.Write(far, "x"u8);

        Pass();

        Assert.IsType<DivideByZeroException>(Assert.Single(channel.Errors));
        Assert.Same(channel, Map[near]);
    }

    [Fact]
    public void Foreign_HandleErrorThrows_IsClosedAndUnhandled()
    {
        List<UnhandledExceptionInfo> unhandled = [];
        Loop.UnhandledException += (_, info) => unhandled.Add(info);
        (int near, int far) = OpenPair();
        var channel = new ForeignChannel(near, Map)
        {
            OnRead = () => throw new DivideByZeroException(),
            OnError = () => throw new InvalidTimeZoneException(),
        };
        Map[near] = channel;
        Kernel.Write(far, "x"u8);

        Pass();

        Assert.Equal(["read", "error", "close"], channel.Events());
        UnhandledExceptionInfo info = Assert.Single(unhandled);
        Assert.IsType<InvalidTimeZoneException>(info.Exception);
        Assert.Same(channel, info.Channel);
        Assert.Empty(Map);
    }

    /// <summary>By channel, a descriptor that is not open is the end of its channel.</summary>
    [Fact]
    public void Foreign_DescriptorNotOpen_ByChannel_HandleClose()
    {
        var channel = new ForeignChannel(20_000_000, Map);
        Map[20_000_000] = channel;

        Pass(2);

        Assert.Equal(["handle_close", "close"], channel.Events());
        Assert.Empty(Map);
    }

    /// <summary>By event, it leaves the loop with an error that names it, and the map is rid of it.</summary>
    [Fact]
    public void Foreign_DescriptorNotOpen_ByEvent_LeavesTheLoop()
    {
        var channel = new ForeignChannel(20_000_000, Map);
        Map[20_000_000] = channel;

        SocketException failure = Assert.Throws<SocketException>(
            () => Loop.RunWhileChannels(TimeSpan.Zero, DispatchOrder.ByEvent, passes: 2));

        Assert.Equal(SocketErrors.BadDescriptor, failure.SocketErrorCode);
        Assert.Contains("20000000", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Map);
        Assert.Empty(channel.Events());
    }

    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Replace_InAHandler_TheNewChannelWaitsAPass(DispatchOrder order)
    {
        (int near, int far) = OpenPair();
        (int other, int otherFar) = OpenPair();
        var old = new ForeignChannel(other, Map);
        var replacement = new ForeignChannel(other, Map);
        var first = new ForeignChannel(near, Map) { OnRead = () => Map[other] = replacement };
        Map[near] = first;
        Map[other] = old;
        Kernel.Write(far, "x"u8);
        Kernel.Write(otherFar, "x"u8);

        Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);
        Assert.Empty(old.Events());
        Assert.Empty(replacement.Events());
        first.OnRead = null;
        Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 1);

        Assert.Empty(old.Events());
        Assert.Equal(["read"], replacement.Events());
        Assert.Equal([near, other], Map.Keys);
    }

    [Theory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Remove_InAHandler_TheRemovedGetsNothingMore(DispatchOrder order)
    {
        (int near, int far) = OpenPair();
        (int other, int otherFar) = OpenPair();
        var removed = new ForeignChannel(other, Map);
        Map[near] = new ForeignChannel(near, Map) { OnRead = () => Map.Remove(other) };
        Map[other] = removed;
        Kernel.Write(far, "x"u8);
        Kernel.Write(otherFar, "x"u8);

        Loop.RunWhileChannels(TimeSpan.Zero, order, passes: 2);

        Assert.Empty(removed.Events());
    }

    [Fact]
    public void Dispatch_FollowsMapOrder_WhateverThePollerReports()
    {
        List<string> order = [];
        List<(int Near, int Far, string Name)> pairs = [];
        for (int i = 0; i < 20; i++)
        {
            (int near, int far) = OpenPair();
            pairs.Add((near, far, $"c{i}"));
        }

        var random = new Random(12);
        (int Near, int Far, string Name)[] shuffled = [.. pairs];
        random.Shuffle(shuffled);
        foreach ((int near, _, string name) in shuffled)
        {
            Map[near] = new ForeignChannel(near, Map) { OnRead = () => order.Add(name) };
        }

        random.Shuffle(CollectionsMarshal.AsSpan(pairs));
        pairs.ForEach(pair => Kernel.Write(pair.Far, "x"u8));

        Pass();

        Assert.Equal(shuffled.Select(pair => pair.Name), order);
    }

    [Fact]
    public void Dispatcher_TakenOutAndPutBack_IsServedAgain()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _peers.Add(far);
        var probe = new Probe(near, Map);
        Pass();
        Assert.True(Map.Remove(near.Descriptor));
        far.Send("x"u8);
        Pass();
        Assert.Empty(probe.Calls);

        Map[near.Descriptor] = probe;
        Pass();

        Assert.Equal(["read"], probe.Calls);
    }

    [Fact]
    public void Dispatcher_Replaced_HasNoPlaceInTheMap()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _peers.Add(far);
        var old = new Probe(near, Map);
        var replacement = new ForeignChannel(near.Descriptor, Map);

        Map[near.Descriptor] = replacement;
        far.Send("x"u8);
        Pass();

        Assert.Empty(old.Calls);
        Assert.Equal(["read"], replacement.Events());
        old.Close(); // its place is another's now, and stays
        Assert.Same(replacement, Map.Values.Single());
    }

    [Fact]
    public void Dispatcher_InTwoMaps_IsServedByBothLoops_AndAskedInTheSecond()
    {
        using var second = new Loop(new ChannelMap(), new LoopOptions { Poller = Poller });
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _peers.Add(far);
        var probe = new Probe(near, Map);
        second.Map[near.Descriptor] = probe;
        Assert.False(Loop.GetSnapshot().Channels[0].IsAsked);
        Assert.True(second.GetSnapshot().Channels[0].IsAsked);

        far.Send("a"u8);
        Pass();
        far.Send("b"u8);
        second.RunOnce(TimeSpan.Zero);
        Assert.Equal("ab"u8.ToArray(), probe.Received.ToArray());

        probe.ReadInterest = false; // nobody tells the second loop, so it asks
        far.Send("c"u8);
        Pass();
        second.RunOnce(TimeSpan.Zero);
        Assert.Equal(2, probe.Received.Length);
        second.Map.Clear();
    }

    [Fact]
    public void Dispatcher_UnderAnotherKey_IsTakenForWhatItIs()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _peers.Add(far);
        var probe = new Probe(near, Map);
        int duplicate = Kernel.Duplicate(near.Descriptor);
        _open.Add(duplicate);
        Map.Clear();
        Map[duplicate] = probe;
        far.Send("x"u8);

        Pass();

        Assert.Equal(["read"], probe.Calls);
        Map.Clear();
        near.Close();
    }

    [Fact]
    public void SocketClosedBehindTheChannelsBack_ByChannel_HandleCloseOnTheNextPass()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _peers.Add(far);
        var probe = new Probe(near, Map);
        Pass();

        near.Close();
        Pass();

        Assert.Equal(["close"], probe.Calls);
        Assert.Empty(Map);
    }

    [Fact]
    public void SocketClosedBehindTheChannelsBack_ByEvent_LeavesTheLoop()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _peers.Add(far);
        var probe = new Probe(near, Map);
        Loop.RunWhileChannels(TimeSpan.Zero, DispatchOrder.ByEvent, passes: 1);

        near.Close();

        SocketException failure = Assert.Throws<SocketException>(
            () => Loop.RunWhileChannels(TimeSpan.Zero, DispatchOrder.ByEvent, passes: 1));
        Assert.Contains("Probe", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Map);
        Assert.Empty(probe.Calls);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _open.ForEach(Kernel.Close);
        _peers.ForEach(peer => peer.Dispose());
    }

    private (int Near, int Far) OpenPair()
    {
        (int near, int far) = Kernel.SocketPair();
        _open.AddRange([near, far]);
        return (near, far);
    }
}

public sealed class ForeignOnEpollTests() : ForeignChannelTests(PollerKind.Epoll);

public sealed class ForeignOnPollTests() : ForeignChannelTests(PollerKind.Poll);

public sealed class ForeignOnSelectTests() : ForeignChannelTests(PollerKind.Select);
