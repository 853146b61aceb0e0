namespace AsyncoreNet.Async;

/// <summary>How <see cref="AsyncLoop"/> runs a program.</summary>
public sealed record AsyncLoopOptions
{
    /// <summary>The loop; <see cref="AsyncoreNet.Loop.Default"/> by default, so that legacy channels of the default map are served too.</summary>
    public Loop? Loop { get; init; }

    /// <summary>Whether SIGINT and SIGTERM cancel the program's token; on by default. A second one does what it does without.</summary>
    public bool HandleSignals { get; init; } = true;
}
