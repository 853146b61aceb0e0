namespace AsyncoreNet.Testing;

/// <summary>Bytes that wait in a buffer, first in, first out.</summary>
internal sealed class ByteFifo
{
    private byte[] _bytes = [];
    private int _start;

    public int Count { get; private set; }

    public void Write(ReadOnlySpan<byte> data)
    {
        Reserve(data.Length);
        int end = (_start + Count) % _bytes.Length;
        int first = Math.Min(data.Length, _bytes.Length - end);
        data[..first].CopyTo(_bytes.AsSpan(end));
        data[first..].CopyTo(_bytes);
        Count += data.Length;
    }

    /// <summary>Copies from the beginning, or from behind some bytes there, without taking.</summary>
    public int Peek(Span<byte> buffer, int offset = 0)
    {
        int count = Math.Min(buffer.Length, Count - offset);
        if (count > 0)
        {
            int start = (_start + offset) % _bytes.Length;
            int first = Math.Min(count, _bytes.Length - start);
            _bytes.AsSpan(start, first).CopyTo(buffer);
            _bytes.AsSpan(0, count - first).CopyTo(buffer[first..]);
        }

        return count;
    }

    public int Read(Span<byte> buffer)
    {
        int count = Peek(buffer);
        Skip(count);
        return count;
    }

    public byte[] Read(int count)
    {
        byte[] data = new byte[Math.Min(count, Count)];
        Read(data.AsSpan());
        return data;
    }

    public void Skip(int count)
    {
        Count -= count;
        _start = Count == 0 ? 0 : (_start + count) % _bytes.Length;
    }

    public void Clear() => Skip(Count);

    private void Reserve(int more)
    {
        if (Count + more > _bytes.Length || _bytes.Length == 0)
        {
            byte[] larger = new byte[Math.Max(Math.Max(256, _bytes.Length * 2), Count + more)];
            int count = Peek(larger);
            (_bytes, _start, Count) = (larger, 0, count);
        }
    }
}
