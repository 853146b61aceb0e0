namespace AsyncoreNet;

/// <summary>
/// Cuts a stream of bytes into messages: up to a terminator, of a count of bytes, or without an end. The input may come in any
/// pieces; the messages are the same.
/// </summary>
/// <remarks>
/// <para>
/// <b>Linear.</b> Each byte is looked at once, whatever the pieces and the terminator, by the algorithm of Knuth, Morris and
/// Pratt: how much of the terminator the end of the input matches is carried from piece to piece. The bytes of such a partial
/// match need not be kept, for they are the terminator's own first bytes.
/// </para>
/// <para>
/// <b>No copies.</b> Parts are slices of the input. A partial match that turns out to be data comes as
/// <see cref="MessagePart.Held"/> in front of them.
/// </para>
/// <para>
/// <b>Parts.</b> They are those of asynchat's <c>handle_read</c>: all that is certain not to belong to a terminator is given out
/// at once. The terminator may be changed at any time, and what is set applies to all that was not given out yet.
/// </para>
/// <para><b>Thread.</b> One at a time; the parser holds no lock and touches nothing else.</para>
/// </remarks>
public sealed class MessageParser
{
    private byte[] _terminator = []; // kept under a count, to be taken up again without a copy
    private int[] _fallback = []; // by bytes matched: how many still match when the next byte does not
    private Ending _ending;
    private long _remaining; // of a count
    private ReadOnlyMemory<byte> _held; // received and not given out; slices of a terminator, present or past
    private int _matched; // of the terminator, by the end of what was searched; _held.Length unless the terminator was changed
    private bool _endReached; // the last part was the last of its message

    private enum Ending
    {
        None,
        Terminator,
        Count,
    }

    /// <summary>Bytes until the count is reached; 0 without a count.</summary>
    public long Remaining => _ending == Ending.Count ? _remaining : 0;

    /// <summary>The beginning of a terminator at the end of the input so far, which may yet turn out to be data.</summary>
    public ReadOnlySpan<byte> Held => _held.Span;

    /// <summary>Messages end with these bytes from now on. With none, they have no end.</summary>
    public void SetTerminator(ReadOnlySpan<byte> terminator)
    {
        if (terminator.IsEmpty)
        {
            SetNone();
            return;
        }

        bool isSame = terminator.SequenceEqual(_terminator);
        if (isSame && _ending == Ending.Terminator)
        {
            return; // a partial match goes on
        }

        if (!isSame)
        {
            _terminator = terminator.ToArray();
            _fallback = Fallbacks(_terminator);
        }

        (_ending, _matched) = (Ending.Terminator, 0);
    }

