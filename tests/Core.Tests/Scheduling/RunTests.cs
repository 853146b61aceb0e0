using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>When a run begins and ends.</summary>
public abstract class RunTests(PollerKind poller) : LoopTest(poller)
{
    [Fact]
    public void Run_NothingAlive_ReturnsAtOnce() => Background.Run(() => Loop.Run());

    [Fact]
    public void Run_OnePostedCallback_ReturnsWhenItHasRun()
    {
        bool ran = false;
        Loop.Post(() => ran = true);

        Background.Run(() => Loop.Run());

        Assert.True(ran);
    }

    [Fact]
    public void Run_OneTimer_ReturnsWhenItHasFired()
    {
        bool fired = false;
        Loop.CallLater(TimeSpan.FromMilliseconds(1), () => fired = true);

        Background.Run(() => Loop.Run());

        Assert.True(fired);
    }

    [Fact]
    public void Run_LastTimerCancelledByACallback_Returns()
    {
        LoopTimer timer = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        Loop.CallLater(TimeSpan.FromMilliseconds(1), timer.Cancel);

        Background.Run(() => Loop.Run());
    }

    [Fact]
    public void Run_LastChannelClosedByATimer_Returns()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        Loop.CallLater(TimeSpan.FromMilliseconds(1), probe.Close);

        Background.Run(() => Loop.Run());

