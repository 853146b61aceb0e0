namespace Peers.Report;

/// <summary>One bar: the figure of one server. The value is finite and not negative.</summary>
internal sealed record Bar(string Name, double Value, ServerKind Kind);
