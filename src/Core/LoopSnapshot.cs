namespace AsyncoreNet;

/// <summary>What a loop holds at one moment, for a diagnostic page or a test.</summary>
/// <param name="Poller">The poller's name.</param>
/// <param name="Passes">Passes made since the loop was made.</param>
/// <param name="PostedCallbacks">Callbacks posted and not run yet.</param>
/// <param name="Timers">Timers that are armed.</param>
/// <param name="NextTimer">Time until the next timer, zero if it is due; null without one.</param>
/// <param name="Operations"><c>async void</c> methods that were started on the loop and have not ended.</param>
/// <param name="Channels">The channels, in map order.</param>
public sealed record LoopSnapshot(
    string Poller,
    long Passes,
    int PostedCallbacks,
    int Timers,
    TimeSpan? NextTimer,
    int Operations,
    IReadOnlyList<ChannelSnapshot> Channels);

/// <summary>One channel of a <see cref="LoopSnapshot"/>.</summary>
/// <param name="Descriptor">Its key in the map.</param>
/// <param name="Channel">Its text.</param>
/// <param name="Interest">What the poller watches it for.</param>
/// <param name="IsAsked">Whether its predicates are asked on every pass.</param>
/// <param name="PendingOutput">Bytes it has taken to send and not sent yet.</param>
public sealed record ChannelSnapshot(int Descriptor, string Channel, PollFlags Interest, bool IsAsked, int PendingOutput);
