namespace Peers.Report;

/// <summary>The bars of one load, below its name.</summary>
internal sealed record BarGroup(string Name, IReadOnlyList<Bar> Bars)
{
    /// <summary>The value of a bar as long as the chart is wide, where it is not <see cref="BarChart.FullLength"/>.</summary>
    public double? FullLength { get; init; }

    /// <summary>The group's line, where it is not <see cref="BarChart.Line"/>.</summary>
    public ReferenceLine? Line { get; init; }
}
