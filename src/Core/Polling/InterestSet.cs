using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>
/// The third phase of a pass: what the poller is asked for. Channels that know their own interest are looked at when they say it
/// has changed; only those that decide it by overriding a predicate are asked on every pass. So 9,000 idle connections cost a
/// pass nothing.
/// </summary>
internal sealed class InterestSet(Loop loop, IPoller poller)
{
    private readonly List<ChannelEntry> _invalid = []; // their descriptors are not open; the next dispatch says so
    private readonly List<ChannelEntry> _changed = []; // the batch under way: what changes meanwhile waits in the map's list
    private ChannelEntry[] _asked = []; // in map order
    private int _askedCount;
    private int _askedVersion = -1; // of the map, when _asked was taken
    private DispatchOrder _order;

    /// <summary>
    /// Whether an exception from a predicate leaves the loop, as it does in asyncore; else it reaches the channel's error
    /// handler.
    /// </summary>
    public bool LetsPredicatesThrow { get; set; }

    public bool HasInvalid => _invalid.Count > 0;

    /// <summary>Whether a predicate added a channel: it waits for the next pass, so this one must not wait.</summary>
    public bool HasNewcomers { get; private set; }

    /// <summary>Registers everything again: the map has come to a new loop.</summary>
    public void Restart() => LookAtAll(keepRegistered: false);

    public void Refresh(DispatchOrder order)
    {
        if (_order != order)
        {
            _order = order; // the two orders ask for urgent data under different conditions
            LookAtAll(keepRegistered: true);
        }

        long newcomers = loop.Map.NextOrder;
        RefreshAsked();
        RefreshChanged(newcomers);
        HasNewcomers = loop.Map.NextOrder != newcomers;
    }

    /// <summary>Takes an entry's descriptor from the poller, before it closes or passes to another channel.</summary>
    public void Forget(ChannelEntry entry)
    {
        if (entry.Registered != PollFlags.None)
        {
            entry.Registered = PollFlags.None;
            poller.Remove(entry.Descriptor);
        }
    }

    /// <summary>Keeps an entry from the poller until its interest changes.</summary>
    public void Suspend(ChannelEntry entry)
    {
        Forget(entry);
        entry.IsSuspended = true;
    }

    /// <summary>Adds the entries whose descriptors are not open to what the poller found.</summary>
    public void AddInvalid(ReadyBatch batch)
    {
        foreach (ChannelEntry entry in _invalid)
        {
            batch.Add(entry, entry.Generation, PollFlags.NVal);
        }

        _invalid.Clear();
    }

    public IEnumerable<ChannelSnapshot> Describe()
    {
        for (ChannelEntry? entry = loop.Map.First; entry is not null; entry = entry.Next)
        {
            yield return new ChannelSnapshot(
                entry.Descriptor, entry.Channel.ToString() ?? string.Empty, entry.Registered, entry.IsAsked,
                (entry.Channel as Dispatcher)?.PendingOutput ?? 0);
        }
    }

    private void LookAtAll(bool keepRegistered)
    {
        for (ChannelEntry? entry = loop.Map.First; entry is not null; entry = entry.Next)
        {
            if (!keepRegistered)
            {
                entry.Registered = PollFlags.None;
                entry.IsSuspended = false;
            }

            loop.Map.MarkChanged(entry);
        }
    }

    private void RefreshAsked()
    {
        if (loop.Map.AskedCount == 0)
        {
            return;
        }

        TakeAsked();
        for (int i = 0; i < _askedCount; i++)
        {
            ChannelEntry entry = _asked[i];
            if (entry.Generation != 0) // a predicate of another channel may have closed it
            {
                Update(entry);
            }
        }
    }

