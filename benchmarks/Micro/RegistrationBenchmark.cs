using AsyncoreNet;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>
/// What a channel costs that comes and goes, on each poller: a dispatcher is made for a connected socket, one pass registers
/// it, and it is closed. Needs Linux.
/// </summary>
[MemoryDiagnoser]
public class RegistrationBenchmark : IDisposable
{
    private const int Channels = 500;

    private readonly Pair[] _pairs = new Pair[Channels];
    private readonly List<Pair> _idlePairs = [];
    private Loop? _loop;

    [Params(PollerKind.Epoll, PollerKind.Poll, PollerKind.Select)]
    public PollerKind Poller { get; set; }

    /// <summary>Other channels, which wait for input.</summary>
    [Params(0, 500)]
    public int Idle { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _loop = new Loop(new ChannelMap(), new LoopOptions { Poller = Poller });
        for (int i = 0; i < Idle; i++)
        {
            var pair = Pair.Connect();
            _idlePairs.Add(pair);
            _ = new Dispatcher(pair.Near, _loop.Map);
        }

        _loop.RunOnce(TimeSpan.Zero);
    }

    [IterationSetup]
    public void Connect()
    {
        for (int i = 0; i < Channels; i++)
        {
            _pairs[i] = Pair.Connect();
        }
    }

    [IterationCleanup]
    public void Disconnect() => Array.ForEach(_pairs, static pair => pair.Far.Close());

    [GlobalCleanup]
    public void Dispose()
    {
        _idlePairs.ForEach(static pair => pair.Close());
        _loop?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The system's part: the socket is closed, and was in no map.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Channels)]
    public void CloseAlone()
    {
        foreach (Pair pair in _pairs)
        {
            pair.Near.Close();
        }
    }

    /// <summary>The whole life of a channel, with one pass of the loop.</summary>
    [Benchmark(OperationsPerInvoke = Channels)]
    public void OpenPassClose()
    {
        foreach (Pair pair in _pairs)
        {
            var channel = new Dispatcher(pair.Near, _loop!.Map);
            _loop.RunOnce(TimeSpan.Zero);
            channel.Close();
        }
    }
}
