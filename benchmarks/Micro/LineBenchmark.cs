using AsyncoreNet;
using AsyncoreNet.Async;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>
/// What a line of 32 bytes costs without the kernel, by the number of lines that come with one receive. What comes with one
/// receive is one pass.
/// </summary>
[MemoryDiagnoser]
public class LineBenchmark : IDisposable
{
    private const int Lines = 16;

    private static readonly byte[] End = "\r\n"u8.ToArray();

    private readonly Loop _loop = ReadyNetwork.CreateLoop();
    private GivingSocket? _socket;
    private int _lines;
    private int _bytes;

    [Params(1, 16)]
    public int LinesPerReceive { get; set; }

    [GlobalSetup(Target = nameof(Callback))]
    public void SetUpCallback() => Start(socket => _ = new Reader(socket, this));

    [GlobalSetup(Target = nameof(Chat))]
    public void SetUpChat() => Start(socket => _ = ChatAsync(new AsyncConnection(socket, _loop.Map)));

    [GlobalSetup(Target = nameof(ReadUntil))]
    public void SetUpReadUntil() => Start(socket => _ = ReadUntilAsync(new AsyncConnection(socket, _loop.Map)));

    [GlobalSetup(Target = nameof(ReadLine))]
    public void SetUpReadLine() => Start(socket => _ = ReadLineAsync(new AsyncConnection(socket, _loop.Map)));

    [GlobalCleanup]
    public void Dispose()
    {
        _socket?.Dispose();
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A dispatcher that gives what it receives to a <see cref="MessageParser"/>.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Lines)]
    public int Callback() => Read();

    /// <summary><see cref="AsyncChat"/>: the line is a span.</summary>
    [Benchmark(OperationsPerInvoke = Lines)]
    public int Chat() => Read();

    /// <summary><c>AsyncConnection.ReadUntilAsync</c>: the line is a span with its end.</summary>
    [Benchmark(OperationsPerInvoke = Lines)]
    public int ReadUntil() => Read();

    /// <summary><c>AsyncConnection.ReadLineAsync</c>: the line is a string.</summary>
    [Benchmark(OperationsPerInvoke = Lines)]
    public int ReadLine() => Read();

    private int Read()
    {
        _lines = 0;
        for (int pass = 0; pass < Lines / LinesPerReceive; pass++)
        {
            _loop.RunOnce(TimeSpan.Zero);
        }

        return _lines == Lines ? _bytes : throw new InvalidOperationException($"{_lines} lines came, not {Lines}.");
    }

    private void Start(Action<ChannelSocket> serve)
    {
        byte[] line = [.. Enumerable.Repeat((byte)'x', 30), .. End];
        _socket = new GivingSocket([.. Enumerable.Repeat(line, LinesPerReceive).SelectMany(static l => l)]);
        _loop.Post(() => serve(_socket));
        _loop.RunOnce(TimeSpan.Zero);
        _loop.RunOnce(TimeSpan.Zero);
    }

    private void Take(int length) => (_lines, _bytes) = (_lines + 1, unchecked(_bytes + length));

    private async Task ChatAsync(AsyncConnection connection)
    {
        var chat = new AsyncChat(connection);
        await foreach (ReadOnlyMemory<byte> line in chat.Messages(End))
        {
            Take(line.Span.Length);
        }
    }

    private async Task ReadUntilAsync(AsyncConnection connection)
    {
        while (true)
        {
            Take((await connection.ReadUntilAsync(End)).Span.Length);
        }
    }

    private async Task ReadLineAsync(AsyncConnection connection)
    {
        while (await connection.ReadLineAsync() is { } line)
        {
            Take(line.Length);
        }
    }

    private sealed class Reader : Dispatcher
    {
        private readonly LineBenchmark _owner;
        private readonly MessageParser _parser = new();
        private readonly byte[] _buffer = new byte[4096];

        public Reader(ChannelSocket socket, LineBenchmark owner)
            : base(socket, owner._loop.Map)
        {
            _owner = owner;
            _parser.SetTerminator(End);
        }

        protected override void HandleRead()
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(0, Receive(_buffer));
            int length = 0;
            MessagePart part;
            do
            {
                part = _parser.Next(rest);
                rest = rest[part.Consumed..];
                length += part.Length;
                if (part.Kind == MessagePartKind.End)
                {
                    _owner.Take(length);
                    length = 0;
                }
            }
            while (part.Kind != MessagePartKind.Nothing);
        }
    }
}
