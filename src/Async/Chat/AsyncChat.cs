namespace AsyncoreNet.Async;

/// <summary>
/// A connection that speaks in messages: <c>await foreach</c> over what comes, <see cref="Push(ReadOnlySpan{byte})"/> for what goes.
/// asynchat: <c>async_chat</c>, whose parser it shares.
/// </summary>
/// <remarks>
/// <para>
/// <b>Input.</b> Messages end with a terminator; <see cref="SetCount"/> has the next one end after a count of bytes instead. A message
/// is a slice of the input, valid until the next one is asked for. The connection may be read directly too, between two messages or
/// after one that failed: the next message begins where that has ended.
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
    private byte[] _terminator = []; // of all messages but counted ones
    private int? _count; // bytes of the message under way that were not given out, if it is a counted one
    private long _begin; // where in the input the message under way begins, or what is left of it
    private int _parsed; // bytes from there that the parser has seen, with those of a terminator
    private int _length; // bytes from there that are certainly the message's own

    /// <summary>Takes over a connection.</summary>
    public AsyncChat(AsyncConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Connection = connection;
        _next = new MessageOperation(this, connection.ConnectionChannel, connection.Buffered);
        _begin = connection.Position;
    }

    /// <summary>The connection beneath.</summary>
    public AsyncConnection Connection { get; }

    /// <summary>The last message read, or part of one, without its terminator. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Whether a message ends with <see cref="Current"/>.</summary>
    public bool EndOfMessage { get; private set; }

    /// <summary>
    /// The most bytes that a message may have which ends with a terminator and is not read in parts; 64 KiB by default.
    /// </summary>
    public int MaxBytes
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 65536;

    /// <summary>Messages end with these bytes, from the next one on. A count that was set is forgotten.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public void SetTerminator(ReadOnlySpan<byte> terminator)
    {
        if (terminator.IsEmpty)
        {
            throw new ArgumentException("A terminator has at least one byte.", nameof(terminator));
        }

        if (!terminator.SequenceEqual(_terminator))
        {
            _terminator = terminator.ToArray();
        }

        _count = null;
        _parser.SetTerminator(_terminator);
        BeginMessage(_begin);
    }

    /// <summary>The next message has this many bytes, and <see cref="MaxBytes"/> is nothing to it; the ones behind it end as before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public void SetCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _count = count;
        BeginMessage(_begin);
    }

    /// <summary>The messages up to the end of the stream.</summary>
    /// <param name="terminator">What ends each of them.</param>
    /// <param name="maxBytes">The most bytes that one may have: sets <see cref="MaxBytes"/>.</param>
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
    /// <exception cref="MessageTooLongException">
    /// A message has more than <see cref="MaxBytes"/>. Its bytes can still be read: in parts, or from the connection.
    /// </exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is broken.</exception>
    /// <exception cref="InvalidOperationException">No terminator or count was set, or another read is under way.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(inParts: false, cancellationToken);

    /// <summary>
    /// Goes on to the next part of a message, which is <see cref="Current"/> then: what has come of it, without waiting for the rest.
    /// <see cref="EndOfMessage"/> says whether there is more; the last part may be empty. So a long message takes no memory, and one that is
    /// not wanted can be refused before its end, or skipped. False at the end of the stream. asynchat: <c>collect_incoming_data</c>.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; no byte is lost.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is broken.</exception>
    /// <exception cref="InvalidOperationException">No terminator or count was set, or another read is under way.</exception>
    public ValueTask<bool> ReadPartAsync(CancellationToken cancellationToken = default) => ReadAsync(inParts: true, cancellationToken);

    /// <summary>Adds a copy of the bytes to the output. Never waits.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is broken: earlier output could not be sent.</exception>
    /// <exception cref="InvalidOperationException">A write that waits is under way, or the output was completed.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
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

    /// <summary>Takes the next message, if it is complete; or the next part of one, if there is any.</summary>
    internal bool TryRead(bool inParts)
    {
        (Current, EndOfMessage) = (default, false);
        ByteQueue input = Connection.ReturnLent();
        if (Connection.Position != _begin)
        {
            BeginMessage(Connection.Position); // somebody has read on, without this chat
        }

        if (_count == 0)
        {
            return EndMessage(); // which the parser has no notion of: to asynchat a count of 0 is none
        }

        while (true)
        {
            MessagePart part = _parser.Next(input.Bytes[_parsed..]);
            _parsed += part.Consumed;
            _length += part.Length;
            if (_length > MaxBytes && _count is null && !inParts)
            {
                throw new MessageTooLongException(this, MaxBytes);
            }

            switch (part.Kind)
            {
                case MessagePartKind.End:
                    return EndMessage();
                case MessagePartKind.Nothing:
                    return inParts && TakePart();
            }
        }
    }

    private ValueTask<bool> ReadAsync(bool inParts, CancellationToken cancellationToken)
    {
        Connection.BeginRead();
        Connection.Begin(_next);
        if (_terminator.Length == 0 && _count is null)
        {
            throw new InvalidOperationException($"{this}: nothing says where a message ends. Call SetTerminator or SetCount first.");
        }

        if (Connection.PendingOutput > Connection.HighWaterMark && !Connection.TrySendQueued())
        {
            return _next.RunAfterOutputAsync(inParts, Connection.LowWaterMark, cancellationToken);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        if (TryRead(inParts))
        {
            return new ValueTask<bool>(true);
        }

        Connection.TrySendQueued();
        return _next.RunAsync(inParts, cancellationToken);
    }

    /// <summary>Gives out what there is of a message. Behind it may be the beginning of a terminator: that stays, parsed as it is.</summary>
    private bool TakePart()
    {
        if (_length == 0)
        {
            return false;
        }

        Current = Connection.Lend(_length);
        _count -= _length;
        _begin += _length;
        (_parsed, _length) = (_parsed - _length, 0);
        return true;
    }

    private bool EndMessage()
    {
        (Current, EndOfMessage) = (Connection.Lend(_parsed)[.._length], true);
        if (_count is not null)
        {
            _count = null;
            _parser.SetTerminator(_terminator);
        }

        _begin += _parsed;
        _parsed = _length = 0;
        return true;
    }

    /// <summary>A message begins here, whatever the parser has seen.</summary>
    private void BeginMessage(long position)
    {
        (_begin, _parsed, _length) = (position, 0, 0);
        _parser.Reset();
        if (_count is { } count)
        {
            _parser.SetCount(count);
        }
    }
}
