namespace AsyncoreNet.Conformance;

/// <summary>A scenario: a static method on a <see cref="Stage"/>. A Python function of the same name does the same.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ScenarioAttribute : Attribute;
