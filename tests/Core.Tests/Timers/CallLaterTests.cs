namespace AsyncoreNet.Tests;

/// <summary>pyftpdlib's tests of <c>call_later</c>, by their names, on a clock that stands still.</summary>
public sealed class CallLaterTests : LoopTest
{
    private readonly ManualTimeProvider _clock;
    private readonly List<int> _calls = [];

    public CallLaterTests()
        : this(new ManualTimeProvider())
    {
    }

    private CallLaterTests(ManualTimeProvider clock)
        : base(clock: clock) => _clock = clock;

    [Fact]
    public void Interface()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Loop.CallLater(TimeSpan.FromSeconds(-1), () => { }));
        LoopTimer timer = Loop.CallLater(TimeSpan.FromSeconds(3), () => { });
        Assert.False(timer.IsCancelled);
        Assert.True(timer.IsActive);

        timer.Cancel();

        Assert.True(timer.IsCancelled);
        Assert.False(timer.IsActive);
        Assert.Throws<InvalidOperationException>(timer.Reset);
        timer.Cancel();
    }

    [Fact]
    public void Order()
    {
        foreach (int milliseconds in new[] { 5, 4, 3, 2, 1 })
        {
            Later(milliseconds);
        }

        AdvanceAndPass(10);

        Assert.Equal([1, 2, 3, 4, 5], _calls);
    }

    [Fact]
    public void Reset()
    {
        Later(1);
        Later(2);
        Later(3);
        LoopTimer timer = Later(4);
        Later(5);
        _clock.Advance(TimeSpan.FromMilliseconds(10));

        timer.Reset();

        Pass();
        Assert.Equal([1, 2, 3, 5], _calls);
        AdvanceAndPass(3);
        Assert.Equal([1, 2, 3, 5], _calls);
        AdvanceAndPass(1);
        Assert.Equal([1, 2, 3, 5, 4], _calls);
    }

    [Fact]
    public void Cancel()
    {
        Later(1).Cancel();
        Later(2);
        Later(3);
        Later(4);
        Later(5).Cancel();

        AdvanceAndPass(10);

        Assert.Equal([2, 3, 4], _calls);
    }

    [Fact]
    public void Errback()
    {
        List<Exception> failures = [];
        Loop.UnhandledException += (_, info) => failures.Add(info.Exception);
        Loop.CallLater(TimeSpan.Zero, () => throw new DivideByZeroException());
        Later(0);

        Pass();

        Assert.IsType<DivideByZeroException>(Assert.Single(failures));
        Assert.Equal([0], _calls);
    }

    [Fact]
    public void Repr()
    {
        LoopTimer timer = Later(10);
        Assert.Equal("LoopTimer(due at 00:00:00.0100000)", timer.ToString());

        AdvanceAndPass(10);
        Assert.Equal("LoopTimer(fired)", timer.ToString());

        timer.Cancel();
        Assert.Equal("LoopTimer(cancelled)", timer.ToString());
    }

    /// <summary>
    /// Timers are not compared with operators here; what the comparison is for, their order in the heap, follows the deadline.
    /// </summary>
    [Fact]
    public void Lt()
    {
        LoopTimer later = Later(2);
        LoopTimer sooner = Later(1);

        Assert.True(sooner.Deadline < later.Deadline);
        Assert.Same(sooner, Loop.Timers.Peek());
    }

    /// <summary>Equal deadlines come in the order of creation.</summary>
    [Fact]
    public void Le()
    {
        LoopTimer first = Later(1);
        LoopTimer second = Later(1);

        Assert.True(first.Deadline <= second.Deadline);
        Assert.Same(first, Loop.Timers.Peek());
    }

    private LoopTimer Later(int milliseconds) =>
        Loop.CallLater(TimeSpan.FromMilliseconds(milliseconds), () => _calls.Add(milliseconds));

    private void AdvanceAndPass(int milliseconds)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Pass();
    }
}
