namespace Redis.Data;

/// <summary>A string of bytes.</summary>
internal sealed class StringValue : Value
{
    private byte[] _bytes = [];
    private int _length;

    public override ReadOnlySpan<byte> TypeName => "string"u8;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public int Length => _length;

    /// <summary>Takes other bytes. They go where the old ones were, if they are as many.</summary>
    public void Set(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != _bytes.Length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length);
        }

        bytes.CopyTo(_bytes);
        _length = bytes.Length;
    }

    /// <summary>Adds bytes at the end. Many small ones take time in proportion to their length together.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int length = _length + bytes.Length;
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Clamp(2L * length, length, Limits.Bulk));
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length = length;
    }
}
