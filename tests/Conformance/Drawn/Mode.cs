namespace AsyncoreNet.Conformance;

/// <summary>What a drawn case looks at, and how its two sequences are compared.</summary>
internal enum Mode
{
    /// <summary>
    /// The chat overrides <c>send</c>: every call is CPython's, in its place, with the queue and the passes.
    /// </summary>
    Sending,

    /// <summary>
    /// The chat overrides nothing, and at most a producer or the close waits in CPython: ours sends answers together, and all
    /// else is CPython's, in its place.
    /// </summary>
    Answering,

    /// <summary>
    /// The chat overrides nothing, and chunks wait: ours puts them together, which takes fewer passes, so that a producer may be
    /// asked earlier. The input, the output, and what the peer gets are each CPython's.
    /// </summary>
    Gathering,
}
