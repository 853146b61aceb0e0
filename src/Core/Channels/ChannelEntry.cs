namespace AsyncoreNet;

/// <summary>
/// One place in a <see cref="ChannelMap"/>: a descriptor, its channel, and what the poller knows of it. Loop thread.
/// </summary>
internal sealed class ChannelEntry(ChannelMap map, int descriptor, long order)
{
    /// <summary>The map it is a place in.</summary>
    public readonly ChannelMap Map = map;

    /// <summary>The key in the map.</summary>
    public readonly int Descriptor = descriptor;

    /// <summary>Rises with each insertion: dispatch follows it.</summary>
    public readonly long Order = order;

    /// <summary>The channel; another one when the program assigns to the same descriptor.</summary>
    public IChannel Channel = null!;

    /// <summary>
    /// Names this registration of this channel. It changes when the entry is removed, its channel replaced or its descriptor
    /// closed, so an event that carries an older one is for a channel or a file that is gone. Never 0 while the entry is in the
    /// map.
    /// </summary>
    public uint Generation;

    /// <summary>What the poller watches the descriptor for; none when it is not registered.</summary>
    public PollFlags Registered;

    /// <summary>What the channel wanted when it was last looked at.</summary>
    public PollFlags Wanted;

    /// <summary>Whether the channel's predicates must be asked on every pass.</summary>
    public bool IsAsked;

    /// <summary>Whether the entry is in the list of those whose interest may have changed.</summary>
    public bool IsChanged;

    /// <summary>
    /// Whether the descriptor is kept from the poller because it reports what the channel does not want (a hang-up while reading
    /// is paused) and would report it on every pass; a change of interest ends it. Of an invalid entry, whether that has been
    /// reported.
    /// </summary>
    public bool IsSuspended;

    /// <summary>Whether the descriptor was closed behind the channel's back, or was never open.</summary>
    public bool IsInvalid;

    /// <summary>The neighbours in insertion order.</summary>
    public ChannelEntry? Previous, Next;

    /// <summary>Whether <paramref name="generation"/> still names this entry's channel.</summary>
    public bool IsCurrent(uint generation) => Generation == generation;
}
