using AsyncoreNet;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>What it costs to post a callback and to run it, by the number that is posted at once.</summary>
[MemoryDiagnoser]
public class PostBenchmark : IDisposable
{
    private const int Posts = 100_000;

    private static readonly Action<object?> Count = static self => ((PostBenchmark)self!).CountOne();
    private static readonly Action<object?> PostMany = static self => ((PostBenchmark)self!).PostBatch();

    private readonly Loop _loop = new();
    private readonly SemaphoreSlim _start = new(0);
    private Thread? _poster;
    private volatile bool _isOver;
    private int _run; // loop thread
    private int _end; // loop thread: the count that stops the loop

    /// <summary>Callbacks that are posted at once.</summary>
    [Params(100, 10_000, 100_000)]
    public int Batch { get; set; }

    [GlobalSetup(Target = nameof(FromAnotherThread))]
    public void StartThread()
    {
        _loop.CallLater(TimeSpan.FromDays(1000), static () => { }); // the loop has something to wait for
        _poster = new Thread(() =>
        {
            for (_start.Wait(); !_isOver; _start.Wait())
            {
                PostBatch();
            }
        });
        _poster.Start();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _isOver = true;
        _start.Release();
        _poster?.Join();
        _start.Dispose();
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A callback of the loop posts them; the next pass runs them. Nothing is woken.</summary>
    [Benchmark(OperationsPerInvoke = Posts)]
    public void FromTheLoop()
    {
        for (_run = 0; _run < Posts;)
        {
            _loop.Post(PostMany, this);
            _loop.RunOnce(TimeSpan.Zero);
            _loop.RunOnce(TimeSpan.Zero);
        }
    }

    /// <summary>Another thread posts them while the loop runs, which the first one wakes, and the last one stops.</summary>
    [Benchmark(OperationsPerInvoke = Posts)]
    public void FromAnotherThread()
    {
        for (_run = 0; _run < Posts;)
        {
            _end = _run + Batch;
            _start.Release();
            _loop.Run();
        }
    }

    private void CountOne()
    {
        if (++_run == _end)
        {
            _loop.Stop();
        }
    }

    private void PostBatch()
    {
        for (int i = 0; i < Batch; i++)
        {
            _loop.Post(Count, this);
        }
    }
}
