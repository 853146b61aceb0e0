namespace AsyncoreNet.Tests;

/// <summary>The base class library's timers over a loop's clock, which stands still until a test moves it.</summary>
public sealed class LoopTimeProviderTests : LoopTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock;
    private int _fired;

    public LoopTimeProviderTests()
        : this(new ManualTimeProvider())
    {
    }

    private LoopTimeProviderTests(ManualTimeProvider clock)
        : base(clock: clock) => _clock = clock;

    private TimeProvider Provider => Loop.TimeProvider;

    [Fact]
    public void Time_IsThatOfTheLoopsClock()
    {
        _clock.Advance(Second);

        Assert.Equal(_clock.GetUtcNow(), Provider.GetUtcNow());
        Assert.Equal(_clock.GetTimestamp(), Provider.GetTimestamp());
        Assert.Equal(_clock.TimestampFrequency, Provider.TimestampFrequency);
        Assert.Equal(_clock.LocalTimeZone, Provider.LocalTimeZone);
        Assert.Equal(Second, Loop.Time);
    }

    [Fact]
    public void TaskDelay_CompletesOnTheLoop()
    {
        bool onLoop = false;
        async void Start()
        {
            await Task.Delay(Second, Provider);
            onLoop = Loop.IsLoopThread;
            _fired++;
        }

        Loop.Post(Start);
        Pass();
        AdvanceAndPass(Second - TimeSpan.FromTicks(1));
        Assert.Equal(0, _fired);

        AdvanceAndPass(TimeSpan.FromTicks(1));
        Pass();
        Assert.Equal(1, _fired);
        Assert.True(onLoop);
    }

    [Fact]
    public void TaskDelay_MadeOffTheLoop_Completes()
    {
        Task delay = Task.CompletedTask;
        Background.Run(() => delay = Task.Delay(Second, Provider));
        Pass();
        Assert.False(delay.IsCompleted);

        AdvanceAndPass(Second);

        Assert.True(delay.IsCompletedSuccessfully);
    }

    [Fact]
    public void TaskDelay_Cancelled_LeavesNoTimer()
    {
        using var source = new CancellationTokenSource();
        Task delay = Task.CompletedTask;
        Loop.Post(() => delay = Task.Delay(Second, Provider, source.Token));
        Pass();
        Assert.Equal(1, Loop.Timers.Count);

        source.Cancel();
        Pass();

        Assert.True(delay.IsCanceled);
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void CancellationTokenSource_CancelsOnTheLoop()
    {
        bool onLoop = false;
        using var source = new CancellationTokenSource(Second, Provider);
        using CancellationTokenRegistration registration = source.Token.Register(() => onLoop = Loop.IsLoopThread);
        Pass();
        Assert.False(source.IsCancellationRequested);

        AdvanceAndPass(Second);

        Assert.True(source.IsCancellationRequested);
        Assert.True(onLoop);
    }

    [Fact]
    public void WaitAsync_TimesOut()
    {
        Task waiting = Task.CompletedTask;
        Loop.Post(() => waiting = new TaskCompletionSource().Task.WaitAsync(Second, Provider));
        Pass();
        Assert.False(waiting.IsCompleted);

        AdvanceAndPass(Second);

        Assert.IsType<TimeoutException>(waiting.Exception!.InnerException);
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void PeriodicTimer_TicksUntilDisposed()
    {
        PeriodicTimer? timer = null;
        bool ended = false;
        async void Start()
        {
            timer = new PeriodicTimer(Second, Provider);
            while (await timer.WaitForNextTickAsync())
            {
                _fired++;
            }

            ended = true;
        }

        Loop.Post(Start);
        Pass();
        for (int i = 0; i < 5; i++)
        {
            AdvanceAndPass(Second);
            Pass();
        }

        Assert.Equal(5, _fired);
        Loop.Post(timer!.Dispose);
        Pass(2);
        Assert.True(ended);
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void Timer_Periodic_FiresEachPeriod()
    {
        using ITimer timer = MakeTimer(Second, 2 * Second);
        Pass();

        AdvanceAndPass(Second);
        Assert.Equal(1, _fired);
        AdvanceAndPass(Second);
        Assert.Equal(1, _fired);
        AdvanceAndPass(Second);
        Assert.Equal(2, _fired);
    }

    [Fact]
    public void Timer_PeriodOfZero_FiresOnce()
    {
        using ITimer timer = MakeTimer(TimeSpan.Zero, TimeSpan.Zero);

        Pass(3);

        Assert.Equal(1, _fired);
    }

    [Fact]
    public void Timer_Infinite_FiresWhenChanged()
    {
        using ITimer timer = MakeTimer(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        AdvanceAndPass(Second);
        Assert.Equal(0, _fired);

        Assert.True(timer.Change(Second, Timeout.InfiniteTimeSpan));
        Pass();
        AdvanceAndPass(Second);

        Assert.Equal(1, _fired);
    }

    [Fact]
    public void Timer_ChangedBeforeItFires_OnlyTheNewestCounts()
    {
        using ITimer timer = MakeTimer(Second, Timeout.InfiniteTimeSpan);
        timer.Change(5 * Second, Timeout.InfiniteTimeSpan);
        timer.Change(3 * Second, Timeout.InfiniteTimeSpan);
        Pass();
        Assert.Equal(1, Loop.Timers.Count);

        AdvanceAndPass(2 * Second);
        Assert.Equal(0, _fired);
        AdvanceAndPass(Second);
        Assert.Equal(1, _fired);
        AdvanceAndPass(10 * Second);
        Assert.Equal(1, _fired);
    }

    [Fact]
    public void Timer_ChangedToInfinite_Rests()
    {
        using ITimer timer = MakeTimer(Second, Second);
        Pass();

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Pass();

        Assert.Equal(0, Loop.Timers.Count);
        AdvanceAndPass(10 * Second);
        Assert.Equal(0, _fired);
    }

    /// <summary>The change has been made when the call returns, though the loop has yet to hear of it.</summary>
    [Fact]
    public void Timer_DisposedOffTheLoop_BeforeTheLoopHearsOfIt_DoesNotFire()
    {
        ITimer timer = MakeTimer(Second, Timeout.InfiniteTimeSpan);
        Pass();
        _clock.Advance(Second);

        Background.Run(timer.Dispose);
        Pass();

        Assert.Equal(0, _fired);
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void Timer_DisposedInItsCallback_FiresNoMore()
    {
        ITimer timer = null!;
        timer = Provider.CreateTimer(
            _ =>
            {
                _fired++;
                timer.Dispose();
            },
            null, Second, Second);
        Pass();

        AdvanceAndPass(Second);
        AdvanceAndPass(Second);

        Assert.Equal(1, _fired);
        Assert.Equal(0, Loop.Timers.Count);
        Assert.False(timer.Change(Second, Second));
    }

    [Fact]
    public async Task Timer_DisposedTwice_IsDisposedOnce()
    {
        ITimer timer = MakeTimer(Second, Second);

        timer.Dispose();
        await timer.DisposeAsync();

        Pass();
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void Timer_CallbackRunsInTheContextItWasMadeIn()
    {
        var local = new AsyncLocal<string>();
        string? seen = null;
        local.Value = "the maker's";
        using ITimer timer = Provider.CreateTimer(_ => seen = local.Value, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        local.Value = "another";

        Pass();

        Assert.Equal("the maker's", seen);
    }

    [Fact]
    public void Timer_MadeWithoutContext_CallbackHasTheLoops()
    {
        var local = new AsyncLocal<string>();
        string? seen = null;
        local.Value = "the maker's";
        ITimer timer;
        using (ExecutionContext.SuppressFlow())
        {
            timer = Provider.CreateTimer(_ => seen = local.Value, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        Background.Run(() =>
        {
            local.Value = "the loop's";
            Pass();
        });

        Assert.Equal("the loop's", seen);
        timer.Dispose();
    }

    [Fact]
    public void Timer_GetsItsState()
    {
        object? seen = null;
        using ITimer timer = Provider.CreateTimer(state => seen = state, "the state", TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Pass();

        Assert.Equal("the state", seen);
    }

    [Fact]
    public void Timer_CallbackThrows_ReachesUnhandledException()
    {
        List<Exception> failures = [];
        Loop.UnhandledException += (_, info) => failures.Add(info.Exception);
        using ITimer timer = Provider.CreateTimer(_ => throw new DivideByZeroException(), null, TimeSpan.Zero, Second);

        Pass();
        AdvanceAndPass(Second);

        Assert.Equal(2, failures.Count);
    }

    [Fact]
    public void Timer_BadArguments_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => Provider.CreateTimer(null!, null, Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => MakeTimer(-Second, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => MakeTimer(Second, -Second));
        Pass();
        Assert.Equal(0, Loop.Timers.Count);
    }

    /// <summary>A timer of a loop that is gone never fires, and does no harm.</summary>
    [Fact]
    public void Timer_AfterTheLoopIsDisposed_DoesNothing()
    {
        ITimer before = MakeTimer(Second, Second);
        Loop.Dispose();

        Assert.Null(Record.Exception(before.Dispose));
        Assert.Null(Record.Exception(() => MakeTimer(Second, Second).Dispose()));
        Assert.Equal(0, _fired);
    }

    /// <summary>The delay counts from the call, whenever the loop gets to hear of it.</summary>
    [Fact]
    public void Timer_MadeWhileTheLoopStalls_IsNotLate()
    {
        using ITimer timer = MakeTimer(Second, Timeout.InfiniteTimeSpan);
        _clock.Advance(Second);

        Pass();

        Assert.Equal(1, _fired);
    }

    private ITimer MakeTimer(TimeSpan dueTime, TimeSpan period) => Provider.CreateTimer(_ => _fired++, null, dueTime, period);

    private void AdvanceAndPass(TimeSpan time)
    {
        _clock.Advance(time);
        Pass();
    }
}
