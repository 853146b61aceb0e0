namespace AsyncoreNet.Conformance;

/// <summary>A scenario: a static method on a <see cref="Stage"/>. A Python function of the same name does the same.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ScenarioAttribute : Attribute
{
    /// <summary>What it needs that only the system has; null where it runs on the simulated network, too.</summary>
    public string? RealOnly { get; init; }
}
