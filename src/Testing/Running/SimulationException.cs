namespace AsyncoreNet.Testing;

/// <summary>
/// A simulation has failed. The message has the seed, what went wrong, and the last events; the same seed fails the same way again.
/// </summary>
public sealed class SimulationException : Exception
{
    internal SimulationException(ulong seed, string reason, SimulationTrace trace, Exception? innerException = null)
        : base(Compose(seed, reason, trace), innerException) => (Seed, Reason, Trace) = (seed, reason, trace);

    /// <summary>The seed that fails.</summary>
    public ulong Seed { get; }

    /// <summary>What went wrong, without the events.</summary>
    public string Reason { get; }

    /// <summary>What had happened until then.</summary>
    public SimulationTrace Trace { get; }

    private static string Compose(ulong seed, string reason, SimulationTrace trace) =>
        $"Seed {seed}: {reason}{Environment.NewLine}Last events of {trace.Count}:{Environment.NewLine}"
        + string.Join(Environment.NewLine, trace.Last(30));
}
