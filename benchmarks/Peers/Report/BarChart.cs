namespace Peers.Report;

/// <summary>
/// Horizontal bars in groups, as a picture that stands alone: an SVG without scripts or outside fonts, for a light or a dark
/// page. The same chart always gives the same text, so a picture changes in the repository only when its figures do.
/// </summary>
internal sealed record BarChart
{
    public required string Title { get; init; }

    /// <summary>The unit, and which end is the good one.</summary>
    public required string Subtitle { get; init; }

    public required IReadOnlyList<BarGroup> Groups { get; init; }

    /// <summary>How values are printed: a format of numbers, which may hold a unit (<c>0.00×</c>).</summary>
    public string Format { get; init; } = "0.00";

    /// <summary>
    /// The value of a bar as long as the chart is wide; by default the greatest there is. A bar of a greater value is drawn
    /// with a gap near its end, so that one outlier does not squash all others. Its value is printed as any other's.
    /// </summary>
    public double? FullLength { get; init; }

    /// <summary>A line through all groups.</summary>
    public ReferenceLine? Line { get; init; }

    /// <summary>What the legend calls bars of <see cref="ServerKind.Own"/>.</summary>
    public string OwnName { get; init; } = "AsyncoreNet";

    /// <summary>What the legend calls bars of <see cref="ServerKind.Reference"/>.</summary>
    public string ReferenceName { get; init; } = "C, the reference";

    /// <summary>What the legend calls bars of <see cref="ServerKind.Peer"/>.</summary>
    public string PeerName { get; init; } = "others";

    /// <summary>The picture.</summary>
    /// <exception cref="ArgumentException">A group without bars, or a figure that no length can show.</exception>
    public string ToSvg()
    {
        Validate();
        return new BarChartDrawing(this).ToString();
    }

    /// <summary>The line of a group.</summary>
    internal ReferenceLine? LineOf(BarGroup group) => group.Line ?? Line;

    /// <summary>
    /// The value of a bar of full length in a group: its own, the chart's, or the greatest of all groups that have neither.
    /// </summary>
    internal double FullLengthOf(BarGroup group)
    {
        if ((group.FullLength ?? FullLength) is double given)
        {
            return given;
        }

        double greatest = Groups.Where(other => other.FullLength is null)
            .Max(other => Math.Max(other.Bars.Max(bar => bar.Value), LineOf(other)?.Value ?? 0));
        return greatest > 0 ? greatest : 1;
    }

    private void Validate()
    {
        if (Groups.Count == 0)
        {
            throw new ArgumentException($"The chart '{Title}' has no groups.");
        }

        foreach (BarGroup group in Groups)
        {
            if (group.Bars.Count == 0)
            {
                throw new ArgumentException($"The group '{group.Name}' of the chart '{Title}' has no bars.");
            }

            foreach (Bar bar in group.Bars)
            {
                Check(bar.Value >= 0 && double.IsFinite(bar.Value), $"bar '{bar.Name}'", group, bar.Value);
            }
        }

        foreach (BarGroup group in Groups)
        {
            double full = FullLengthOf(group);
            Check(full > 0 && double.IsFinite(full), "full length", group, full);
            if (LineOf(group) is { } line)
            {
                Check(line.Value >= 0 && line.Value <= full, $"line '{line.Name}'", group, line.Value);
            }
        }
    }

    private void Check(bool holds, string what, BarGroup group, double value)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The {what} in the group '{group.Name}' of the chart '{Title}' is at {value}, which cannot be drawn."));
        }
    }
}
