using AsyncoreNet;
using AsyncoreNet.Async;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>
/// What an echoed message of 64 bytes costs in the process of the loop and of its peers together: the peers send, one pass of
/// the loop finds all channels ready, each receives and sends back, and the peers receive. Real sockets; what is over
/// <see cref="WithoutLoop"/> is the loop.
/// </summary>
[MemoryDiagnoser]
public class DispatchBenchmark : IDisposable
{
    private const int Messages = 50;

    private readonly Loop _loop = new();
    private readonly List<Pair> _pairs = [];
    private readonly byte[] _message = new byte[64];
    private readonly byte[] _answer = new byte[4096];

    /// <summary>Channels that are ready in a pass.</summary>
    [Params(1, 50)]
    public int Channels { get; set; }

    [GlobalSetup(Target = nameof(WithoutLoop))]
    public void SetUpWithoutLoop() => Connect(static (_, _) => { });

    [GlobalSetup(Target = nameof(Callback))]
    public void SetUpCallback() => Connect(static (socket, loop) => _ = new Echo(socket, loop.Map));

    [GlobalSetup(Target = nameof(AwaitedSocket))]
    public void SetUpAwaitedSocket() =>
        Connect(static (socket, loop) => loop.Post(() => _ = EchoAsync(new AsyncSocket(socket, loop.Map))));

    [GlobalSetup(Target = nameof(AwaitedConnection))]
    public void SetUpAwaitedConnection() =>
        Connect(static (socket, loop) => loop.Post(() => _ = EchoAsync(new AsyncConnection(socket, loop.Map))));

    [GlobalCleanup]
    public void Dispose()
    {
        _pairs.ForEach(static pair => pair.Close());
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The same four system calls, and nothing in between.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public int WithoutLoop()
    {
        int received = 0;
        for (int round = 0; round < Messages / Channels; round++)
        {
            Ask();
            foreach (Pair pair in _pairs)
            {
                int count = pair.Near.Receive(_answer).Count;
                pair.Near.Send(_answer.AsSpan(0, count));
            }

            received += TakeAnswers();
        }

        return received;
    }

    /// <summary>A dispatcher with <c>HandleRead</c>.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int Callback() => Exchange();

    /// <summary><see cref="AsyncSocket"/>, received into a buffer of its own.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int AwaitedSocket() => Exchange();

    /// <summary><see cref="AsyncConnection"/>, whose input is lent.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int AwaitedConnection() => Exchange();

    private static async Task EchoAsync(AsyncSocket socket)
    {
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) is > 0 and var count)
        {
            await socket.SendAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task EchoAsync(AsyncConnection connection)
    {
        while (await connection.ReadAsync() is { IsEmpty: false } data)
        {
            await connection.WriteAsync(data);
        }
    }

    private void Connect(Action<ChannelSocket, Loop> serve)
    {
        for (int i = 0; i < Channels; i++)
        {
            var pair = Pair.Connect();
            _pairs.Add(pair);
            serve(pair.Near, _loop);
        }

        _loop.RunOnce(TimeSpan.Zero);
        _loop.RunOnce(TimeSpan.Zero); // who awaits has joined the map in the first
    }

    private int Exchange()
    {
        int received = 0;
        for (int round = 0; round < Messages / Channels; round++)
        {
            Ask();
            _loop.RunOnce(TimeSpan.Zero);
            received += TakeAnswers();
        }

        return received;
    }

    private void Ask()
    {
        foreach (Pair pair in _pairs)
        {
            pair.Far.Send(_message);
        }
    }

    private int TakeAnswers()
    {
        int received = 0;
        foreach (Pair pair in _pairs)
        {
            received += pair.Far.Receive(_answer).Count;
        }

        return received == _pairs.Count * _message.Length
            ? received
            : throw new InvalidOperationException($"{received} bytes came back in one pass.");
    }

    private sealed class Echo(ChannelSocket socket, ChannelMap map) : BufferedDispatcher(socket, map)
    {
        private readonly byte[] _buffer = new byte[4096];

        protected override void HandleRead()
        {
            int count = Receive(_buffer);
            if (count > 0)
            {
                Send(_buffer.AsSpan(0, count));
            }
        }
    }
}
