namespace Redis.Protocol;

/// <summary>A request: the command's name and what follows it, where it was received. Valid while the command runs.</summary>
internal readonly ref struct Arguments
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<Slice> _slices;

    public Arguments(ReadOnlySpan<byte> bytes, ReadOnlySpan<Slice> slices)
    {
        _bytes = bytes;
        _slices = slices;
    }

    /// <summary>The number of arguments, the command's name among them.</summary>
    public int Count => _slices.Length;

    public ReadOnlySpan<byte> this[int index] => _bytes.Slice(_slices[index].Start, _slices[index].Length);

    /// <summary>Whether an argument is a word, in whatever case.</summary>
    public bool Is(int index, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(this[index], word);

    /// <summary>The same request in memory of its own.</summary>
    public (byte[] Bytes, Slice[] Slices) Copy()
    {
        var slices = new Slice[Count];
        int length = 0;
        for (int i = 0; i < Count; i++)
        {
            slices[i] = new Slice(length, _slices[i].Length);
            length += _slices[i].Length;
        }

        byte[] bytes = new byte[length];
        for (int i = 0; i < Count; i++)
        {
            this[i].CopyTo(bytes.AsSpan(slices[i].Start));
        }

        return (bytes, slices);
    }
}
