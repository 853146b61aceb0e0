namespace AsyncoreNet;

/// <summary>One descriptor's readiness, as a poller found it.</summary>
/// <param name="Descriptor">The descriptor.</param>
/// <param name="Generation">
/// The generation it was registered with: an event whose generation has passed is for a channel that is gone.
/// </param>
/// <param name="Flags">What it is ready for.</param>
public readonly record struct PollEvent(int Descriptor, uint Generation, PollFlags Flags);
