using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <summary>What a loop is made with.</summary>
public sealed class LoopOptions
{
    /// <summary>Where sockets, pollers and names come from; the operating system by default.</summary>
    public INetwork Network { get; init; } = SystemNetwork.Instance;

    /// <summary>The system call to wait in; the best there is by default.</summary>
    public PollerKind Poller { get; init; }

    /// <summary>The clock that timers follow; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether the loop stands for a process of its own: while it runs, it is <see cref="Loop.Default"/> on its thread, and its map is
    /// <see cref="ChannelMap.Default"/> there, so that a channel that names no map joins it. Off by default.
    /// </summary>
    public bool IsDefault { get; init; }

    /// <summary>Where warnings and errors that nobody handles go; standard error by default.</summary>
    public ILogger Logger { get; init; } = StandardErrorLogger.Instance;
}
