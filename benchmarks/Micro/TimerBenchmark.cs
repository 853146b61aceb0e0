using AsyncoreNet;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>
/// What a timer costs beside others that are pending: arming and firing go up and down a heap, so each grows with the
/// logarithm of their number. The clock is moved by hand, and the passes take no system call.
/// </summary>
[MemoryDiagnoser]
public class TimerBenchmark : IDisposable
{
    private const int Batch = 1000;

    private static readonly TimeSpan Span = TimeSpan.FromMilliseconds(1); // in which the timers of a batch fire
    private static readonly TimeSpan Never = TimeSpan.FromDays(100_000);
    private static readonly Action<object?> Count = static self => ((TimerBenchmark)self!)._fired++;

    private readonly ManualClock _clock = new();
    private readonly TimeSpan[] _delays = new TimeSpan[Batch];
    private readonly Loop _loop;
    private int _fired;

    public TimerBenchmark() => _loop = ReadyNetwork.CreateLoop(_clock);

    /// <summary>Timers that are armed and never due.</summary>
    [Params(0, 10_000, 100_000)]
    public int Pending { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (int i = 0; i < Batch; i++)
        {
            _delays[i] = Span * random.NextDouble();
        }

        for (int i = 0; i < Pending; i++)
        {
            _loop.CallLater(Never + (Never * random.NextDouble()), Count, this);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The time-out of a request: later than all others, and cancelled.</summary>
    [Benchmark]
    public void ArmLastAndCancel() => _loop.CallLater(2 * Never, Count, this).Cancel();

    /// <summary>Earlier than all others, and cancelled: it passes through the whole heap, up and down.</summary>
    [Benchmark]
    public void ArmFirstAndCancel() => _loop.CallLater(Span, Count, this).Cancel();

    /// <summary>A thousand timers within a millisecond, which one pass fires.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void ArmAndFire()
    {
        _fired = 0;
        foreach (TimeSpan delay in _delays)
        {
            _loop.CallLater(delay, Count, this);
        }

        _clock.Advance(Span);
        _loop.RunOnce(TimeSpan.Zero);
        if (_fired != Batch)
        {
            throw new InvalidOperationException($"{_fired} of {Batch} timers fired.");
        }
    }
}
