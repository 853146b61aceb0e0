using System.Globalization;

using Spectre.Console;

namespace Peers;

/// <summary>Prints a result: its figures, and what is held against a limit.</summary>
internal static class ConsoleReport
{
    public static void Print(WorkResult result)
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 180); // in a file as on a wide screen: cells are not broken
        AnsiConsole.MarkupLineInterpolated($"\n[bold]{result.Title}[/] ({result.Method})");
        Column[] columns = [.. result.Columns.Where(column => result.Rows.Any(row => row.Figures.ContainsKey(column.Name)))];
        foreach (IGrouping<string, Row> load in result.Rows.GroupBy(row => row.Load))
        {
            Table table = New([load.Key, .. columns.Select(column => column.Name)]);
            foreach (Row row in load)
            {
                IEnumerable<string> cells = columns.Select(
                    column => row.Figures.TryGetValue(column.Name, out double figure) ? column.Format(figure) : "");
                table.AddRow([Markup.Escape(row.Server), .. cells]);
            }

            AnsiConsole.Write(table);
        }

        if (result.Verdicts.Length > 0)
        {
            Table verdicts = New("", "", "against", "figure", "median of pairs", "limit", "");
            foreach (Verdict verdict in result.Verdicts)
            {
                verdicts.AddRow(
                    Markup.Escape(verdict.Load), Markup.Escape(verdict.Server), Markup.Escape(verdict.Against ?? ""),
                    Format(verdict.Figure), Format(verdict.MedianOfPairs), Format(verdict.Limit),
                    verdict.Limit is null ? "" : verdict.Holds ? "[green]holds[/]" : "[red]MISS[/]");
            }

            AnsiConsole.Write(verdicts);
        }
    }

    private static string Format(double? figure) => figure?.ToString("0.00#", CultureInfo.InvariantCulture) ?? "";

    private static Table New(params string[] heads)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        for (int i = 0; i < heads.Length; i++)
        {
            TableColumn column = new(Markup.Escape(heads[i])) { NoWrap = true };
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }
}