    /// <summary>One message of this many bytes is next; what follows it has no end. With 0, what is next has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public void SetCount(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        (_ending, _remaining, _matched) = (count == 0 ? Ending.None : Ending.Count, count, 0);
    }

    /// <summary>What comes from now on has no end.</summary>
    public void SetNone() => (_ending, _matched) = (Ending.None, 0);

    /// <summary>Forgets what is <see cref="Held"/>.</summary>
    public void Discard() => (_held, _matched) = (default, 0);

    /// <summary>Forgets all input: what is <see cref="Held"/>, and an end that was reached and not given out.</summary>
    public void Reset()
    {
        Discard();
        _endReached = false;
    }

    /// <summary>
    /// The next part. Call it with the input from behind <see cref="MessagePart.Consumed"/> of the last part, until it is
    /// <see cref="MessagePartKind.Nothing"/>: all of the input is consumed then.
    /// </summary>
    /// <param name="input">What was received; perhaps less than a message, perhaps many.</param>
    public MessagePart Next(ReadOnlySpan<byte> input)
    {
        if (_endReached)
        {
            _endReached = false;
            return new MessagePart(MessagePartKind.End, 0, default, default);
        }

        if (input.IsEmpty && _matched == _held.Length)
        {
            return default;
        }

        // The length of a part is an int. What is cut off here comes with the next call, and there is one: no terminator is so
        // long that all of this could be held back.
        input = input[..Math.Min(input.Length, int.MaxValue - _held.Length)];

        return _ending switch
        {
            Ending.Terminator => UntilTerminator(input),
            Ending.Count => UntilCount(input),
            _ => Give(_held.Length + input.Length, input, input.Length, default),
        };
    }

    private MessagePart UntilCount(ReadOnlySpan<byte> input)
    {
        int available = _held.Length + input.Length;
        int length = (int)Math.Min(available, _remaining);
        _remaining -= length;
        if (_remaining == 0)
        {
            (_ending, _endReached) = (Ending.None, true);
        }

        int ofHeld = Math.Min(length, _held.Length);
        return Give(length, input, length - ofHeld, _held[ofHeld..]);
    }

    private MessagePart UntilTerminator(ReadOnlySpan<byte> input)
    {
        if (_matched != _held.Length)
        {
            // What is held was not searched for this terminator: a new one was set.
            int endInHeld = Find(_held.Span);
            if (endInHeld >= 0)
            {
                return GiveLast(endInHeld - _terminator.Length, input, 0, _held[endInHeld..]);
            }
        }

        int end = Find(input);
        return end >= 0
            ? GiveLast(_held.Length + end - _terminator.Length, input, end, default)
            : Give(_held.Length + input.Length - _matched, input, input.Length, _terminator.AsMemory(0, _matched));
    }

    private MessagePart GiveLast(int length, ReadOnlySpan<byte> input, int consumed, ReadOnlyMemory<byte> nowHeld)
    {
        _endReached = true;
        return Give(length, input, consumed, nowHeld);
    }

    /// <summary>
    /// The first <paramref name="length"/> bytes of what is held and the input. With none, the end of the message if it is
    /// reached, else nothing.
    /// </summary>
    private MessagePart Give(int length, ReadOnlySpan<byte> input, int consumed, ReadOnlyMemory<byte> nowHeld)
    {
        ReadOnlyMemory<byte> held = _held;
        _held = nowHeld;
        if (length == 0)
        {
            MessagePartKind kind = _endReached ? MessagePartKind.End : MessagePartKind.Nothing;
            _endReached = false;
            return new MessagePart(kind, consumed, default, default);
        }

        int ofHeld = Math.Min(length, held.Length);
        return new MessagePart(MessagePartKind.Data, consumed, held.Span[..ofHeld], input[..(length - ofHeld)]);
    }

    /// <summary>
    /// Searches on. Returns the index behind the terminator, or -1; <see cref="_matched"/> is then what the end of the data
    /// matches.
    /// </summary>
    private int Find(ReadOnlySpan<byte> data)
    {
        byte[] terminator = _terminator;
        int matched = _matched;
        int i = 0;
        while (i < data.Length)
        {
            if (matched == 0)
            {
                int first = data[i..].IndexOf(terminator[0]);
                if (first < 0)
                {
                    break;
                }

                (i, matched) = (i + first + 1, 1);
            }
            else
            {
                byte next = data[i++];
                while (matched > 0 && terminator[matched] != next)
                {
                    matched = _fallback[matched];
                }

                matched += terminator[matched] == next ? 1 : 0;
            }

            if (matched == terminator.Length)
            {
                _matched = 0;
                return i;
            }
        }

        _matched = matched;
        return -1;
    }

    /// <summary>
    /// For each number of matched bytes, the longest beginning of the terminator that also ends them and is shorter than they
    /// are.
    /// </summary>
    private static int[] Fallbacks(ReadOnlySpan<byte> terminator)
    {
        int[] fallbacks = new int[terminator.Length];
        int matched = 0;
        for (int i = 1; i < terminator.Length - 1; i++)
        {
            while (matched > 0 && terminator[matched] != terminator[i])
            {
                matched = fallbacks[matched];
            }

            matched += terminator[matched] == terminator[i] ? 1 : 0;
            fallbacks[i + 1] = matched;
        }

        return fallbacks;
    }
}
