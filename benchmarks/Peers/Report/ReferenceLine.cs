namespace Peers.Report;

/// <summary>A dashed line through the bars of a group, which the legend calls by its name.</summary>
internal sealed record ReferenceLine(double Value, string Name);
