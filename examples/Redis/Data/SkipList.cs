namespace Redis.Data;

/// <summary>
/// Members in order of score, then of bytes. A member is found, added and removed, by its order or by its place, in a number of
/// steps like the logarithm of their count: each node is linked on as many levels as a coin says, and each link knows how many
/// members it passes.
/// </summary>
internal sealed class SkipList
{
    private const int Levels = 32;

    private readonly Node _head = new([], double.NegativeInfinity, Levels);
    private readonly Random _coin = new();

    // Of the search under way: the last node on each level in front of what is sought, and their places; that of the head is 0.
    private readonly Node[] _path = new Node[Levels];
    private readonly int[] _places = new int[Levels];

    private int _count;

    public void Add(double score, byte[] member)
    {
        Find((other, otherScore) => IsBefore(otherScore, other, score, member));
        int levels = 1;
        while (levels < Levels && (_coin.Next() & 3) == 0)
        {
            levels++;
        }

        var node = new Node(member, score, levels);
        int place = _places[0] + 1;
        for (int level = 0; level < Levels; level++)
        {
            ref Link link = ref _path[level].Links[level];
            if (level < levels)
            {
                node.Links[level] = new Link(link.Next, link.Next is null ? 0 : _places[level] + link.Length + 1 - place);
                link = new Link(node, place - _places[level]);
            }
            else if (link.Next is not null)
            {
                link.Length++;
            }
        }

        node.Previous = _path[0];
        _count++;
        if (node.Links[0].Next is { } behind)
        {
            behind.Previous = node;
        }
    }

    public void Remove(double score, byte[] member)
    {
        Node node = Find((other, otherScore) => IsBefore(otherScore, other, score, member))!;
        for (int level = 0; level < Levels; level++)
        {
            ref Link link = ref _path[level].Links[level];
            if (link.Next == node)
            {
                Link next = node.Links[level];
                link = new Link(next.Next, next.Next is null ? 0 : link.Length + next.Length - 1);
            }
            else if (link.Next is not null)
            {
                link.Length--;
            }
        }

        _count--;
        if (node.Links[0].Next is { } behind)
        {
            behind.Previous = node.Previous;
        }
    }

    /// <summary>The number of members in front of the first that is not before a bound.</summary>
    public int CountWhile(Func<byte[], double, bool> isBefore)
    {
        Find(isBefore);
        return _places[0];
    }

    /// <summary>The members from a place on; the first is 0. Backwards, it is the last that is 0.</summary>
    public IEnumerable<(byte[] Member, double Score)> From(int place, bool backwards)
    {
        if (place >= _count)
        {
            yield break;
        }

        for (Node? node = At(backwards ? _count - place : place + 1);
            node is not null && node != _head;
            node = backwards ? node.Previous : node.Links[0].Next)
        {
            yield return (node.Member, node.Score);
        }
    }

    private static bool IsBefore(double score, byte[] member, double otherScore, byte[] otherMember) =>
        score < otherScore || (score == otherScore && member.AsSpan().SequenceCompareTo(otherMember) < 0);

    /// <summary>Goes to the first node that is not before a bound, and notes the path.</summary>
    private Node? Find(Func<byte[], double, bool> isBefore)
    {
        Node node = _head;
        int place = 0;
        for (int level = Levels - 1; level >= 0; level--)
        {
            while (node.Links[level] is { Next: { } next } link && isBefore(next.Member, next.Score))
            {
                place += link.Length;
                node = next;
            }

            (_path[level], _places[level]) = (node, place);
        }

        return node.Links[0].Next;
    }

    private Node At(int place)
    {
        Node node = _head;
        for (int level = Levels - 1; level >= 0; level--)
        {
            while (node.Links[level] is { Next: { } next } link && link.Length <= place)
            {
                place -= link.Length;
                node = next;
            }
        }

        return node;
    }

    /// <summary>A way to the next node on a level, and how many members further that is.</summary>
    private record struct Link(Node? Next, int Length);

    private sealed class Node(byte[] member, double score, int levels)
    {
        public byte[] Member { get; } = member;

        public double Score { get; } = score;

        public Link[] Links { get; } = new Link[levels];

        public Node? Previous { get; set; }
    }
}
