using AsyncoreNet;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>What it costs to queue a chunk and to take it out again, as sends of a size would.</summary>
[MemoryDiagnoser]
public class OutputQueueBenchmark
{
    private const int Chunks = 1024;

    private readonly OutputQueue _queue = new();
    private readonly byte[] _small = new byte[32];
    private readonly byte[] _large = new byte[65536];

    /// <summary>The most bytes that the kernel takes at once.</summary>
    [Params(1000, 65536)]
    public int Send { get; set; }

    /// <summary>Chunks of 32 bytes, put together for each send.</summary>
    [Benchmark(OperationsPerInvoke = Chunks)]
    public int SmallGathered() => Run(_small, _small, gather: true);

    /// <summary>Chunks of 32 bytes, each sent alone.</summary>
    [Benchmark(OperationsPerInvoke = Chunks)]
    public int SmallAlone() => Run(_small, _small, gather: false);

    /// <summary>Chunks of 64 KiB, which are never copied.</summary>
    [Benchmark(OperationsPerInvoke = Chunks)]
    public int Large() => Run(_large, _large, gather: true);

    /// <summary>Chunks of 32 bytes and of 64 KiB in turns: a head line and its body.</summary>
    [Benchmark(OperationsPerInvoke = Chunks)]
    public int Mixed() => Run(_small, _large, gather: true);

    /// <summary>Returns the number of sends.</summary>
    private int Run(byte[] even, byte[] odd, bool gather)
    {
        for (int i = 0; i < Chunks; i += 2)
        {
            _queue.Append(OutputEntry.Of(even));
            _queue.Append(OutputEntry.Of(odd));
        }

        int sends = 0;
        for (; !_queue.IsEmpty; sends++)
        {
            _queue.Advance(Math.Min(_queue.Peek(65536, gather).Length, Send));
        }

        return sends;
    }
}
