using System.Globalization;
using System.Text;

namespace Peers.Report;

/// <summary>
/// A table of figures for a Markdown page: the first column to the left, the others to the right, and aligned as text, too, so
/// that a difference between two versions of the page can be read. Cells are Markdown; only what would end a cell is escaped.
/// </summary>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> _rows = [[.. heads.Select(Escape)]];

    /// <summary>Adds a row of texts and numbers.</summary>
    /// <exception cref="ArgumentException">The row has not as many cells as there are columns.</exception>
    public void Add(params FormattableString[] cells)
    {
        if (cells.Length != heads.Length)
        {
            throw new ArgumentException($"A row has {cells.Length} cells; the table has {heads.Length} columns.", nameof(cells));
        }

        _rows.Add([.. cells.Select(cell => Escape(cell.ToString(CultureInfo.InvariantCulture)))]);
    }

    /// <summary>The table; every line ends with a newline.</summary>
    public override string ToString()
    {
        // The rule below the heads needs three characters, one of them for the colon.
        int[] widths = [.. heads.Select((_, column) => Math.Max(3, _rows.Max(row => row[column].Length)))];
        StringBuilder text = new();
        foreach (string[] row in _rows)
        {
            Line(row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])));
            if (row == _rows[0])
            {
                Line(widths.Select((width, i) => i == 0 ? new string('-', width) : new string('-', width - 1) + ":"));
            }
        }

        return text.ToString();

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    private static string Escape(string cell) => cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
