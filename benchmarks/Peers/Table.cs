using System.Globalization;

namespace Peers;

/// <summary>A table of figures for the console: the first column to the left, the others to the right.</summary>
internal sealed class Table(params string[] heads)
{
    private readonly List<string[]> _rows = [heads];

    /// <summary>Adds a row of texts and numbers.</summary>
    public void Add(params FormattableString[] cells) =>
        _rows.Add([.. cells.Select(c => c.ToString(CultureInfo.InvariantCulture))]);

    public void Print()
    {
        int[] widths = [.. Enumerable.Range(0, heads.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            Console.WriteLine(string.Join("  ", cells).TrimEnd());
            if (row == heads)
            {
                Console.WriteLine(string.Join("  ", widths.Select(w => new string('-', w))));
            }
        }

        Console.WriteLine();
    }

    /// <summary>The verdict on a figure that must not be above its limit.</summary>
    public static string AtMost(double figure, double? limit) => Verdict(limit, figure <= limit, "<=");

    /// <summary>The verdict on a figure that must not be below its limit.</summary>
    public static string AtLeast(double figure, double? limit) => Verdict(limit, figure >= limit, ">=");

    private static string Verdict(double? limit, bool passes, string relation) => limit is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{relation} {limit:0.##} {(passes ? "pass" : "MISS")}");
}
