using System.Runtime.InteropServices;

namespace Redis.Data;

/// <summary>A hash: fields with their values.</summary>
internal sealed class HashValue : Value
{
    private readonly Dictionary<byte[], byte[]> _fields = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public HashValue() => _bySpan = _fields.GetAlternateLookup<ReadOnlySpan<byte>>();

    public override ReadOnlySpan<byte> TypeName => "hash"u8;

    public override bool IsEmpty => _fields.Count == 0;

    public int Count => _fields.Count;

    /// <summary>Sets a field. Returns whether it is new.</summary>
    public bool Set(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        ref byte[]? place = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySpan, field, out bool exists);
        if (exists && place!.Length == value.Length)
        {
            value.CopyTo(place);
        }
        else
        {
            place = value.ToArray();
        }

        return !exists;
    }

    public bool TryGet(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        bool isThere = _bySpan.TryGetValue(field, out byte[]? found);
        value = found;
        return isThere;
    }

    public bool Remove(ReadOnlySpan<byte> field) => _bySpan.Remove(field);

    public Dictionary<byte[], byte[]>.Enumerator GetEnumerator() => _fields.GetEnumerator();
}
