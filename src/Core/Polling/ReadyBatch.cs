namespace AsyncoreNet;

/// <summary>
/// What one poll found, resolved to channels and in the order of the map. The batch is taken before any handler runs and outlives
/// what they do, so each item is checked again (<see cref="Ready.IsCurrent"/>) right before its channel is called.
/// </summary>
internal sealed class ReadyBatch
{
    private Ready[] _items = new Ready[64];
    private long[] _orders = new long[64];
    private bool _sorted = true;

    public int Count { get; private set; }

    public ref Ready this[int index] => ref _items[index];

    /// <summary>Takes over what the poller reports, less what is for channels that are gone.</summary>
    public void Load(ReadOnlySpan<PollEvent> events, ChannelMap map)
    {
        foreach (ref readonly PollEvent found in events)
        {
            if (map.TryGetEntry(found.Descriptor, out ChannelEntry? entry))
            {
                Add(entry, found.Generation, found.Flags);
            }
        }
    }

    /// <summary>
    /// Adds one. Here alone a stale event is dropped: the kernel reports the registration it has, and the descriptor in it may
    /// have been closed and opened for another channel since. The generation tells.
    /// </summary>
    public void Add(ChannelEntry entry, uint generation, PollFlags flags)
    {
        if (!entry.IsCurrent(generation))
        {
            return;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
            Array.Resize(ref _orders, Count * 2);
        }

        _sorted &= Count == 0 || _orders[Count - 1] < entry.Order;
        _orders[Count] = entry.Order;
        _items[Count++] = new Ready { Entry = entry, Generation = generation, Flags = flags };
    }

    /// <summary>Puts the items into map order.</summary>
    public void Sort()
    {
        if (!_sorted)
        {
            Array.Sort(_orders, _items, 0, Count);
        }
    }

    public void Clear()
    {
        Array.Clear(_items, 0, Count);
        (Count, _sorted) = (0, true);
    }

    internal struct Ready
    {
        public ChannelEntry Entry;
        public uint Generation;
        public PollFlags Flags;

        /// <summary>Whether the channel is still there: not closed, removed or replaced by a handler of this pass.</summary>
        public readonly bool IsCurrent => Entry.IsCurrent(Generation);
    }
}
