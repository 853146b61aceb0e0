namespace AsyncoreNet.Testing;

/// <summary>A simulation that has held.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Elapsed">The virtual time that it took.</param>
/// <param name="Trace">What happened.</param>
public sealed record SimulationResult(ulong Seed, TimeSpan Elapsed, SimulationTrace Trace);
