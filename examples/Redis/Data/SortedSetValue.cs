namespace Redis.Data;

/// <summary>A set whose members have scores and an order: by score, and by their bytes where scores are equal.</summary>
internal sealed class SortedSetValue : Value
{
    private readonly Dictionary<byte[], double> _scores = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], double>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly OrderedMembers _order = new();

    public SortedSetValue() => _bySpan = _scores.GetAlternateLookup<ReadOnlySpan<byte>>();

    public override ReadOnlySpan<byte> TypeName => "zset"u8;

    public override bool IsEmpty => _scores.Count == 0;

    public int Count => _scores.Count;

    public bool TryGetScore(ReadOnlySpan<byte> member, out double score) => _bySpan.TryGetValue(member, out score);

    /// <summary>Gives a member its score, whether it is new or not.</summary>
    public void Set(ReadOnlySpan<byte> member, double score)
    {
        if (_bySpan.TryGetValue(member, out byte[]? known, out double before))
        {
            _order.Remove(before, known);
            _scores[known] = score;
        }
        else
        {
            known = member.ToArray();
            _scores.Add(known, score);
        }

        _order.Add(score, known);
    }

    /// <summary>The members from a place on, in their order or against it.</summary>
    public IEnumerable<(byte[] Member, double Score)> From(int place, bool backwards) =>
        backwards ? _order.BackwardsFrom(place) : _order.From(place);

    /// <summary>The number of members in front of the first that a bound does not exclude.</summary>
    /// <param name="isBefore">
    /// Whether a member is in front of the bound; true of the first ones and false of all others.
    /// </param>
    public int CountBefore(Func<byte[], double, bool> isBefore) => _order.CountWhile(isBefore);
}
