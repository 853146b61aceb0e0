using AsyncoreNet;
using AsyncoreNet.Async;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>
/// What a read costs without the kernel, as a callback and awaited: the input is always there, and no pass takes a system
/// call. A read that suspends is one pass; what is over <see cref="EmptyPass"/> is the read.
/// </summary>
[MemoryDiagnoser]
public class AwaitableBenchmark : IDisposable
{
    private const int MessageBytes = 64;
    private const int PassReads = 17; // one that the event resumes, and the 16 that may follow at once in the same pass

    private readonly Loop _loop = ReadyNetwork.CreateLoop();
    private readonly GivingSocket _socket = new(new byte[MessageBytes]);
    private int _reads;

    [GlobalSetup(Target = nameof(Callback))]
    public void SetUpCallback() => _ = new Reader(_socket, this);

    [GlobalSetup(Target = nameof(Suspended))]
    public void SetUpSuspended() => Start(() => ReceiveAsync(2 * MessageBytes)); // room is left: the next receive has to wait

    [GlobalSetup(Target = nameof(Synchronous))]
    public void SetUpSynchronous() => Start(() => ReceiveAsync(MessageBytes)); // full: there may be more

    [GlobalSetup(Target = nameof(SuspendedConnection))]
    public void SetUpSuspendedConnection() => Start(ReadAsync);

    [GlobalCleanup]
    public void Dispose()
    {
        _socket.Dispose();
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A pass that finds nothing ready.</summary>
    [Benchmark]
    public void EmptyPass() => _loop.RunOnce(TimeSpan.Zero);

    /// <summary><c>HandleRead</c>, which receives.</summary>
    [Benchmark(Baseline = true)]
    public void Callback() => Pass(reads: 1);

    /// <summary>A receive that suspends, is resumed by the event, and is followed by the next one.</summary>
    [Benchmark]
    public void Suspended() => Pass(reads: 1);

    /// <summary>The same with a connection, which receives into a pooled buffer and lends it.</summary>
    [Benchmark]
    public void SuspendedConnection() => Pass(reads: 1);

    /// <summary>A receive that completes at once, as 16 of 17 do here: one pass for all of them.</summary>
    [Benchmark(OperationsPerInvoke = PassReads)]
    public void Synchronous() => Pass(PassReads);

    private void Pass(int reads)
    {
        _reads = 0;
        _loop.RunOnce(TimeSpan.Zero);
        if (_reads != reads)
        {
            throw new InvalidOperationException($"{_reads} reads in a pass, not {reads}.");
        }
    }

    private void Start(Func<Task> work)
    {
        _loop.Post(() => _ = work());
        _loop.RunOnce(TimeSpan.Zero);
        _loop.RunOnce(TimeSpan.Zero);
    }

    private async Task ReceiveAsync(int room)
    {
        var socket = new AsyncSocket(_socket, _loop.Map);
        byte[] buffer = new byte[room];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
            _reads++;
        }
    }

    private async Task ReadAsync()
    {
        var connection = new AsyncConnection(_socket, _loop.Map);
        while (!(await connection.ReadAsync()).IsEmpty)
        {
            _reads++;
        }
    }

    private sealed class Reader(ChannelSocket socket, AwaitableBenchmark owner) : Dispatcher(socket, owner._loop.Map)
    {
        private readonly byte[] _buffer = new byte[2 * MessageBytes];

        protected override void HandleRead()
        {
            if (Receive(_buffer) > 0)
            {
                owner._reads++;
            }
        }
    }
}
