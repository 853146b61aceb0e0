namespace Redis.Data;

/// <summary>The clients that wait for lists of a database: those who came first are served first.</summary>
internal sealed class BlockedPops(Keyspace keys)
{
    private readonly Dictionary<byte[], LinkedList<BlockedPop>> _byKey = new(BytesComparer.Instance);
    private readonly List<byte[]> _ready = []; // lists that somebody waits for and that have got an item

    /// <summary>Has a client wait.</summary>
    public void Add(BlockedPop pop)
    {
        foreach (byte[] key in pop.Keys)
        {
            if (!_byKey.TryGetValue(key, out LinkedList<BlockedPop>? queue))
            {
                _byKey.Add(key, queue = new LinkedList<BlockedPop>());
            }

            pop.Places.Add(queue.AddLast(pop));
        }
    }

    /// <summary>Has a client wait no more.</summary>
    public void Remove(BlockedPop pop)
    {
        for (int i = 0; i < pop.Places.Count; i++)
        {
            LinkedList<BlockedPop> queue = pop.Places[i].List!;
            queue.Remove(pop.Places[i]);
            if (queue.Count == 0)
            {
                _byKey.Remove(pop.Keys[i]);
            }
        }

        pop.Places.Clear();
    }

    /// <summary>A list has got an item. Who waits for it gets it when the command, or the transaction, is over.</summary>
    public void Pushed(ReadOnlySpan<byte> key)
    {
        if (_byKey.Count > 0 && _byKey.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out byte[]? own, out _))
        {
            _ready.Add(own);
        }
    }

    /// <summary>Serves who waits for what was pushed.</summary>
    public void Serve()
    {
        foreach (byte[] key in _ready)
        {
            while (_byKey.TryGetValue(key, out LinkedList<BlockedPop>? queue) && keys.Find(key) is ListValue list)
            {
                BlockedPop pop = queue.First!.Value;
                Remove(pop);
                pop.Serve(key, list.Pop(pop.AtLeft));
                keys.RemoveIfEmpty(key, list);
            }
        }

        _ready.Clear();
    }
}
