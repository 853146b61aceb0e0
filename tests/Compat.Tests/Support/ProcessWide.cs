namespace AsyncoreNet.Compat.Tests;

/// <summary>
/// The tests that touch what a process has once: the console, <c>asyncore.socket_map</c>, the numbers of closed descriptors. They
/// run one after the other, when no other test does.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "Process wide";
}
