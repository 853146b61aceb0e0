using System.Buffers;
using System.Collections;

namespace AsyncoreNet;

/// <summary>
/// What a channel has to send, in order: chunks of bytes, producers of them, and an end. asynchat: <c>producer_fifo</c>.
/// </summary>
/// <remarks>
/// Linear in bytes and entries, whatever the pieces: a chunk that was sent in part is a slice of itself. Chunks are not copied,
/// but for small ones behind each other, which <see cref="Peek"/> puts together for one send. Not for several threads.
/// </remarks>
public sealed class OutputQueue : IReadOnlyList<OutputEntry>
{
    /// <summary>
    /// The most that is put together for one send: the copy is kept until it is sent, and a queue that waits for its peer should
    /// not hold much twice.
    /// </summary>
    private const int MostGathered = 65536;

    private OutputEntry[] _entries = []; // a ring
    private int _first;
    private byte[]? _together; // rented: a copy of the first bytes, small chunks in one piece; kept until they are sent
    private (int Start, int End) _copied; // where in it they are

    /// <summary>Entries waiting.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes waiting in chunks. What producers will make is not known.</summary>
    public long Length { get; private set; }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>An entry; 0 is the one to be sent next.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public OutputEntry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return At(index);
        }
    }

    /// <summary>Adds an entry at the end.</summary>
    public void Append(OutputEntry entry)
    {
        MakeRoom();
        At(Count++) = entry;
        Length += entry.Chunk.Length;
    }

    /// <summary>Adds an entry in front of all others.</summary>
    public void Prepend(OutputEntry entry)
    {
        GiveBack();
        MakeRoom();
        _first = (_first == 0 ? _entries.Length : _first) - 1;
        At(0) = entry;
        Count++;
        Length += entry.Chunk.Length;
    }

    /// <summary>
    /// Has the producer at the head give its next chunk, which is put in front of it. A producer that has no more is removed.
    /// What it throws passes through, and the queue stays as it was.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no producer at the head.</exception>
    public void Produce()
    {
        IOutputProducer producer = (IsEmpty ? null : At(0).Producer)
            ?? throw new InvalidOperationException("There is no producer at the head of the output queue.");
        ReadOnlyMemory<byte> chunk = producer.More();
        if (!chunk.IsEmpty)
        {
            Prepend(OutputEntry.Of(chunk));
        }
        else if (!IsEmpty && At(0).Producer == producer)
        {
            RemoveFirst(); // unless what it called has done so already
        }
    }

    /// <summary>
    /// What to send next: bytes of the chunk at the head and, if asked for, of the chunks right behind it; of those put together
    /// before, perhaps only the rest. Empty if there is no chunk at the head, or an empty one. Valid until something is removed,
    /// or put in front; <see cref="Advance"/> takes what was sent.
    /// </summary>
    /// <param name="maxBytes">The most to give at once; at least 1.</param>
    /// <param name="gather">
    /// Whether to put small chunks together, up to 64 KiB. An empty chunk, a producer or the end stops that.
    /// </param>
    public ReadOnlySpan<byte> Peek(int maxBytes, bool gather)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        if (IsEmpty)
        {
            return default;
        }

        ReadOnlySpan<byte> next = At(0).Chunk.Span;
        int most = Math.Min(maxBytes, MostGathered);
        if (gather && next.Length < most && (_together is not null || (CanGather(0) && CanGather(1))))
        {
            Gather(most);
            next = _together.AsSpan(_copied.Start.._copied.End);
        }

        return next[..Math.Min(next.Length, maxBytes)];
    }

    /// <summary>Drops the first <paramref name="count"/> bytes, which have been sent, and the chunks that they end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The chunks at the head have fewer bytes. The queue stays as it was.
    /// </exception>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!HasAtHead(count))
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "More bytes than there were to send.");
        }

        if (count < _copied.End - _copied.Start)
        {
            _copied.Start += count;
        }
        else
        {
            GiveBack();
        }

        while (count > 0)
        {
            ReadOnlyMemory<byte> chunk = At(0).Chunk;
            if (count < chunk.Length)
            {
                At(0) = OutputEntry.Of(chunk[count..]);
                Length -= count;
                return;
            }

            Take();
            count -= chunk.Length;
        }
    }

    /// <summary>Removes the entry at the head.</summary>
    /// <exception cref="InvalidOperationException">The queue is empty.</exception>
    public OutputEntry RemoveFirst()
    {
        if (IsEmpty)
        {
            throw new InvalidOperationException("The output queue is empty.");
        }

        GiveBack();
        return Take();
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        GiveBack();
        _entries = [];
        (_first, Count, Length) = (0, 0, 0);
    }

    /// <inheritdoc/>
    public IEnumerator<OutputEntry> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return At(i);
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ref OutputEntry At(int index)
    {
        int place = _first + index;
        return ref _entries[place < _entries.Length ? place : place - _entries.Length];
    }

    private OutputEntry Take()
    {
        OutputEntry entry = At(0);
        At(0) = default; // what was sent is not kept alive
        _first = _first + 1 == _entries.Length ? 0 : _first + 1;
        Count--;
        Length -= entry.Chunk.Length;
        return entry;
    }

    private bool HasAtHead(int bytes)
    {
        for (int i = 0; bytes > 0; i++)
        {
            if (i == Count || !At(i).IsChunk)
            {
                return false;
            }

            bytes -= At(i).Chunk.Length;
        }

        return true;
    }

    private bool CanGather(int index) => index < Count && !At(index).Chunk.IsEmpty;

    /// <summary>
    /// Copies the chunks in front into one piece. What is left of one that was sent in part is not copied again: a kernel that
    /// takes a little at a time would make that quadratic.
    /// </summary>
    private void Gather(int maxBytes)
    {
        if (_together is not null)
        {
            return;
        }

        _together = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes, Length));
        int length = 0;
        for (int i = 0; length < maxBytes && CanGather(i); i++)
        {
            ReadOnlySpan<byte> chunk = At(i).Chunk.Span;
            chunk = chunk[..Math.Min(chunk.Length, maxBytes - length)];
            chunk.CopyTo(_together.AsSpan(length));
            length += chunk.Length;
        }

        _copied = (0, length);
    }

    private void GiveBack()
    {
        _copied = default;
        if (_together is { } together)
        {
            _together = null;
            ArrayPool<byte>.Shared.Return(together);
        }
    }

    private void MakeRoom()
    {
        if (Count == _entries.Length)
        {
            OutputEntry[] larger = new OutputEntry[Math.Max(4, 2 * Count)];
            for (int i = 0; i < Count; i++)
            {
                larger[i] = At(i);
            }

            (_entries, _first) = (larger, 0);
        }
    }
}
