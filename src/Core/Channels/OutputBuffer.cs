using System.Buffers;

namespace AsyncoreNet;

/// <summary>
/// Bytes waiting to be sent, first in first out. Linear in bytes, whatever the pieces: what is sent moves an index, and the rest
/// is moved only when at least as much has been sent. Empty, it holds no memory.
/// </summary>
public sealed class OutputBuffer
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

    /// <summary>Drops the first <paramref name="count"/> bytes: they have been sent.</summary>
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
            throw new InvalidOperationException($"{needed} bytes of output would wait for a peer that does not read them.");
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
