using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Testing;

/// <summary>What a simulation allows, and what it keeps.</summary>
public sealed record SimulationOptions
{
    /// <summary>The date and time at which it begins.</summary>
    public DateTimeOffset Start { get; init; } = VirtualTimeProvider.DefaultStart;

    /// <summary>Virtual time that it may take; it fails beyond. A day by default.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Virtual time that what the scenario has left may take to end by itself, before it counts as leaked: connections whose end is on
    /// its way. Two minutes by default.
    /// </summary>
    public TimeSpan EndLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Rounds of passes of all loops without time moving, beyond which it is said to spin. A million by default.</summary>
    public long MostRounds { get; init; } = 1_000_000;

    /// <summary>
    /// Real time without a pass of any loop, beyond which the scenario is said to block the thread. Ten seconds by default; without a
    /// limit under a debugger.
    /// </summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What loops log at this level or above fails the simulation; null for nothing. Errors by default.</summary>
    public LogLevel? FailOnLog { get; init; } = LogLevel.Error;

    /// <summary>
    /// Whether an exception of a handler fails the simulation, whatever the channel's error handler makes of it; not one of the network
    /// (<see cref="System.Net.Sockets.SocketException"/>, <see cref="IOException"/>), which reaches it by the same way. It does by default.
    /// </summary>
    public bool FailOnHandlerException { get; init; } = true;

    /// <summary>Whether sockets, tasks and timers that are left at the end fail the simulation. They do by default.</summary>
    public bool FailOnLeaks { get; init; } = true;

    /// <summary>
    /// Whether the seed is run twice, and fails if the traces differ: that is how a scenario is found that reads the real clock, draws from
    /// a generator of its own, or depends on hash codes.
    /// </summary>
    public bool RunTwice { get; init; }

    /// <summary>Whether all events are kept as text, not only the last ones.</summary>
    public bool KeepTrace { get; init; }
}
