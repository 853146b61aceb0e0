namespace AsyncoreNet.Async;

/// <summary>How <see cref="AsyncLoop"/> runs a program.</summary>
public sealed record AsyncLoopOptions
{
    /// <summary>The loop; <see cref="AsyncoreNet.Loop.Default"/> by default, so that legacy channels of the default map are served too.</summary>
    public Loop? Loop { get; init; }

    /// <summary>
    /// Time for what the program has started and not ended, after its cancellation at the end of the run; 5 s by default. What takes
    /// longer is abandoned, and the log says so. Not negative.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether SIGINT and SIGTERM cancel the program's token; on by default. A second one does what it does without.</summary>
    public bool HandleSignals { get; init; } = true;
}
