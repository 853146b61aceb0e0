namespace AsyncoreNet.Async;

/// <summary>How an <see cref="AsyncServer"/> accepts.</summary>
public sealed record AsyncServerOptions
{
    /// <summary>Connections that the system may hold until they are accepted; 128 by default.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>The most connections at a time; no limit by default. More wait in the backlog. At least 1.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>Whether the port may be bound while connections of an earlier listener are in TIME_WAIT; on by default.</summary>
    public bool ReuseAddress { get; init; } = true;

    /// <summary>Whether small writes are sent at once (TCP_NODELAY); on by default, as in asyncio.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>The map to join; by default that of the loop that runs on this thread, else <see cref="ChannelMap.Default"/>.</summary>
    public ChannelMap? Map { get; init; }
}
