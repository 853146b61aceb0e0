using System.Reflection;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary><c>asyncore.loop</c>: facts 36 to 39.</summary>
public sealed class LoopFacts
{
    private readonly FakeNetwork _network = new();

    [Fact]
    public void Fact36_Loop_HasCPythonsParametersAndDefaults()
    {
        ParameterInfo[] parameters = typeof(asyncore).GetMethod(nameof(asyncore.loop))!.GetParameters();
        Assert.Equal(["timeout", "use_poll", "map", "count"], parameters.Select(p => p.Name));
        Assert.Equal([30.0, false, null, null], parameters.Select(p => p.DefaultValue));
    }

    [Theory]
    [InlineData(false, new[] { "a read", "b read", "a write", "b write" })]
    [InlineData(true, new[] { "a read", "a write", "b read", "b write" })]
    public void Fact37_UsePoll_ChoosesTheOrder(bool usePoll, string[] expected)
    {
        using var test = new TestLoop(_network);
        var trace = new List<string>();
        _ = new Recorder(new FakeSocket(1), test.Map, "a", trace) { WantsWrite = true };
        _ = new Recorder(new FakeSocket(2), test.Map, "b", trace) { WantsWrite = true };
        _network.Poller.Report(1, PollFlags.In | PollFlags.Out);
        _network.Poller.Report(2, PollFlags.In | PollFlags.Out);

        asyncore.loop(use_poll: usePoll, map: test.Map, count: 1);

        Assert.Equal(expected, trace);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Fact38_CountOfZeroOrLess_NeverPolls(int count)
    {
        using var test = new TestLoop(_network);
        test.Map[1] = new DummyChannel();
        asyncore.loop(map: test.Map, count: count);
        Assert.Empty(_network.Poller.Waits);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact38_Loop_EndsWithTheLastChannel_WhateverTimersAreLeft(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (System.Net.Sockets.Socket near, System.Net.Sockets.Socket far) = Pairs.Unix();
        using (far)
        {
            var channel = new Recorder(near, test.Map) { WantsWrite = true, OnWrite = c => c.close() };
            LoopTimer timer = test.Loop.CallLater(TimeSpan.FromDays(1), () => { });

            asyncore.loop(timeout: 0.01, use_poll: order == Order.Poll, map: test.Map, count: 1000);

            Assert.Equal(["write"], channel.Trace);
            Assert.Equal(1, test.Loop.GetSnapshot().Passes);
            timer.Cancel();
        }
    }

    [Fact]
    public void Fact39_Timeout_IsThatOfEachPass()
    {
        using var test = new TestLoop(_network);
        test.Map[1] = new DummyChannel();

        asyncore.loop(timeout: 5, map: test.Map, count: 3);
        asyncore.loop(map: test.Map, count: 1);

        Assert.Equal([5, 5, 5, 30], _network.Poller.Waits.Select(w => w.TotalSeconds));
    }
}
