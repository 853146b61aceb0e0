namespace AsyncoreNet.Tests;

public sealed class LoopTimerTests : LoopTest
{
    private readonly ManualTimeProvider _clock;
    private readonly List<string> _calls = [];

    public LoopTimerTests()
        : this(new ManualTimeProvider())
    {
    }

    private LoopTimerTests(ManualTimeProvider clock)
        : base(clock: clock) => _clock = clock;

    [Fact]
    public void Cancel_AMillionTimers_HeapIsEmpty()
    {
        var random = new Random(1);
        var timers = new LoopTimer[1_000_000];
        for (int i = 0; i < timers.Length; i++)
        {
            timers[i] = Loop.CallLater(TimeSpan.FromTicks(random.Next()), () => _calls.Add("fired"));
        }

        random.Shuffle(timers);
        foreach (LoopTimer timer in timers)
        {
            timer.Cancel();
        }

        Assert.Equal(0, Loop.Timers.Count);
        Assert.Null(Loop.Timers.Peek());
        _clock.Advance(TimeSpan.FromDays(1));
        Pass();
        Assert.Empty(_calls);
    }

    [Fact]
    public void Fire_TenThousandTimers_InOrderOfDeadlineThenCreation()
    {
        var random = new Random(2);
        List<(TimeSpan Deadline, int Number)> made = [];
        List<(TimeSpan Deadline, int Number)> fired = [];
        for (int i = 0; i < 10_000; i++)
        {
            int number = i;
            LoopTimer timer = null!;
            timer = Loop.CallLater(TimeSpan.FromMilliseconds(random.Next(2_000)), () => fired.Add((timer.Deadline, number)));
            made.Add((timer.Deadline, number));
        }

        while (Loop.Timers.Count > 0)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, 200)));
            int due = made.Count(timer => timer.Deadline <= Loop.Time);
            Pass();
            Assert.Equal(due, fired.Count);
        }

        Assert.Equal(made.Order(), fired);
    }

    [Fact]
    public void Fire_SomeCancelledInBetween_RestKeepsItsOrder()
    {
        var random = new Random(3);
        List<LoopTimer> left = [];
        List<LoopTimer> fired = [];
        for (int i = 0; i < 2_000; i++)
        {
            LoopTimer timer = null!;
            timer = Loop.CallLater(TimeSpan.FromMilliseconds(random.Next(500)), () => fired.Add(timer));
            left.Add(timer);
            if (random.Next(3) == 0)
            {
                int victim = random.Next(left.Count);
                left[victim].Cancel();
                left.RemoveAt(victim);
            }
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Pass();

        Assert.Equal(left.OrderBy(timer => (timer.Deadline, timer.Sequence)), fired);
    }

    [Fact]
    public void CallLater_InATimerCallback_WaitsAPass()
    {
        Loop.CallLater(TimeSpan.Zero, () =>
        {
            _calls.Add("outer");
            Loop.CallLater(TimeSpan.Zero, () => _calls.Add("inner"));
        });

        Pass();
        Assert.Equal(["outer"], _calls);

        Pass();
        Assert.Equal(["outer", "inner"], _calls);
    }

    [Fact]
    public void Reset_InItsCallback_WaitsAPass()
    {
        LoopTimer timer = null!;
        timer = Loop.CallLater(TimeSpan.Zero, () =>
        {
            _calls.Add("fired");
            timer.Reset();
        });

        Pass(3);

        Assert.Equal(3, _calls.Count);
    }

    [Fact]
    public void CallAt_InThePast_FiresOnTheNextPass_AfterWhatIsDue()
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        Loop.CallAt(TimeSpan.FromSeconds(10), () => _calls.Add("now"));
        Loop.CallAt(TimeSpan.FromSeconds(1), () => _calls.Add("past"));

        Pass();

        Assert.Equal(["now", "past"], _calls);
    }

    [Fact]
    public void CallAt_InACallback_InThePast_WaitsAPass()
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        Loop.CallLater(TimeSpan.Zero, () => Loop.CallAt(TimeSpan.Zero, () => _calls.Add("past")));

        Pass();
        Assert.Empty(_calls);

        Pass();
        Assert.Equal(["past"], _calls);
    }

    [Fact]
    public void CallAt_InTheFuture_FiresWhenTheTimeHasCome()
    {
        LoopTimer timer = Loop.CallAt(TimeSpan.FromSeconds(2), () => _calls.Add("fired"));

        _clock.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        Pass();
        Assert.Empty(_calls);
        Assert.Equal(TimeSpan.FromSeconds(2), timer.Deadline);

        _clock.Advance(TimeSpan.FromTicks(1));
        Pass();
        Assert.Equal(["fired"], _calls);
    }

    [Fact]
    public void CallLater_WithState_PassesIt()
    {
        object? seen = null;
        Loop.CallLater(TimeSpan.Zero, state => seen = state, "the state");

        Pass();

        Assert.Equal("the state", seen);
    }

    [Fact]
    public void CallEvery_SlowCallback_PeriodStartsAtItsEnd()
    {
        Loop.CallEvery(TimeSpan.FromSeconds(1), () =>
        {
            _calls.Add(Loop.Time.ToString());
            _clock.Advance(TimeSpan.FromSeconds(5));
        });

        _clock.Advance(TimeSpan.FromSeconds(1));
        Pass(3);
        Assert.Equal(["00:00:01"], _calls);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Pass();
        Assert.Equal(["00:00:01", "00:00:07"], _calls);
    }

    [Fact]
    public void CallEvery_CancelledInItsCallback_FiresNoMore()
    {
        LoopTimer timer = null!;
        timer = Loop.CallEvery(TimeSpan.Zero, () =>
        {
            _calls.Add("fired");
            timer.Cancel();
        });

        Pass(3);

        Assert.Single(_calls);
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void CallEvery_LeavesTheLoop_FiresAgainWhenItRunsAgain()
    {
        Loop.CallEvery(TimeSpan.Zero, () =>
        {
            _calls.Add("fired");
            throw new LoopExitException();
        });

        Assert.Throws<LoopExitException>(Pass);
        Assert.Throws<LoopExitException>(Pass);
        Assert.Equal(2, _calls.Count);
    }

    [Fact]
    public void Cancel_ByAnEarlierTimerOfThePass_IsObserved()
    {
        LoopTimer second = null!;
        Loop.CallLater(TimeSpan.Zero, () => second.Cancel());
        second = Loop.CallLater(TimeSpan.Zero, () => _calls.Add("second"));

        Pass();

        Assert.Empty(_calls);
    }

    [Fact]
    public void Dispose_IsCancel()
    {
        using (LoopTimer timer = Loop.CallLater(TimeSpan.Zero, () => _calls.Add("fired")))
        {
            Assert.True(timer.IsActive);
        }

        Pass();

        Assert.Empty(_calls);
    }

    [Fact]
    public void CallLater_WithoutACallback_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => Loop.CallLater(TimeSpan.Zero, null!));
        Assert.Throws<ArgumentNullException>(() => Loop.CallLater(TimeSpan.Zero, null!, null));
        Assert.Throws<ArgumentNullException>(() => Loop.CallAt(TimeSpan.Zero, null!));
        Assert.Throws<ArgumentNullException>(() => Loop.CallEvery(TimeSpan.Zero, null!));
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void Poll_WaitsNoLongerThanUntilTheNextTimer_AndNotAtAllWhenOneIsDue()
    {
        Loop.CallLater(TimeSpan.FromMilliseconds(3), () => { });
        Loop.RunOnce(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(1), Network.LastTimeout);

        Loop.RunOnce();
        Assert.Equal(TimeSpan.FromMilliseconds(3), Network.LastTimeout);

        Loop.CallLater(TimeSpan.Zero, () => Loop.CallLater(TimeSpan.Zero, () => { }));
        Loop.RunOnce();
        Assert.Equal(TimeSpan.Zero, Network.LastTimeout);
    }

    [Fact]
    public void Poll_SubMillisecondDeadline_IsNotRoundedAway()
    {
        Loop.CallLater(TimeSpan.FromMicroseconds(200), () => { });

        Loop.RunOnce();

        Assert.Equal(TimeSpan.FromMicroseconds(200), Network.LastTimeout);
    }
}
