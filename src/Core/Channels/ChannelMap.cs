using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AsyncoreNet;

/// <summary>
/// The channels of one loop by descriptor, in the order in which they were added: asyncore's <c>socket_map</c>. A program may
/// read and change it; a pass of the loop works on a snapshot, so a channel that joins waits for the next pass, and one that
/// leaves gets nothing more.
/// </summary>
/// <remarks>
/// Members belong to the loop thread while the loop runs, and throw <see cref="InvalidOperationException"/> off it. Enumerators
/// throw if the map changes beneath them; take <c>Values.ToArray()</c> first to close channels in a loop.
/// </remarks>
public sealed class ChannelMap : IReadOnlyDictionary<int, IChannel>
{
    private readonly DescriptorTable _entries = new();
    private ChannelEntry? _last;
    private uint _generation;
    private int _version; // changes with the map, for enumerators

    private static readonly ChannelMap ProcessWide = new();

    /// <summary>
    /// The map of <see cref="Loop.Default"/>: the process's, or on the thread of a loop with <see cref="LoopOptions.IsDefault"/> that
    /// loop's. Any thread.
    /// </summary>
    public static ChannelMap Default => Loop.Current is { IsDefault: true } loop ? loop.Map : ProcessWide;

    /// <summary>The loop that the map belongs to; null until one is made for it.</summary>
    public Loop? Loop { get; internal set; }

    /// <summary>Where this map's channels get their sockets.</summary>
    public INetwork Network => Loop?.Network ?? SystemNetwork.Instance;

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            Loop?.VerifyAccess();
            return _entries.Count;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<int> Keys => Enumerate(static e => e.Descriptor);

    /// <inheritdoc/>
    public IEnumerable<IChannel> Values => Enumerate(static e => e.Channel);

    /// <summary>For a text about the loop, which any thread may ask for.</summary>
    internal int ApproximateCount => _entries.Count;

    /// <summary>The first entry in insertion order.</summary>
    internal ChannelEntry? First { get; private set; }

    /// <summary>The order of the entry that is added next.</summary>
    internal long NextOrder { get; private set; }

    /// <summary>Entries whose interest may have changed since the loop last looked.</summary>
    internal List<ChannelEntry> Changed { get; } = [];

    /// <summary>Entries whose predicates are asked on every pass.</summary>
    internal int AskedCount { get; private set; }

    /// <summary>Changes whenever an asked entry joins or leaves.</summary>
    internal int AskedVersion { get; private set; }

    /// <summary>The channel of a descriptor. Assigning to a descriptor that has one replaces it in its place.</summary>
    /// <exception cref="KeyNotFoundException">No channel has that descriptor.</exception>
    /// <exception cref="ArgumentNullException">The channel assigned is null; use <see cref="Remove(int)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The descriptor assigned to is negative: that of a closed socket.</exception>
    public IChannel this[int descriptor]
    {
        get => TryGetValue(descriptor, out IChannel? channel)
            ? channel
            : throw new KeyNotFoundException($"No channel has descriptor {descriptor}.");
        set => Set(descriptor, value);
    }

    /// <inheritdoc/>
    public bool ContainsKey(int key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(int key, [MaybeNullWhen(false)] out IChannel value)
    {
        Loop?.VerifyAccess();
        value = _entries.TryGet(key, out ChannelEntry? entry) ? entry.Channel : null;
        return value is not null;
    }

    /// <summary>Takes a channel out without closing it. Returns false if no channel has that descriptor.</summary>
    public bool Remove(int descriptor)
    {
        Loop?.VerifyAccess();
        return _entries.TryGet(descriptor, out ChannelEntry? entry) && Remove(entry);
    }

    /// <summary>Takes all channels out without closing them.</summary>
    public void Clear()
    {
        Loop?.VerifyAccess();
        while (First is { } entry)
        {
            Remove(entry);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<int, IChannel>> GetEnumerator() =>
        Enumerate(static e => KeyValuePair.Create(e.Descriptor, e.Channel)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds or replaces, and returns the entry.</summary>
    internal ChannelEntry Set(int descriptor, IChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        if (descriptor < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(descriptor), descriptor, $"{channel} has no open descriptor: create or set its socket before adding it to a map.");
        }

        Loop?.VerifyAccess();
        if (_entries.TryGet(descriptor, out ChannelEntry? entry))
        {
            Detach(entry);
            Loop?.Forget(entry); // the old registration carries the old generation
        }
        else
        {
            entry = new ChannelEntry(this, descriptor, NextOrder++);
            _entries.Add(entry);
            Append(entry);
        }

        entry.Channel = channel;
        entry.Generation = NextGeneration();
        entry.IsSuspended = entry.IsInvalid = false;
        entry.Wanted = PollFlags.None;
        SetAsked(entry, channel is not Dispatcher dispatcher || !dispatcher.Attach(entry));
        MarkChanged(entry);
        _version++;
        return entry;
    }

    internal bool Remove(ChannelEntry entry)
    {
        if (!_entries.TryGet(entry.Descriptor, out ChannelEntry? found) || found != entry)
        {
            return false;
        }

        _entries.Remove(entry);
        Detach(entry);
        Unlink(entry);
        SetAsked(entry, asked: false);
        Loop?.Forget(entry);
        entry.Generation = 0;
        _version++;
        return true;
    }

    /// <summary>
    /// The descriptor is about to close while its channel stays: what the poller reported of it is void, and the next pass says
    /// so.
    /// </summary>
    internal void Invalidate(ChannelEntry entry)
    {
        Loop?.Forget(entry);
        entry.Generation = NextGeneration();
        entry.IsInvalid = true;
        entry.IsSuspended = false;
        MarkChanged(entry);
    }

    internal bool TryGetEntry(int descriptor, [MaybeNullWhen(false)] out ChannelEntry entry) =>
        _entries.TryGet(descriptor, out entry);

    /// <summary>Has the loop look at an entry's interest before it polls again.</summary>
    internal void MarkChanged(ChannelEntry entry)
    {
        if (!entry.IsChanged)
        {
            entry.IsChanged = true;
            Changed.Add(entry);
        }
    }

    private static void Detach(ChannelEntry entry) => (entry.Channel as Dispatcher)?.Detach(entry);

    private uint NextGeneration() => ++_generation == 0 ? ++_generation : _generation;

    private void SetAsked(ChannelEntry entry, bool asked)
    {
        if (entry.IsAsked != asked)
        {
            entry.IsAsked = asked;
            AskedCount += asked ? 1 : -1;
            AskedVersion++;
        }
    }

    private void Append(ChannelEntry entry)
    {
        entry.Previous = _last;
        if (_last is null)
        {
            First = entry;
        }
        else
        {
            _last.Next = entry;
        }

        _last = entry;
    }

    private void Unlink(ChannelEntry entry)
    {
        if (entry.Previous is null)
        {
            First = entry.Next;
        }
        else
        {
            entry.Previous.Next = entry.Next;
        }

        if (entry.Next is null)
        {
            _last = entry.Previous;
        }
        else
        {
            entry.Next.Previous = entry.Previous;
        }
    }

    private IEnumerable<T> Enumerate<T>(Func<ChannelEntry, T> select)
    {
        Loop?.VerifyAccess();
        int version = _version;
        for (ChannelEntry? entry = First; entry is not null; entry = entry.Next)
        {
            yield return select(entry);
            if (version != _version)
            {
                throw new InvalidOperationException("The channel map changed while it was enumerated; enumerate a copy (Values.ToArray()).");
            }
        }
    }
}
