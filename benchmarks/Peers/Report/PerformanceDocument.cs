using System.Globalization;

namespace Peers.Report;

/// <summary>Writes the measured parts of <c>performance.md</c>, and its charts.</summary>
internal static class PerformanceDocument
{
    private const string CpuColumn = "CPU µs";

    /// <summary>Replaces the parts between the markers; the prose around them stays.</summary>
    /// <param name="folder">Where the document is.</param>
    /// <param name="results">The figures.</param>
    public static void Write(string folder, ResultSet results)
    {
        string path = Path.Combine(folder, "performance.md");
        string document = File.ReadAllText(path);
        document = Sections.Replace(document, "machine", MachineOf(results));
        document = Sections.Replace(document, "limits", Limits(results.Works));
        foreach (WorkResult work in results.Works)
        {
            document = Sections.Replace(document, work.Name, Tables(work) + ChartOf(folder, work));
        }

        File.WriteAllText(path, document);
    }

    private static string MachineOf(ResultSet results)
    {
        var table = new MarkdownTable("what", "version");
        foreach ((string name, string version) in results.Versions)
        {
            table.Add($"{name}", $"{version}");
        }

        return $"{results.Machine}\n\n{table}";
    }

    /// <summary>All that is held against a limit, in one table.</summary>
    private static string Limits(WorkResult[] works)
    {
        var table = new MarkdownTable("work", "server", "against", "ratio", "median of pairs", "limit", "");
        foreach (WorkResult work in works)
        {
            foreach (Verdict verdict in work.Verdicts)
            {
                string load = verdict.Load.Length > 0 ? $"{work.Title}: {verdict.Load}" : work.Title;
                table.Add(
                    $"{load}", $"{verdict.Server}", $"{verdict.Against ?? "its limit"}", $"{verdict.Figure:0.000}",
                    $"{Format(verdict.MedianOfPairs)}", $"{Format(verdict.Limit)}",
                    $"{(verdict.Limit is null ? "" : verdict.Holds ? "holds" : "**misses**")}");
            }
        }

        return table.ToString();
    }

    private static string Tables(WorkResult work)
    {
        Column[] columns = [.. work.Columns.Where(column => work.Rows.Any(row => row.Figures.ContainsKey(column.Name)))];
        IEnumerable<string> tables = work.Rows.GroupBy(row => row.Load).Select(load =>
        {
            var table = new MarkdownTable([load.Key.Length > 0 ? load.Key : "what", .. columns.Select(column => column.Name)]);
            foreach (Row row in load)
            {
                table.Add([$"{Name(row)}", .. columns.Select(column => Cell(row, column))]);
            }

            return table.ToString();
        });
        return $"{work.Method}\n\n{string.Join("\n", tables)}";

        static string Name(Row row) => row.Kind == ServerKind.Own ? $"**{row.Server}**" : row.Server;

        static FormattableString Cell(Row row, Column column) =>
            $"{(row.Figures.TryGetValue(column.Name, out double figure) ? column.Format(figure) : "")}";
    }

    /// <summary>Draws what has a chart, and returns the reference to it.</summary>
    private static string ChartOf(string folder, WorkResult work)
    {
        string column = work.Columns[0].Name;
        string? subtitle = column switch
        {
            CpuColumn when work.Rows.Length > 2 => "server CPU time per request, µs; less is better",
            "kB/connection" => "kB of resident memory each; less is better",
            _ => null,
        };
        if (subtitle is null)
        {
            return "";
        }

        var chart = new BarChart
        {
            Title = work.Title,
            Subtitle = subtitle,
            Groups =
            [
                .. work.Rows.GroupBy(row => row.Load).Select(load => new BarGroup(
                    load.Key,
                    [.. load.OrderBy(row => row.Figures[column]).Select(row => new Bar(row.Server, row.Figures[column], row.Kind))])
                {
                    FullLength = load.Max(row => row.Figures[column]), // loads differ too much for one scale
                }),
            ],
        };
        string file = Path.Combine("performance", work.Name + ".svg");
        File.WriteAllText(Path.Combine(folder, file), chart.ToSvg());
        return $"\n![{work.Title}: {subtitle}]({file})\n";
    }

    private static string Format(double? figure) => figure?.ToString("0.00#", CultureInfo.InvariantCulture) ?? "";
}
