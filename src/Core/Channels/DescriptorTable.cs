using System.Diagnostics.CodeAnalysis;

namespace AsyncoreNet;

/// <summary>
/// Entries by descriptor. The system gives out the lowest free number, so an array holds nearly all: finding one is a load, where
/// a dictionary of 9,000 has a bucket and a node of 24 bytes. What a program puts at other numbers is kept beside it.
/// </summary>
internal sealed class DescriptorTable
{
    private const int Dense = 1 << 20; // more descriptors than a process has

    private readonly Dictionary<int, ChannelEntry> _others = [];
    private ChannelEntry?[] _entries = new ChannelEntry?[64];

    public int Count { get; private set; }

    public bool TryGet(int descriptor, [MaybeNullWhen(false)] out ChannelEntry entry)
    {
        ChannelEntry?[] entries = _entries;
        if ((uint)descriptor < (uint)entries.Length)
        {
            entry = entries[descriptor];
            return entry is not null;
        }

        return _others.TryGetValue(descriptor, out entry);
    }

    /// <summary>Adds an entry at a descriptor that has none.</summary>
    public void Add(ChannelEntry entry)
    {
        int descriptor = entry.Descriptor;
        if (descriptor >= Dense)
        {
            _others.Add(descriptor, entry);
        }
        else
        {
            if (descriptor >= _entries.Length)
            {
                Array.Resize(ref _entries, Math.Max(descriptor + 1, _entries.Length * 2));
            }

            _entries[descriptor] = entry;
        }

        Count++;
    }

    /// <summary>Takes out an entry that is there.</summary>
    public void Remove(ChannelEntry entry)
    {
        if (entry.Descriptor >= Dense)
        {
            _others.Remove(entry.Descriptor);
        }
        else
        {
            _entries[entry.Descriptor] = null;
        }

        Count--;
    }
}