        Assert.True(probe.IsClosed);
        far.Dispose();
    }

    [Fact]
    public void Run_LastChannelClosedByAPostedCallback_Returns()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        Loop.Post(() => Loop.Post(probe.Close));

        Background.Run(() => Loop.Run());

        Assert.True(probe.IsClosed);
        far.Dispose();
    }

    [Fact]
    public void Run_LastChannelClosedByAPredicate_Returns()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _ = new ClosesWhenAsked(near, Map);

        Background.Run(() => Loop.Run());

        Assert.Empty(Map);
        far.Dispose();
    }

    [Fact]
    public void Run_LastChannelClosedByItsPeer_Returns()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        far.Dispose();

        Background.Run(() => Loop.Run());

        Assert.Equal(1, probe.CountOf("close"));
    }

    [Fact]
    public void Run_AChannelIsLeft_GoesOn()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        Background runner = Background.Start(() => Loop.Run());
        far.Send("x"u8);
        Waiting.Until(() => probe.Received.Length == 1);
        Assert.False(runner.HasEnded);

        far.Dispose();

        runner.Finish();
    }

    [Fact]
    public void RunWhileChannels_LastChannelClosedByATimer_ReturnsWhateverTimersAreLeft()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        Loop.CallLater(TimeSpan.Zero, probe.Close);
        LoopTimer left = Loop.CallLater(TimeSpan.FromDays(1), () => { });

        Background.Run(() => Loop.RunWhileChannels());

        Assert.True(left.IsActive);
        far.Dispose();
    }

    [Fact]
    public void RunWhileChannels_EmptyMap_MakesNoPass()
    {
        bool ran = false;
        Loop.Post(() => ran = true);

        Background.Run(() => Loop.RunWhileChannels());

        Assert.False(ran);
        Assert.Equal(0, Loop.GetSnapshot().Passes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void RunWhileChannels_Passes_MakesSoMany(int passes)
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _ = new Probe(near, Map);

        Loop.RunWhileChannels(TimeSpan.Zero, passes: passes);

        Assert.Equal(passes, Loop.GetSnapshot().Passes);
        far.Dispose();
    }

    [Fact]
    public void RunOnce_WithoutATimeout_WaitsForAPost()
    {
        bool ran = false;
        Background runner = Background.Start(() => Loop.RunOnce());
        Waiting.Until(() => runner.ThreadId != 0 && Kernel.IsSleeping(runner.ThreadId));

        Loop.Post(() => ran = true);

        runner.Finish();
        Pass();
        Assert.True(ran);
    }

    [Fact]
    public void Run_InsideRun_Throws()
    {
        Exception?[] failures = new Exception?[4];
        Loop.Post(() =>
        {
            failures[0] = Record.Exception(() => Loop.Run());
            failures[1] = Record.Exception(() => Loop.RunOnce());
            failures[2] = Record.Exception(() => Loop.RunWhileChannels());
            failures[3] = Record.Exception(Loop.Dispose);
        });

        Pass();

        Assert.All(failures, failure => Assert.IsType<InvalidOperationException>(failure));
        Assert.Contains("cannot run it again", failures[0]!.Message, StringComparison.Ordinal);
        Assert.Null(Record.Exception(Pass));
    }

    [Fact]
    public void Run_OnASecondThread_Throws()
    {
        Exception? failure = null;
        Loop.Post(() => failure = Background.Try(() => Loop.Run()));

        Pass();

        Assert.Contains("Loop.Post", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AfterRun_OnAnotherThread_Works()
    {
        int ran = 0;
        for (int i = 0; i < 3; i++)
        {
            Loop.Post(() => ran++);
            Background.Run(() => Loop.Run());
        }

        Assert.Equal(3, ran);
    }

    [Fact]
    public void Run_Cancelled_ThrowsAndLeavesTheChannels()
    {
        using var source = new CancellationTokenSource();
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        Background runner = Background.Start(() => Loop.Run(source.Token));
        Waiting.Until(() => runner.ThreadId != 0 && Kernel.IsSleeping(runner.ThreadId));

        source.Cancel();

        OperationCanceledException failure = Assert.Throws<OperationCanceledException>(runner.Finish);
        Assert.Equal(source.Token, failure.CancellationToken);
        Assert.False(probe.IsClosed);
        Assert.False(Loop.IsRunning);
        far.Send("x"u8);
        RunUntil(() => probe.Received.Length == 1);
        far.Dispose();
    }

    [Fact]
    public void Run_CancelledInACallback_ThrowsAfterThePass()
    {
        using var source = new CancellationTokenSource();
        LoopTimer left = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        Loop.Post(source.Cancel);

        Background runner = Background.Start(() => Loop.Run(source.Token));

        Assert.Throws<OperationCanceledException>(runner.Finish);
        Assert.True(left.IsActive);
    }

    [Fact]
    public void Run_CancelledBefore_RunsNothing()
    {
        bool ran = false;
        Loop.Post(() => ran = true);

        Assert.Throws<OperationCanceledException>(() => Loop.Run(new CancellationToken(canceled: true)));

        Assert.False(ran);
    }

    [Fact]
    public void Run_NegativeArguments_ThrowAndNameThem()
    {
        TimeSpan negative = TimeSpan.FromSeconds(-1);
        Assert.Equal("timeout", Assert.Throws<ArgumentOutOfRangeException>(() => Loop.RunOnce(negative)).ParamName);
        Assert.Equal("timeout", Assert.Throws<ArgumentOutOfRangeException>(() => Loop.RunWhileChannels(negative)).ParamName);
        Assert.Equal("passes", Assert.Throws<ArgumentOutOfRangeException>(() => Loop.RunWhileChannels(passes: -1)).ParamName);
        Assert.Equal("drain", Assert.Throws<ArgumentOutOfRangeException>(() => Loop.Stop(negative)).ParamName);
        Assert.False(Loop.IsRunning);
    }

    [Fact]
    public void Run_HandlerThrowsLoopExit_LeavesAtOnceAndEverythingStays()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        (ChannelSocket otherNear, Socket otherFar) = Pairs.Connect();
        var first = new Probe(near, Map) { OnRead = () => throw new LoopExitException("enough") };
        var second = new Probe(otherNear, Map);
        far.Send("x"u8);
        otherFar.Send("x"u8);

        Assert.Equal("enough", Assert.Throws<LoopExitException>(() => Loop.Run()).Message);

        Assert.Equal(["read"], first.Calls);
        Assert.Empty(second.Calls);
        Assert.Equal(2, Map.Count);
        Assert.False(Loop.IsRunning);
        first.OnRead = null;
        Pass();
        Assert.Equal(["read"], second.Calls);
        far.Dispose();
        otherFar.Dispose();
    }

    private sealed class ClosesWhenAsked(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        public override bool Readable()
        {
            Close();
            return true;
        }
    }
}

public sealed class RunOnEpollTests() : RunTests(PollerKind.Epoll);

public sealed class RunOnPollTests() : RunTests(PollerKind.Poll);

public sealed class RunOnSelectTests() : RunTests(PollerKind.Select);
