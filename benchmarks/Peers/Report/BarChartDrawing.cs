using System.Globalization;

namespace Peers.Report;

/// <summary>
/// One drawing of a <see cref="BarChart"/>, from top to bottom. Names stand in a column on the left, bars in the middle, and
/// each value at the end of its bar; the column that the longest bar leaves for values is as wide as the widest of them.
/// </summary>
internal sealed class BarChartDrawing
{
    // Fits beside the navigation of most pages, so that the text is not shrunk.
    private const double PreferredWidth = 760;
    private const double LeastPlot = 160;
    private const double MostName = 280;
    private const double Margin = 12;
    private const double Gap = 8;
    private const double Row = 26;
    private const double Thickness = 18;
    private const double Swatch = 11;
    private const double TitleSize = 18;
    private const double HeadingSize = 14;
    private const double TextSize = 13;
    private const double NoteSize = 12;

    private readonly BarChart _chart;
    private readonly double _plotLeft;
    private readonly double _plotWidth;
    private readonly double _width;
    private readonly SvgCanvas _svg = new();
    private double _y = Margin;

    public BarChartDrawing(BarChart chart)
    {
        _chart = chart;
        Bar[] bars = [.. chart.Groups.SelectMany(group => group.Bars)];
        _plotLeft = Margin + bars.Max(bar => Width(Name(bar), bar)) + Gap;
        double right = Gap + bars.Max(bar => Width(Value(bar), bar)) + Margin;
        _plotWidth = Math.Max(Math.Floor(PreferredWidth - _plotLeft - right), LeastPlot);
        _width = Math.Ceiling(_plotLeft + _plotWidth + right);

        Paragraph(chart.Title, TitleSize, bold: true);
        Paragraph(chart.Subtitle, TextSize, bold: false);
        Legend();
        foreach (BarGroup group in chart.Groups)
        {
            Group(group);
        }

        Notes();
        _y += Margin;
    }

    /// <summary>The picture as text.</summary>
    public override string ToString() => _svg.ToString(_width, _y, _chart.Title, Description());

    private void Paragraph(string text, double size, bool bold)
    {
        foreach (string line in TextMetrics.Wrap(text, size, bold, _width - (2 * Margin)))
        {
            double height = Math.Ceiling(size * 1.4);
            _svg.Text(line, Margin, _y + (height / 2), size, bold);
            _y += height;
        }
    }

    private void Legend()
    {
        IEnumerable<ServerKind> kinds = _chart.Groups.SelectMany(group => group.Bars).Select(bar => bar.Kind).Distinct().Order();
        IEnumerable<string> lines = _chart.Groups.Select(group => _chart.LineOf(group)?.Name).OfType<string>().Distinct();
        (ServerKind? Kind, string Name)[] entries =
        [
            .. kinds.Select(kind => ((ServerKind?)kind, KindName(kind))),
            .. lines.Select(line => ((ServerKind?)null, line)),
        ];

        _y += 4;
        double x = Margin;
        foreach ((ServerKind? kind, string name) in entries)
        {
            string shown = TextMetrics.Shorten(name, NoteSize, bold: false, _width - (2 * Margin) - Swatch - Gap);
            double width = Swatch + Gap + TextMetrics.Width(shown, NoteSize);
            if (x > Margin && x + width > _width - Margin)
            {
                x = Margin;
                _y += Row;
            }

            if (kind is ServerKind known)
            {
                _svg.Rectangle("swatch", known, x, _y + ((Row - Swatch) / 2), Swatch, Swatch);
            }
            else
            {
                _svg.Dashes(x + (Swatch / 2), _y + ((Row - Thickness) / 2), _y + ((Row + Thickness) / 2), onBar: false);
            }

            _svg.Text(shown, x + Swatch + Gap, _y + (Row / 2), NoteSize, bold: false);
            x += width + (2 * Gap);
        }

        _y += Row;
    }

    private void Group(BarGroup group)
    {
        _y += 12;
        Paragraph(group.Name, HeadingSize, bold: true);
        _y += 4;

        double full = _chart.FullLengthOf(group);
        double? line = _plotLeft + (_chart.LineOf(group)?.Value / full * _plotWidth);
        if (line is double position)
        {
            _svg.Dashes(position, _y, _y + (group.Bars.Count * Row), onBar: false);
        }

        foreach (Bar bar in group.Bars)
        {
            double end = Bar(bar, full);
            if (line < end)
            {
                _svg.Dashes(line.Value, _y + ((Row - Thickness) / 2), _y + ((Row + Thickness) / 2), onBar: true);
            }

            Labels(bar, end, line);
            _y += Row;
        }
    }

    /// <summary>Draws a bar and returns where it ends.</summary>
    private double Bar(Bar bar, double full)
    {
        double top = _y + ((Row - Thickness) / 2);
        bool cut = bar.Value > full;
        double length = cut ? _plotWidth : bar.Value / full * _plotWidth;
        string name = $"bar {bar.Kind.ToString().ToLowerInvariant()}";
        if (cut)
        {
            // Two slanted edges, with the page between them: a gap is seen on any page.
            double right = _plotLeft + length;
            double bottom = top + Thickness;
            _svg.Polygon($"{name} cut", bar.Kind, (_plotLeft, top), (right - 20, top), (right - 26, bottom), (_plotLeft, bottom));
            _svg.Polygon("rest", bar.Kind, (right - 15, top), (right, top), (right, bottom), (right - 21, bottom));
        }
        else
        {
            _svg.Rectangle(name, bar.Kind, _plotLeft, top, length, Thickness);
        }

        return _plotLeft + length;
    }

    private void Labels(Bar bar, double end, double? line)
    {
        double middle = _y + (Row / 2);
        bool bold = bar.Kind == ServerKind.Own;
        _svg.Text(Name(bar), _plotLeft - Gap, middle, TextSize, bold, toTheLeft: true);

        // The value of a bar that ends shortly before the line goes behind the line.
        bool crossed = line > end && line < end + Gap + Width(Value(bar), bar) + Gap;
        _svg.Text(Value(bar), (crossed ? line!.Value : end) + Gap, middle, TextSize, bold);
    }

    private void Notes()
    {
        _y += 6;
        if (_chart.Groups.Any(group => group.Bars.Any(bar => bar.Value > _chart.FullLengthOf(group))))
        {
            Paragraph("A bar with a gap is cut: it is longer than there is room for.", NoteSize, bold: false);
        }

        if (_chart.Groups.Select(_chart.FullLengthOf).Distinct().Count() > 1)
        {
            Paragraph("Each group has a scale of its own.", NoteSize, bold: false);
        }
    }

    private string Description() => string.Join(" ", _chart.Groups
        .Select(group => $"{group.Name}: {string.Join("; ", group.Bars.Select(bar => $"{bar.Name} {Value(bar)}"))}.")
        .Prepend($"{_chart.Subtitle}."));

    private string KindName(ServerKind kind) => kind switch
    {
        ServerKind.Own => _chart.OwnName,
        ServerKind.Reference => _chart.ReferenceName,
        _ => _chart.PeerName,
    };

    private static string Name(Bar bar) => TextMetrics.Shorten(bar.Name, TextSize, bar.Kind == ServerKind.Own, MostName);

    private string Value(Bar bar) => bar.Value.ToString(_chart.Format, CultureInfo.InvariantCulture);

    private static double Width(string text, Bar bar) => TextMetrics.Width(text, TextSize, bar.Kind == ServerKind.Own);
}
