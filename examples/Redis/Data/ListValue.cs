namespace Redis.Data;

/// <summary>A list: a ring, so that both ends are near.</summary>
internal sealed class ListValue : Value
{
    private byte[][] _ring = new byte[4][]; // its length is a power of 2
    private int _first;

    public override ReadOnlySpan<byte> TypeName => "list"u8;

    public override bool IsEmpty => Count == 0;

    public int Count { get; private set; }

    public byte[] this[int index] => _ring[At(index)];

    public void Push(byte[] item, bool atLeft)
    {
        if (Count == _ring.Length)
        {
            Resize(2 * Count);
        }

        Count++;
        _first = atLeft ? At(-1) : _first;
        _ring[At(atLeft ? 0 : Count - 1)] = item;
    }

    /// <summary>Takes an item away from an end. There must be one.</summary>
    public byte[] Pop(bool atLeft)
    {
        int place = At(atLeft ? 0 : Count - 1);
        byte[] item = _ring[place];
        _ring[place] = null!;
        _first = atLeft ? At(1) : _first;
        Count--;
        if (Count <= _ring.Length / 4 && _ring.Length > 4)
        {
            Resize(_ring.Length / 2);
        }

        return item;
    }

    private int At(int index) => (_first + index) & (_ring.Length - 1);

    private void Resize(int length)
    {
        var ring = new byte[length][];
        for (int i = 0; i < Count; i++)
        {
            ring[i] = this[i];
        }

        (_ring, _first) = (ring, 0);
    }
}
