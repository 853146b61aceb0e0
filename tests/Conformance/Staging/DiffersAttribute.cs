namespace AsyncoreNet.Conformance;

/// <summary>
/// Declares how a scenario's trace differs from CPython's, line by line, and why. Anything else than exactly these lines fails
/// the test, equality included.
/// </summary>
/// <param name="orders">The orders of dispatch in which it differs.</param>
/// <param name="because">The reason.</param>
/// <param name="lines">What a diff shows, in order: <c>-</c> before a line of CPython's, <c>+</c> before one of ours.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class DiffersAttribute(Orders orders, string because, params string[] lines) : Attribute
{
    public Orders Orders { get; } = orders;

    public string Because { get; } = because;

    public IReadOnlyList<string> Lines { get; } = lines;

    /// <summary>The only ground on which it differs so; every one by default.</summary>
    public Ground OnlyOn { get; init; } = Ground.Any;

    public bool AppliesTo(bool usePoll, Ground ground) =>
        Orders.HasFlag(usePoll ? Orders.Poll : Orders.Select) && (OnlyOn == Ground.Any || OnlyOn == ground);
}
