namespace AsyncoreNet.Tests;

/// <summary>pyftpdlib's tests of <c>call_every</c>, by their names, on a clock that stands still.</summary>
public sealed class CallEveryTests : LoopTest
{
    private readonly ManualTimeProvider _clock;
    private int _calls;

    public CallEveryTests()
        : this(new ManualTimeProvider())
    {
    }

    private CallEveryTests(ManualTimeProvider clock)
        : base(clock: clock) => _clock = clock;

    [Fact]
    public void Interface()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Loop.CallEvery(TimeSpan.FromSeconds(-1), () => { }));
        LoopTimer timer = Loop.CallEvery(TimeSpan.FromSeconds(3), () => { });
        Assert.False(timer.IsCancelled);
        Assert.Equal(TimeSpan.FromSeconds(3), timer.Period);

        timer.Cancel();

        Assert.True(timer.IsCancelled);
        Assert.Throws<InvalidOperationException>(timer.Reset);
        timer.Cancel();
    }

    [Fact]
    public void Only_once()
    {
        Loop.CallEvery(TimeSpan.Zero, () => _calls++);

        Pass();

        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Multi_0_timeout()
    {
        Loop.CallEvery(TimeSpan.Zero, () => _calls++);

        Pass(100);

        Assert.Equal(100, _calls);
    }

    [Fact]
    public void Low_and_high_timeouts()
    {
        int low = 0, high = 0;
        Loop.CallEvery(TimeSpan.FromMilliseconds(1), () => low++);
        Loop.CallEvery(TimeSpan.FromMilliseconds(5), () => high++);

        AdvanceAndPass(milliseconds: 20);

        Assert.Equal(20, low);
        Assert.Equal(4, high);
    }

    [Fact]
    public void Cancel()
    {
        LoopTimer timer = Loop.CallEvery(TimeSpan.FromMilliseconds(1), () => _calls++);
        AdvanceAndPass(milliseconds: 3);

        timer.Cancel();

        AdvanceAndPass(milliseconds: 3);
        Assert.Equal(3, _calls);
        Assert.Equal(0, Loop.Timers.Count);
    }

    [Fact]
    public void Errback()
    {
        List<Exception> failures = [];
        Loop.UnhandledException += (_, info) => failures.Add(info.Exception);
        Loop.CallEvery(TimeSpan.Zero, () => throw new DivideByZeroException());

        Pass(2);

        Assert.Equal(2, failures.Count);
        Assert.All(failures, failure => Assert.IsType<DivideByZeroException>(failure));
    }

    private void AdvanceAndPass(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Pass();
        }
    }
}
