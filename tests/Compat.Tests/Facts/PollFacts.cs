using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>One pass, and what it asks the poller for: facts 15 to 34. Fact 35 is <see cref="DescriptorLimitFacts"/>.</summary>
public sealed class PollFacts
{
    private readonly FakeNetwork _network = new();
    private readonly List<string> _trace = [];

    private FakePoller Poller => _network.Poller;

    [Fact]
    public void Fact15_EmptyMap_ReturnsWithoutAWait()
    {
        using var test = new TestLoop(_network);
        asyncore.poll(1000, test.Map);
        asyncore.poll2(1000, test.Map);
        Assert.Empty(Poller.Waits);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void Fact16_EachPass_AsksReadableThenWritable_OfEveryChannelInItsSnapshot(Order order)
    {
        using var test = new TestLoop(_network);
        Asked? late = null;
        var first = new Asked(1, test.Map, "a", _trace)
        {
            OnReadable = () => late ??= new Asked(3, test.Map, "late", _trace),
        };
        _ = new Asked(2, test.Map, "listener", _trace) { accepting = true };

        test.Pass(order);
        Assert.Equal(["a readable", "a writable", "listener readable", "listener writable"], _trace);

        _trace.Clear();
        test.Pass(order);
        Assert.Equal(
            ["a readable", "a writable", "listener readable", "listener writable", "late readable", "late writable"], _trace);
        Assert.False(first.IsClosed);
    }

    [Fact]
    public void Fact17_Interest_IsComputedAgainOnEveryPass()
    {
        using var test = new TestLoop(_network);
        var channel = new Recorder(new FakeSocket(1), test.Map);

        asyncore.poll2(map: test.Map);
        Assert.Equal(PollFlags.In | PollFlags.Pri, Poller.Watched[1]);

        (channel.WantsRead, channel.WantsWrite) = (false, true);
        asyncore.poll2(map: test.Map);
        Assert.Equal(PollFlags.Out, Poller.Watched[1]);

        channel.WantsWrite = false;
        asyncore.poll2(map: test.Map);
        Assert.Empty(Poller.Watched);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact17_InputLeftUnread_IsReportedOnEveryPass(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var channel = new Recorder(near, test.Map);
            far.Send("x"u8);

            test.Pass(order);
            test.Pass(order);
            test.Pass(order);

            Assert.Equal(["read", "read", "read"], channel.Trace);
        }
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void Fact18_ExceptionInAPredicate_LeavesTheLoop(Order order)
    {
        using var test = new TestLoop(_network);
        _ = new Asked(1, test.Map, "a", _trace) { OnReadable = () => throw new FormatException() };

        Assert.Throws<FormatException>(() => test.Pass(order));

        Assert.Empty(Poller.Waits);
        Assert.Single(test.Map);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void Fact20_AcceptingChannel_IsNeverWatchedForWriting(Order order)
    {
        using var test = new TestLoop(_network);
        _ = new Recorder(new FakeSocket(1), test.Map) { WantsWrite = true, accepting = true };

        test.Pass(order);

        Assert.Equal(PollFlags.In | PollFlags.Pri, Poller.Watched[1]);
    }

    [Fact]
    public void Fact21_Poll_WatchesForUrgentData_WhereItReadsOrWrites()
    {
        using var test = new TestLoop(_network);
        _ = new Recorder(new FakeSocket(1), test.Map);
        _ = new Recorder(new FakeSocket(2), test.Map) { WantsRead = false, WantsWrite = true };
        _ = new Recorder(new FakeSocket(3), test.Map) { WantsRead = false };

        asyncore.poll(map: test.Map);

        Assert.Equal(PollFlags.In | PollFlags.Pri, Poller.Watched[1]);
        Assert.Equal(PollFlags.Out | PollFlags.Pri, Poller.Watched[2]);
        Assert.False(Poller.Watched.ContainsKey(3));
    }

    [Fact]
    public void Fact22_Poll2_WatchesForUrgentData_OnlyWhereItReads()
    {
        using var test = new TestLoop(_network);
        _ = new Recorder(new FakeSocket(1), test.Map);
        _ = new Recorder(new FakeSocket(2), test.Map) { WantsRead = false, WantsWrite = true };

        asyncore.poll2(map: test.Map);

        Assert.Equal(PollFlags.In | PollFlags.Pri, Poller.Watched[1]);
        Assert.Equal(PollFlags.Out, Poller.Watched[2]);
    }

    [Fact]
    public void Fact23_Poll_WithoutInterests_WaitsTheTimeout()
    {
        using var test = new TestLoop(_network);
        var channel = new Recorder(new FakeSocket(1), test.Map) { WantsRead = false };

        asyncore.poll(1.5, test.Map);

        Assert.Equal([TimeSpan.FromSeconds(1.5)], Poller.Waits);
        Assert.Empty(Poller.Watched);
        Assert.Empty(channel.Trace);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact24_HangUp_WithoutInterests_IsUnseen(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        var channel = new Recorder(near, test.Map) { WantsRead = false };
        far.Dispose();

        test.Pass(order);
        test.Pass(order);

        Assert.Empty(channel.Trace);
        Assert.Single(test.Map);
    }

    [Fact]
    public void Fact24_Poll2_WithoutInterests_WaitsTheTimeout()
    {
        using var test = new TestLoop(_network);
        _ = new Recorder(new FakeSocket(1), test.Map) { WantsRead = false };
        asyncore.poll2(1.5, test.Map);
        Assert.Equal([TimeSpan.FromSeconds(1.5)], Poller.Waits);
    }

    [Fact]
    public void Fact25_Poll_DeliversAllReads_ThenAllWrites_ThenAllExceptions()
    {
        using var test = new TestLoop(_network);
        ReportAllOfThree(test.Map);
        asyncore.poll(map: test.Map);
        Assert.Equal(
            ["a read", "b read", "c read", "a write", "b write", "c write", "a expt", "b expt", "c expt"], _trace);
    }

    [Fact]
    public void Fact26_Poll2_DeliversChannelByChannel()
    {
        using var test = new TestLoop(_network);
        ReportAllOfThree(test.Map);
        asyncore.poll2(map: test.Map);
        Assert.Equal(
            ["a read", "a write", "a expt", "b read", "b write", "b expt", "c read", "c write", "c expt"], _trace);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact27_Dispatch_FollowsTheOrderOfInsertion(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket Near, Socket Far)[] pairs = [Pairs.Unix(), Pairs.Unix(), Pairs.Unix()];
        foreach ((string name, int i) in new[] { ("c", 2), ("a", 0), ("b", 1) }) // not the order of the descriptors
        {
            _ = new Recorder(pairs[i].Near, test.Map, name, _trace);
        }

        foreach ((_, Socket far) in pairs)
        {
            far.Send("x"u8);
        }

        test.Pass(order);

        Assert.Equal(["c read", "a read", "b read"], _trace);
        Array.ForEach(pairs, p => p.Far.Dispose());
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact28_ChannelRemovedDuringThePass_IsSkipped(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near1, Socket far1) = Pairs.Unix();
        (Socket near2, Socket far2) = Pairs.Unix();
        using (far1)
        using (far2)
        {
            Recorder? second = null;
            _ = new Recorder(near1, test.Map, "a", _trace) { OnRead = _ => second!.del_channel() };
            second = new Recorder(near2, test.Map, "b", _trace);
            far1.Send("x"u8);
            far2.Send("x"u8);

            test.Pass(order);

            Assert.Equal(["a read"], _trace);
            second.close();
        }
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void Fact29_DescriptorReusedDuringThePass_GetsNoStaleEvent(Order order)
    {
        using var test = new TestLoop(_network);
        Recorder? second = null;
        Recorder? third = null;
        _ = new Recorder(new FakeSocket(1), test.Map, "a", _trace)
        {
            OnRead = _ =>
            {
                second!.close();
                third ??= new Recorder(new FakeSocket(2), test.Map, "new", _trace);
            },
        };
        second = new Recorder(new FakeSocket(2), test.Map, "b", _trace);
        Poller.Report(1, PollFlags.In);
        Poller.Report(2, PollFlags.In | PollFlags.Hup);

        test.Pass(order);
        Assert.Equal(["a read"], _trace);

        Poller.Report(2, PollFlags.In);
        test.Pass(order);
        Assert.Equal(["a read", "new read"], _trace);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact30_ChannelAddedDuringThePass_WaitsForTheNext(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near1, Socket far1) = Pairs.Unix();
        (Socket near2, Socket far2) = Pairs.Unix();
        using (far1)
        using (far2)
        {
            far1.Send("x"u8);
            far2.Send("x"u8);
            Recorder? added = null;
            _ = new Recorder(near1, test.Map, "a", _trace)
            {
                OnRead = _ => added ??= new Recorder(near2, test.Map, "added", _trace),
            };

            test.Pass(order);
            Assert.Equal(["a read"], _trace);

            test.Pass(order);
            Assert.Equal(["a read", "a read", "added read"], _trace);
        }
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact31_ExitNow_LeavesTheRestUndelivered_AndTheChannelAsItWas(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near1, Socket far1) = Pairs.Unix();
        (Socket near2, Socket far2) = Pairs.Unix();
        using (far1)
        using (far2)
        {
            var leaving = new Recorder(near1, test.Map, "a", _trace) { OnRead = _ => throw new asyncore.ExitNow() };
            _ = new Recorder(near2, test.Map, "b", _trace);
            far1.Send("x"u8);
            far2.Send("x"u8);

            Assert.Throws<asyncore.ExitNow>(() => test.Pass(order));
            Assert.Equal(["a read"], _trace);
            Assert.True(leaving.connected);
            Assert.Equal(2, test.Map.Count);

            leaving.OnRead = null;
            test.Pass(order);
            Assert.Equal(["a read", "a read", "b read"], _trace);
        }
    }

    [Theory]
    [MemberData(nameof(Matrix.Pollers), MemberType = typeof(Matrix))]
    public void Fact32_BadDescriptor_LeavesPollAsAnError_AndTheMap(PollerKind poller)
    {
        using var test = new TestLoop(poller);
        test.Map[999_999] = new DummyChannel { WantsRead = true };

        SocketException raised = Assert.Throws<SocketException>(() => asyncore.poll(map: test.Map));

        Assert.Equal(SocketErrors.BadDescriptor, raised.SocketErrorCode);
        Assert.Empty(test.Map);
    }

    [Theory]
    [MemberData(nameof(Matrix.Pollers), MemberType = typeof(Matrix))]
    public void Fact32_BadDescriptor_IsACloseUnderPoll2(PollerKind poller)
    {
        using var test = new TestLoop(poller);
        var channel = new DummyChannel { WantsRead = true };
        test.Map[999_999] = channel;

        asyncore.poll2(map: test.Map);

        Assert.Equal(["close"], channel.Events);
    }

    [Theory]
    [MemberData(nameof(Matrix.Pollers), MemberType = typeof(Matrix))]
    public void Fact32_SocketClosedBehindTheChannelsBack_LeavesPollAsAnError_AndTheMap(PollerKind poller)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var channel = new Recorder(near, test.Map);
            asyncore.poll(map: test.Map);
            channel.socket!.Close();

            SocketException raised = Assert.Throws<SocketException>(() => asyncore.poll(map: test.Map));

            Assert.Equal(SocketErrors.BadDescriptor, raised.SocketErrorCode);
            Assert.Empty(test.Map);
        }
    }

    [Theory]
    [MemberData(nameof(Matrix.Pollers), MemberType = typeof(Matrix))]
    public void Fact32_SocketClosedBehindTheChannelsBack_IsACloseUnderPoll2(PollerKind poller)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var channel = new Recorder(near, test.Map);
            asyncore.poll2(map: test.Map);
            channel.socket!.Close();

            asyncore.poll2(map: test.Map);

            Assert.Equal(["close"], channel.Trace);
            Assert.Empty(test.Map);
        }
    }

    [Fact]
    public void Fact33_Timeout_IsZeroByDefault()
    {
        using var test = new TestLoop(_network);
        test.Map[1] = new DummyChannel();

        asyncore.poll(map: test.Map);
        asyncore.poll2(map: test.Map);
        asyncore.poll3(map: test.Map);

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero], Poller.Waits);
    }

    [Fact]
    public void Fact33_TimeoutBelowAMillisecond_IsNotCutOff()
    {
        using var test = new TestLoop(_network);
        test.Map[1] = new DummyChannel();

        asyncore.poll(0.0009, test.Map);
        asyncore.poll2(0.0009, test.Map);

        Assert.Equal([TimeSpan.FromMicroseconds(900), TimeSpan.FromMicroseconds(900)], Poller.Waits);
    }

    [Fact]
    public void Fact33_NegativeTimeout_IsAnErrorInPoll_AndNoLimitInPoll2()
    {
        using var test = new TestLoop(_network);
        test.Map[1] = new DummyChannel();

        Assert.Throws<ArgumentOutOfRangeException>(() => asyncore.poll(-1, test.Map));
        asyncore.poll2(-1, test.Map);

        Assert.Equal([Timeout.InfiniteTimeSpan], Poller.Waits);
    }

    private void ReportAllOfThree(ChannelMap map)
    {
        foreach ((string name, int descriptor) in new[] { ("a", 1), ("b", 2), ("c", 3) })
        {
            _ = new Recorder(new FakeSocket(descriptor), map, name, _trace) { WantsWrite = true };
        }

        foreach (int descriptor in new[] { 3, 1, 2 }) // a poller may report in any order
        {
            Poller.Report(descriptor, PollFlags.In | PollFlags.Out | PollFlags.Pri);
        }
    }

    /// <summary>A channel that writes down when it is asked for its interest.</summary>
    private sealed class Asked(int descriptor, ChannelMap map, string name, List<string> trace)
        : asyncore.dispatcher(new FakeSocket(descriptor), map)
    {
        public Action OnReadable { get; init; } = () => { };

        public override bool readable()
        {
            trace.Add($"{name} readable");
            OnReadable();
            return true;
        }

        public override bool writable()
        {
            trace.Add($"{name} writable");
            return true;
        }
    }
}
