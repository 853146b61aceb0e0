using System.Net;

namespace AsyncoreNet.Async;

/// <summary>How <see cref="AsyncConnection.ConnectAsync(EndPoint, AsyncConnectOptions?, CancellationToken)"/> connects.</summary>
public sealed record AsyncConnectOptions
{
    /// <summary>
    /// A host with several addresses: how long one is tried before the next is tried beside it; 250 ms by default, as RFC 8305
    /// recommends.
    /// </summary>
    public TimeSpan AttemptDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The address to connect from; the system's choice by default.</summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>Whether small writes are sent at once (TCP_NODELAY); on by default, as in asyncio.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>The map to join; by default that of the loop that runs on this thread, else <see cref="ChannelMap.Default"/>.</summary>
    public ChannelMap? Map { get; init; }
}
