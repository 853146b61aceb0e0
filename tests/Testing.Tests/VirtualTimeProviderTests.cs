using AsyncoreNet.Async;

namespace AsyncoreNet.Testing.Tests;

/// <summary>The clock: what moves it, and what has happened when it has moved.</summary>
public sealed class VirtualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTimeProvider _time = new();
    private readonly SimulatedHost _host;
    private readonly List<string> _log = [];

    public VirtualTimeProviderTests() => _host = new SimulatedNetwork(_time).AddHost("host");

    private Loop Loop => _host.Loop;

    [Fact]
    public void Time_StandsStill()
    {
        DateTimeOffset now = _time.GetUtcNow();

        Assert.Equal(VirtualTimeProvider.DefaultStart, now);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
        Assert.Equal(TimeZoneInfo.Utc, _time.LocalTimeZone);
        Assert.Equal(now, _time.GetUtcNow());
    }

    [Fact]
    public void Time_BeginsWhenAsked()
    {
        var start = new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero);
        var time = new VirtualTimeProvider(start);

        time.Advance(Second);

        Assert.Equal(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero), time.GetUtcNow());
        Assert.Equal(Second, time.GetElapsedTime(0));
    }

    [Fact]
    public void Advance_FiresWhatIsDue_InOrder_EachAtItsTime()
    {
        At(3, "c");
        At(1, "a");
        At(2, "b");
        At(2, "b again");
        At(4, "not yet");

        _time.Advance(3 * Second);

        Assert.Equal(["a at 1", "b at 2", "b again at 2", "c at 3"], _log);
        Assert.Equal(3 * Second, _time.Elapsed);
    }

    [Fact]
    public void Advance_Zero_LetsGoOnWhatCan()
    {
        Loop.Post(() => _log.Add("posted"));
        Loop.CallLater(TimeSpan.Zero, () => _log.Add("timer"));

        _time.Advance(TimeSpan.Zero);

        Assert.Equal(["posted", "timer"], _log);
    }

    [Fact]
    public void Advance_Negative_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>("time", () => _time.Advance(TimeSpan.FromTicks(-1)));

    /// <summary>A chain of waits, each of which begins when the one before it is over, on two loops that wake each other.</summary>
    [Fact]
    public void Advance_ReturnsWhenEveryContinuationHasSettled()
    {
        Loop other = _host.CreateLoop();
        Task chain = Task.CompletedTask;
        Loop.Post(() => chain = ChainAsync());

        _time.Advance(10 * Second);

        Assert.True(chain.IsCompletedSuccessfully);
        Assert.Equal([.. Enumerable.Range(1, 10).Select(i => $"{i}")], _log);

        async Task ChainAsync()
        {
            for (int i = 1; i <= 10; i++)
            {
                int number = i;
                await Task.Delay(0.5 * Second, Loop.TimeProvider);
                await other.InvokeAsync(() => Task.Delay(0.5 * Second, other.TimeProvider));
                await Task.Yield();
                _log.Add($"{number}");
            }
        }
    }

    [Fact]
    public void Advance_WithoutALoop_FiresTheClocksOwnTimers()
    {
        using var periodic = _time.CreateTimer(_ => _log.Add($"at {_time.Elapsed.TotalSeconds}"), null, Second, 2 * Second);
        Task delay = Task.Delay(4 * Second, _time);
        using var source = new CancellationTokenSource(5 * Second, _time);

        _time.Advance(3.5 * Second);
        Assert.Equal(["at 1", "at 3"], _log);
        Assert.False(delay.IsCompleted);

        _time.Advance(Second);
        Assert.True(delay.IsCompleted);
        Assert.False(source.IsCancellationRequested);

        _time.Advance(Second);
        Assert.True(source.IsCancellationRequested);
        Assert.Equal(["at 1", "at 3", "at 5"], _log);
    }

    [Fact]
    public void Timer_ChangedAndDisposed()
    {
        ITimer timer = _time.CreateTimer(_ => _log.Add("fired"), null, Second, Timeout.InfiniteTimeSpan);

        Assert.True(timer.Change(3 * Second, Timeout.InfiniteTimeSpan));
        _time.Advance(2 * Second);
        Assert.Empty(_log);
        _time.Advance(Second);
        Assert.Equal(["fired"], _log);

        Assert.True(timer.Change(Second, Second));
        timer.Dispose();
        _time.Advance(5 * Second);
        Assert.Equal(["fired"], _log);
        Assert.False(timer.Change(Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => timer.Change(-Second, Second));
    }

    [Fact]
    public void SetUtcNow_MovesTheTimeOfDay_NotTheTimers()
    {
        At(2, "timer");
        _time.Advance(Second);

        _time.SetUtcNow(VirtualTimeProvider.DefaultStart.AddDays(-1));

        Assert.Equal(VirtualTimeProvider.DefaultStart.AddDays(-1), _time.GetUtcNow());
        Assert.Equal(Second, _time.Elapsed);
        _time.Advance(Second);
        Assert.Equal(["timer at 2"], _log);
        Assert.Equal(VirtualTimeProvider.DefaultStart.AddDays(-1) + Second, _time.GetUtcNow());
    }

    [Fact]
    public void Run_MovesTimeByItself_ToTheEnd()
    {
        At(3_600, "an hour");
        At(0.0001, "soon");

        Loop.Run();

        Assert.Equal(["soon at 0.0001", "an hour at 3600"], _log);
    }

    [Fact]
    public void RunOnce_NothingIsReady_TakesItsTimeout()
    {
        Loop.RunOnce(Second);
        Loop.RunOnce(TimeSpan.Zero);

        Assert.Equal(Second, _time.Elapsed);
    }

    [Fact]
    public void RunOnce_ATimerIsDueEarlier_TakesUntilThen()
    {
        At(0.5, "timer");

        Loop.RunOnce(Second);
        Assert.Equal(0.5 * Second, _time.Elapsed);
        Loop.RunOnce(TimeSpan.Zero);

        Assert.Equal(["timer at 0.5"], _log);
    }

    /// <summary>The loop that is run has the other go on while it waits.</summary>
    [Fact]
    public void Run_AnotherLoopWorksMeanwhile()
    {
        Loop other = _host.CreateLoop();
        other.CallLater(Second, () => Loop.Post(() => _log.Add("from the other")));
        At(2, "own");

        Loop.Run();

        Assert.Equal(["from the other", "own at 2"], _log);
    }

    /// <summary>Outside a simulation a test may have threads of its own: a loop that waits for ever waits for them.</summary>
    [Fact]
    public void Run_NothingIsLeft_WaitsForAnotherThread()
    {
        Loop loop = Loop;
        loop.SynchronizationContext.OperationStarted(); // something that is not on the loop goes on
        var thread = new Thread(() => loop.Post(() =>
        {
            _log.Add("posted");
            loop.SynchronizationContext.OperationCompleted();
        }));
        thread.Start();

        loop.Run();

        thread.Join();
        Assert.Equal(["posted"], _log);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task PeriodicTimer_TicksWithTheClock()
    {
        using var timer = new PeriodicTimer(Second, _time);
        for (int i = 0; i < 3; i++)
        {
            ValueTask<bool> tick = timer.WaitForNextTickAsync();
            Assert.False(tick.IsCompleted);
            _time.Advance(Second);
            Assert.True(await tick);
        }
    }

    private void At(double seconds, string name) => Loop.CallAt(
        seconds * Second, () => _log.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} at {_time.Elapsed.TotalSeconds}")));
}
