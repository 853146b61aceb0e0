using System.Reflection;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>What the module itself shows: facts 1 to 7.</summary>
[Collection(ProcessWide.Name)]
public sealed class ModuleFacts : IDisposable
{
    private readonly ChannelMap _original = asyncore.socket_map;

    public void Dispose() => asyncore.socket_map = _original;

    [Theory]
    [InlineData("socket_map")]
    [InlineData("ExitNow")]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("readwrite")]
    [InlineData("_exception")]
    [InlineData("poll")]
    [InlineData("poll2")]
    [InlineData("poll3")]
    [InlineData("loop")]
    [InlineData("dispatcher")]
    [InlineData("dispatcher_with_send")]
    [InlineData("compact_traceback")]
    [InlineData("close_all")]
    [InlineData("file_wrapper")]
    [InlineData("file_dispatcher")]
    [InlineData("_strerror")]
    public void Fact1_EveryNameOfTheModule_IsPublic(string name) =>
        Assert.NotEmpty(typeof(asyncore).GetMember(name, BindingFlags.Public | BindingFlags.Static));

    [Fact]
    public void Fact1_Poll3_IsPoll2()
    {
        var network = new FakeNetwork();
        using var test = new TestLoop(network);
        var trace = new List<string>();
        _ = new Recorder(new FakeSocket(1), test.Map, "a", trace) { WantsWrite = true };
        _ = new Recorder(new FakeSocket(2), test.Map, "b", trace) { WantsWrite = true };
        network.Poller.Report(1, PollFlags.In | PollFlags.Out);
        network.Poller.Report(2, PollFlags.In | PollFlags.Out);

        asyncore.poll3(map: test.Map);

        Assert.Equal(["a read", "a write", "b read", "b write"], trace);
    }

    [Fact]
    public void Fact2_SocketMap_IsLookedUpAtEachCall()
    {
        var network = new FakeNetwork();
        using var test = new TestLoop(network);
        asyncore.socket_map = test.Map;
        var channel = new asyncore.dispatcher();
        channel.create_socket();

        asyncore.poll();

        Assert.Same(channel, Assert.Single(test.Map.Values));
        Assert.Single(network.Poller.Waits);
    }

    [Fact]
    public void Fact2_Dispatcher_KeepsTheMapThatItWasMadeWith()
    {
        using var test = new TestLoop(new FakeNetwork());
        asyncore.socket_map = test.Map;
        var channel = new asyncore.dispatcher();
        asyncore.socket_map = new ChannelMap();

        channel.create_socket();

        Assert.Same(test.Map, channel._map);
        Assert.Same(channel, Assert.Single(test.Map.Values));
        Assert.Empty(asyncore.socket_map);
    }

    [Fact]
    public void Fact3_EmptyExplicitMap_IsNotReplacedByTheDefault()
    {
        var network = new FakeNetwork();
        using var test = new TestLoop(network);
        asyncore.socket_map = test.Map;
        test.Map[1] = new DummyChannel();
        var empty = new ChannelMap();

        asyncore.loop(map: empty);
        asyncore.close_all(empty);
        var channel = new asyncore.dispatcher(new FakeSocket(), empty);

        Assert.Empty(network.Poller.Waits);
        Assert.Single(test.Map);
        Assert.Same(channel, Assert.Single(empty.Values));
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact4_AnyChannelWithTheMembers_SharesTheMap(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (System.Net.Sockets.Socket near, System.Net.Sockets.Socket far) = Pairs.Unix();
        using (near)
        using (far)
        {
            var channel = new DummyChannel { WantsRead = true, WantsWrite = true };
            test.Map[(int)near.Handle] = channel;
            far.Send("x"u8);

            test.Pass(order);

            Assert.Equal(["read", "write"], channel.Events);
            test.Map.Clear();
        }
    }

    [Fact]
    public void Fact6_Cancellation_IsAnErrorLikeAnyOther()
    {
        var channel = new DummyChannel(new OperationCanceledException());
        asyncore.read(channel);
        asyncore.readwrite(channel, PollFlags.In);
        Assert.Equal(["read", "error", "read", "error"], channel.Events);
    }

    [Fact]
    public void Fact7_Strerror_FallsBackToTheNumber() => Assert.Equal("Unknown error -1", asyncore._strerror(-1));
}