    /// <summary>
    /// A snapshot in map order, taken again only when it is out of date: predicates may add and remove channels.
    /// </summary>
    private void TakeAsked()
    {
        if (_askedVersion == loop.Map.AskedVersion)
        {
            return;
        }

        _askedVersion = loop.Map.AskedVersion;
        Array.Clear(_asked, 0, _askedCount);
        if (_asked.Length < loop.Map.AskedCount)
        {
            _asked = new ChannelEntry[Math.Max(loop.Map.AskedCount, _asked.Length * 2)];
        }

        _askedCount = 0;
        for (ChannelEntry? entry = loop.Map.First; entry is not null; entry = entry.Next)
        {
            if (entry.IsAsked)
            {
                _asked[_askedCount++] = entry;
            }
        }
    }

    private void RefreshChanged(long newcomers)
    {
        List<ChannelEntry> changed = loop.Map.Changed;
        if (changed.Count == 0)
        {
            return;
        }

        _changed.AddRange(changed);
        changed.Clear();
        int next = 0;
        try
        {
            while (next < _changed.Count)
            {
                ChannelEntry entry = _changed[next++];
                entry.IsChanged = false;
                if (entry.Generation != 0 && entry.Order >= newcomers)
                {
                    loop.Map.MarkChanged(entry);
                }
                else if (entry.Generation != 0 && !entry.IsAsked)
                {
                    Update(entry);
                }
            }
        }
        finally
        {
            if (next < _changed.Count)
            {
                _changed.GetRange(next - 1, _changed.Count - next + 1).ForEach(loop.Map.MarkChanged); // a predicate threw its way out
            }

            _changed.Clear();
        }
    }

    private void Update(ChannelEntry entry)
    {
        if (entry.IsInvalid)
        {
            Report(entry);
            return;
        }

        PollFlags wanted;
        try
        {
            wanted = Wanted(entry.Channel);
        }
        catch (Exception exception) when (!LetsPredicatesThrow && !Loop.Leaves(exception))
        {
            loop.HandleError(entry.Channel, exception);
            return;
        }

        if (wanted != entry.Wanted)
        {
            entry.Wanted = wanted;
            entry.IsSuspended = false;
        }

        if (wanted != entry.Registered && !entry.IsSuspended && entry.Generation != 0)
        {
            Register(entry, wanted);
        }
    }

    /// <summary>
    /// Has the next dispatch say that an entry's descriptor is not open: once, for nothing will come of it any more.
    /// </summary>
    private void Report(ChannelEntry entry)
    {
        if (!entry.IsSuspended)
        {
            entry.IsSuspended = true;
            _invalid.Add(entry);
        }
    }

    private PollFlags Wanted(IChannel channel)
    {
        bool read = channel.Readable();
        bool write = channel.Writable() && !channel.Accepting;
        read &= channel is not Dispatcher { IsReadHeld: true };
        PollFlags wanted = (read ? PollFlags.In : PollFlags.None) | (write ? PollFlags.Out : PollFlags.None);
        bool urgent = _order == DispatchOrder.ByEvent ? wanted != PollFlags.None : read;
        return urgent ? wanted | PollFlags.Pri : wanted;
    }

    private void Register(ChannelEntry entry, PollFlags wanted)
    {
        if (wanted == PollFlags.None)
        {
            Forget(entry); // registered for nothing, it would still report hang-ups and errors
            return;
        }

        ChannelSocket? socket = (entry.Channel as Dispatcher)?.Socket;
        SocketError error = entry.Registered == PollFlags.None
            ? poller.Add(entry.Descriptor, entry.Generation, wanted, socket)
            : poller.Modify(entry.Descriptor, entry.Generation, wanted, socket);
        if (error == SocketError.Success)
        {
            entry.Registered = wanted;
        }
        else if (error is SocketErrors.BadDescriptor or SocketError.NotSocket)
        {
            entry.Registered = PollFlags.None;
            entry.IsInvalid = true;
            Report(entry);
        }
        else
        {
            loop.HandleError(entry.Channel, SocketErrors.CreateException(error, $"watch descriptor {entry.Descriptor}", entry.Channel));
        }
    }
}
