using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Several loops in one process: none knows of another.</summary>
public sealed class NestedLoopTests : LoopTest
{
    [Fact]
    public void Current_IsTheLoopThatRuns_AndNullOutside()
    {
        Loop? current = null;
        Loop.Post(() => current = Loop.Current);

        Pass();

        Assert.Same(Loop, current);
        Assert.Null(AsyncoreNet.Loop.Current);
    }

    [Fact]
    public void Run_InACallbackOfAnotherLoop_BothWork()
    {
        List<string> steps = [];
        using var inner = new Loop();
        inner.Post(() =>
        {
            Assert.Same(inner, AsyncoreNet.Loop.Current);
            Assert.Same(inner.SynchronizationContext, SynchronizationContext.Current);
            Loop.Post(() => steps.Add("posted to the outer"));
            Loop.CallLater(TimeSpan.Zero, () => steps.Add("timer of the outer"));
            steps.Add("inner");
        });
        Loop.Post(() =>
        {
            inner.Run();
            steps.Add("outer");
            Assert.Same(Loop, AsyncoreNet.Loop.Current);
            Assert.Same(Loop.SynchronizationContext, SynchronizationContext.Current);
        });

        Background.Run(() => Loop.Run());

        Assert.Equal(["inner", "outer", "timer of the outer", "posted to the outer"], steps);
        Assert.Empty(Log.Problems);
    }

    [Fact]
    public void NewChannel_InACallback_JoinsTheMapOfTheLoopThatRuns()
    {
        ChannelMap? joined = null, joinedInside = null;
        using var inner = new Loop();
        inner.Post(() => joinedInside = new Dispatcher().Map);
        Loop.Post(() =>
        {
            inner.Run();
            joined = new Dispatcher().Map;
        });

        Pass();

        Assert.Same(inner.Map, joinedInside);
        Assert.Same(Map, joined);
        Assert.Same(ChannelMap.Default, new Dispatcher().Map);
    }

    [Fact]
    public void TwoLoops_OnTwoThreads_EachServesItsOwn()
    {
        const int Messages = 2_000;
        using var other = new Loop();
        (ChannelSocket here, ChannelSocket there) = Ends();
        var ping = new Player(here, Map, Messages);
        var pong = new Player(there, other.Map, Messages);
        ping.Send("x"u8);

        Background first = Background.Start(() => Loop.Run());
        Background second = Background.Start(() => other.Run());

        first.Finish();
        second.Finish();
        Assert.Equal(Messages, Math.Max(ping.Messages, pong.Messages));
        Assert.Equal(Messages - 1, Math.Min(ping.Messages, pong.Messages)); // the one that closes keeps the ball
        Assert.Empty(Log.Problems);
    }

    [Fact]
    public void Default_IsTheLoopOfTheDefaultMap()
    {
        Loop first = AsyncoreNet.Loop.Default;

        Assert.Same(first, AsyncoreNet.Loop.Default);
        Assert.Same(ChannelMap.Default, first.Map);
        Assert.Same(first, AsyncoreNet.Loop.For(ChannelMap.Default));
        Assert.Null(Background.Try(() => Assert.Same(first, AsyncoreNet.Loop.Default)));
    }

    [Fact]
    public void For_MakesALoopOnce_AndAnotherAfterDispose()
    {
        var map = new ChannelMap();
        Loop first = AsyncoreNet.Loop.For(map);
        Assert.Same(first, AsyncoreNet.Loop.For(map));
        Assert.Same(first, map.Loop);

        first.Dispose();

        Assert.Null(map.Loop);
        using Loop second = AsyncoreNet.Loop.For(map);
        Assert.NotSame(first, second);
        Assert.Throws<ArgumentNullException>(() => AsyncoreNet.Loop.For(null!));
    }

    private static (ChannelSocket Here, ChannelSocket There) Ends()
    {
        (int here, int there) = Kernel.SocketPair();
        return (
            new LinuxSocket(here, AddressFamily.Unix, SocketType.Stream), new LinuxSocket(there, AddressFamily.Unix, SocketType.Stream));
    }

    /// <summary>Returns the ball so many times, and then closes.</summary>
    private sealed class Player(ChannelSocket socket, ChannelMap map, int messages) : BufferedDispatcher(socket, map)
    {
        public int Messages { get; private set; }

        protected override void HandleRead()
        {
            Span<byte> ball = stackalloc byte[1];
            if (Receive(ball) > 0)
            {
                Assert.Same(Loop, AsyncoreNet.Loop.Current);
                if (++Messages >= messages)
                {
                    Close();
                }
                else
                {
                    Send(ball);
                }
            }
        }
    }
}
