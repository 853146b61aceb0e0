using System.Buffers;

namespace AsyncoreNet;

/// <summary>
/// Bytes in one piece, first in first out: waiting to be sent, or to be parsed. Linear in bytes, whatever the pieces: what is taken moves
/// an index, and the rest is moved only when at least as much has been taken. Empty, it holds no memory.
/// </summary>
public sealed class ByteQueue
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>Bytes waiting.</summary>
    public int Length => _end - _start;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _end == _start;

    /// <summary>What waits, in one piece; valid until the buffer changes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _end - _start);

    /// <summary>The same, for what goes on across an <c>await</c>.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Adds a copy of <paramref name="data"/> at the end.</summary>
    /// <exception cref="InvalidOperationException">More than 2 GB would wait.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        if (_bytes.Length - _end < data.Length)
        {
            MakeRoom(data.Length);
        }

        data.CopyTo(_bytes.AsSpan(_end));
        _end += data.Length;
    }

    /// <summary>Room at the end to write into, before <see cref="Commit"/> says how much was written.</summary>
    /// <param name="atLeast">Bytes that are wanted; there may be more room.</param>
    /// <exception cref="InvalidOperationException">More than 2 GB would wait.</exception>
    public Memory<byte> GetMemory(int atLeast)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atLeast);
        if (_bytes.Length - _end < atLeast)
        {
            MakeRoom(atLeast);
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>Adds what was written into the room at the end.</summary>
    public void Commit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _end);
        _end += count;
        if (_start == _end)
        {
            Clear();
        }
    }

    /// <summary>Drops the first <paramref name="count"/> bytes: they have been sent, or parsed.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        _start += count;
        if (_start == _end)
        {
            Clear();
        }
    }

    /// <summary>Drops everything and gives the memory back.</summary>
    public void Clear()
    {
        byte[] bytes = _bytes;
        (_bytes, _start, _end) = ([], 0, 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void MakeRoom(int more)
    {
        int length = Length;
        long needed = (long)length + more;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException($"{needed} bytes would wait in one piece.");
        }

        if (needed <= _bytes.Length && _start >= length)
        {
            Bytes.CopyTo(_bytes); // at least as much was sent as is moved
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * length), Array.MaxLength));
            Bytes.CopyTo(larger);
            byte[] old = _bytes;
            _bytes = larger;
            if (old.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(old);
            }
        }

        (_start, _end) = (0, length);
    }
}
