namespace Redis.Data;

/// <summary>A set.</summary>
internal sealed class SetValue : Value
{
    private readonly HashSet<byte[]> _members = new(BytesComparer.Instance);
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public SetValue() => _bySpan = _members.GetAlternateLookup<ReadOnlySpan<byte>>();

    public override ReadOnlySpan<byte> TypeName => "set"u8;

    public override bool IsEmpty => _members.Count == 0;

    public int Count => _members.Count;

    public bool Add(ReadOnlySpan<byte> member) => _bySpan.Add(member);

    public bool Remove(ReadOnlySpan<byte> member) => _bySpan.Remove(member);

    public bool Contains(ReadOnlySpan<byte> member) => _bySpan.Contains(member);

    public HashSet<byte[]>.Enumerator GetEnumerator() => _members.GetEnumerator();
}
