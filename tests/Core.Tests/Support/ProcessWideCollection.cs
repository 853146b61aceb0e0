namespace AsyncoreNet.Tests;

/// <summary>Tests that look at what the whole process has: its console, its descriptors. They run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideCollection
{
    public const string Name = "process-wide";
}
