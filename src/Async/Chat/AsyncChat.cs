namespace AsyncoreNet.Async;

/// <summary>
/// A connection that speaks in messages: <c>await foreach</c> over what comes, <see cref="Push(ReadOnlySpan{byte})"/> for what goes.
/// asynchat: <c>async_chat</c>, whose parser it shares.
/// </summary>
/// <remarks>
/// <para>
/// <b>Input.</b> A message ends with a terminator, or has a count of bytes; either may be changed between any two messages. A message is
/// a slice of the input, valid until the next one is asked for.
/// </para>
/// <para>
/// <b>Output.</b> What is pushed is sent when the chat waits for input, or in the loop's next pass: the answers to pipelined messages
/// leave with one send. While more waits than the connection's high-water mark, no further message is given out.
/// </para>
/// <para><b>Thread.</b> The loop's; members throw <see cref="InvalidOperationException"/> off it.</para>
/// </remarks>
public sealed class AsyncChat : IAsyncDisposable
{
    private readonly MessageParser _parser = new();
    private readonly MessageOperation _next;
    private bool _isCount; // the message under way has a count of bytes
    private int _length; // of the message under way, as far as it was parsed
    private int _parsed; // bytes of the input that the parser has seen

    /// <summary>Takes over a connection, whose input nobody else reads from now on.</summary>
    public AsyncChat(AsyncConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Connection = connection;
        _next = new MessageOperation(this);
    }

    /// <summary>The connection beneath.</summary>
    public AsyncConnection Connection { get; }

    /// <summary>The last message read, without its terminator. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>The most bytes that a message may have; 64 KiB by default. A count is not bound by it.</summary>
    public int MaxBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 65536;

    /// <summary>Messages end with these bytes, from the next one on.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public void SetTerminator(ReadOnlySpan<byte> terminator)
    {
        if (terminator.IsEmpty)
        {
            throw new ArgumentException("A terminator has at least one byte.", nameof(terminator));
        }

        _parser.SetTerminator(terminator);
        _isCount = false;
    }

    /// <summary>The next message has this many bytes. Set it, or a terminator, again for the one behind it.</summary>
    public void SetCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _parser.SetCount(count);
        _isCount = true;
    }

    /// <summary>The messages up to the end of the stream.</summary>
    /// <param name="terminator">What ends each of them.</param>
    /// <param name="maxBytes">The most bytes that one may have.</param>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlySpan<byte> terminator, int maxBytes = 65536)
    {
        SetTerminator(terminator);
        MaxBytes = maxBytes;
        return new MessageSequence(this);
    }

    /// <summary>
    /// Goes on to the next message, which is <see cref="Current"/> then. False at the end of the stream; what came of a message
    /// without its end can still be read from the connection.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; no byte is lost.</param>
    /// <exception cref="MessageTooLongException">A message has more than <see cref="MaxBytes"/>. Its bytes can still be read.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is broken.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        Connection.BeginRead(_next.IsBusy);
        bool isAbove = Connection.PendingOutput > Connection.HighWaterMark;
        if (!isAbove && TryRead())
        {
            return new ValueTask<bool>(true);
        }

        ValueTask drained = Connection.DrainAsync(cancellationToken);
        return !drained.IsCompletedSuccessfully ? ReadDrainedAsync(drained, cancellationToken)
            : isAbove && TryRead() ? new ValueTask<bool>(true)
            : _next.RunAsync(cancellationToken);
    }

    /// <summary>Adds a copy of the bytes to the output. Never waits.</summary>
    public void Push(ReadOnlySpan<byte> data) => Connection.Queue(data);

    /// <summary>Adds bytes to the output, and waits while too much of it is unsent.</summary>
    public ValueTask PushAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        Connection.WriteAsync(data, cancellationToken);

    /// <summary>Adds all that a producer gives to the output, and waits while too much of it is unsent.</summary>
    public async ValueTask PushAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> producer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(producer);
        await foreach (ReadOnlyMemory<byte> chunk in producer.WithCancellation(cancellationToken).ConfigureAwait(true))
        {
            await Connection.WriteAsync(chunk, cancellationToken).ConfigureAwait(true);
        }
    }

    /// <summary>Sends what was pushed, then closes.</summary>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => Connection.ToString();

    /// <summary>Takes the next message, if it is complete.</summary>
    internal bool TryRead()
    {
        Current = default;
        ByteQueue input = Connection.ReturnLent();
        while (true)
        {
            MessagePart part = _parser.Next(input.Bytes[_parsed..]);
            _parsed += part.Consumed;
            _length += part.Length;
            if (_length > MaxBytes && !_isCount)
            {
                throw new MessageTooLongException(this, MaxBytes);
            }

            switch (part.Kind)
            {
                case MessagePartKind.End:
                    Current = Connection.Lend(_parsed)[.._length];
                    (_length, _parsed, _isCount) = (0, 0, false);
                    return true;
                case MessagePartKind.Nothing:
                    return false;
            }
        }
    }

    private async ValueTask<bool> ReadDrainedAsync(ValueTask drained, CancellationToken cancellationToken)
    {
        await drained.ConfigureAwait(true);
        return TryRead() || await _next.RunAsync(cancellationToken).ConfigureAwait(true);
    }
}
