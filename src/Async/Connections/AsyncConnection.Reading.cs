using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Async;

/// <content>Reading.</content>
public sealed partial class AsyncConnection
{
    private readonly ByteQueue _input = new();
    private TakeOperation? _take; // one for each way of reading, made when it is first used
    private ExactlyOperation? _exactly;
    private UntilOperation? _until;
    private LineOperation? _line;
    private ILoopOperation? _lastRead; // which may have an outcome that was not fetched yet
    private int _lent; // bytes of the input that the last read gave out; they stay until the next
    private long _position; // bytes that left the input so far

    /// <summary>Bytes received and not read yet.</summary>
    public int BufferedInput => _input.Length - _lent;

    /// <summary>Reads what is there, or waits until something is. Returns the bytes read, 0 at the end of the stream.</summary>
    /// <param name="buffer">Where to; in use until the read has ended.</param>
    /// <param name="cancellationToken">Ends the wait; no byte is lost.</param>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="InvalidOperationException">Another read is under way.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed, or was meanwhile.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        BeginRead();
        if (_input.IsEmpty)
        {
            return _channel.ReceiveAsync(buffer, cancellationToken);
        }

        ObjectDisposedException.ThrowIf(_channel.IsClosed, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        int count = Math.Min(buffer.Length, _input.Length);
        _input.Bytes[..count].CopyTo(buffer.Span);
        Advance(count);
        return new ValueTask<int>(count);
    }

    /// <summary>
    /// Reads what is there, or waits until something is. The bytes are valid until the next read; none at the end of the stream. A
    /// connection that waits here holds no buffer.
    /// </summary>
    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken = default)
    {
        BeginRead();
        if (_input.IsEmpty)
        {
            return Begin(_take ??= new TakeOperation(this)).RunAsync(cancellationToken);
        }

        ObjectDisposedException.ThrowIf(_channel.IsClosed, this);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<ReadOnlyMemory<byte>>(cancellationToken)
            : new ValueTask<ReadOnlyMemory<byte>>(Lend(_input.Length));
    }

    /// <summary>Reads until the buffer is full.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before. What came can still be read.</exception>
    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        BeginRead();
        ExactlyOperation read = Begin(_exactly ??= new ExactlyOperation(this));
        ValueTask<ReadOnlyMemory<byte>> bytes = read.StartAsync(buffer.Length, buffer, cancellationToken);
        return bytes.IsCompletedSuccessfully ? ValueTask.CompletedTask
            : bytes.IsCompleted ? new ValueTask(bytes.AsTask())
            : read.UntypedTask;
    }

    /// <summary>Reads this many bytes. They are valid until the next read.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before. What came can still be read.</exception>
    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public ValueTask<ReadOnlyMemory<byte>> ReadExactlyAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        BeginRead();
        return Begin(_exactly ??= new ExactlyOperation(this)).StartAsync(count, buffer: null, cancellationToken);
    }

    /// <summary>Reads up to a separator and with it. The bytes are valid until the next read. asyncio: <c>readuntil</c>.</summary>
    /// <param name="separator">What ends the message; not empty.</param>
    /// <param name="maxBytes">The most bytes to take, the separator among them.</param>
    /// <param name="cancellationToken">Ends the wait; no byte is lost.</param>
    /// <exception cref="MessageTooLongException">No separator came within the limit. The bytes can still be read.</exception>
    /// <exception cref="EndOfStreamException">The stream ended before. What came can still be read.</exception>
    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public ValueTask<ReadOnlyMemory<byte>> ReadUntilAsync(
        ReadOnlyMemory<byte> separator, int maxBytes = 65536, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(separator.Length, nameof(separator));
        BeginRead();
        return Begin(_until ??= new UntilOperation(this)).StartAsync(separator, maxBytes, cancellationToken);
    }

    /// <summary>
    /// Reads a line, which ends with LF or CR LF, and returns it without its end: null at the end of the stream. A last line may have
    /// no end.
    /// </summary>
    /// <param name="encoding">By default UTF-8.</param>
    /// <param name="maxBytes">The most bytes to take, the end of the line among them.</param>
    /// <param name="cancellationToken">Ends the wait; no byte is lost.</param>
    /// <exception cref="MessageTooLongException">No end of a line came within the limit. The bytes can still be read.</exception>
    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public ValueTask<string?> ReadLineAsync(
        Encoding? encoding = null, int maxBytes = 65536, CancellationToken cancellationToken = default)
    {
        BeginRead();
        return Begin(_line ??= new LineOperation(this)).StartAsync(encoding ?? Encoding.UTF8, maxBytes, cancellationToken);
    }

    /// <summary>The index behind the first separator in the input, or -1. Each byte is searched once, but for a partial match.</summary>
    internal int FindEnd(ReadOnlySpan<byte> separator, int maxBytes, ref int searched)
    {
        int from = Math.Max(0, searched - separator.Length + 1);
        int index = _input.Bytes[from..].IndexOf(separator);
        searched = _input.Length;
        int end = index < 0 ? -1 : from + index + separator.Length;
        return end > maxBytes || (end < 0 && _input.Length >= maxBytes) ? throw new MessageTooLongException(this, maxBytes) : end;
    }

    /// <summary>Waits until a read would not wait. Returns 0: whoever reads nothing needs no buffer meanwhile.</summary>
    internal ValueTask<int> WaitForInputAsync(CancellationToken cancellationToken)
    {
        BeginRead();
        return _input.IsEmpty ? _channel.WaitForInputAsync(cancellationToken) : new ValueTask<int>(0);
    }

    /// <summary>
    /// Ends the last loan, if no read is under way: it would find its bytes gone.
    /// </summary>
    internal void BeginRead()
    {
        _channel.RequireNoOtherReader(_lastRead is { IsBusy: true }, "read");
        ReturnLent();
    }

    /// <summary>The next read is to be this one.</summary>
    internal T Begin<T>(T read)
        where T : class, ILoopOperation
    {
        _lastRead = read;
        return read;
    }

    /// <summary>What was received and not read yet.</summary>
    internal ByteQueue Buffered => _input;

    /// <summary>Bytes that were read so far, out of the buffer: what is buffered begins here.</summary>
    internal long Position => _position;

    /// <summary>Gives out the first bytes of the input, until the next read.</summary>
    internal ReadOnlyMemory<byte> Lend(int count)
    {
        _lent = count;
        return _input.Memory[..count];
    }

    /// <summary>Ends the last loan. Returns the input.</summary>
    internal ByteQueue ReturnLent()
    {
        if (_lent > 0)
        {
            Advance(_lent);
            _lent = 0;
        }

        return _input;
    }

    private void Advance(int count)
    {
        _input.Advance(count);
        _position += count;
    }
}
