using System.Globalization;

using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

public sealed class MarkdownTableTests
{
    [Fact]
    public void Table_HasItsFirstColumnToTheLeftAndTheOthersToTheRight()
    {
        MarkdownTable table = new("server", "µs", "ratio");
        table.Add($"C", $"{3.2:0.00}", $"{1:0.00}");
        table.Add($"callback", $"{13.36:0.00}", $"{4.175:0.00}");

        Assert.Equal(
            """
            | server   |    µs | ratio |
            | -------- | ----: | ----: |
            | C        |  3.20 |  1.00 |
            | callback | 13.36 |  4.18 |

            """.ReplaceLineEndings("\n"),
            table.ToString());
    }

    [Fact]
    public void Cells_WithPipesAndLineBreaks_StayCells()
    {
        MarkdownTable table = new("a|b", "c");
        table.Add($"sh -c 'x | y'", $"{"1\r\n2\n3"}");

        Assert.Equal(
            """
            | a\|b           |     c |
            | -------------- | ----: |
            | sh -c 'x \| y' | 1 2 3 |

            """.ReplaceLineEndings("\n"),
            table.ToString());
    }

    [Fact]
    public void Cell_ThatEndsWithABackslash_DoesNotEscapeTheBorder()
    {
        MarkdownTable table = new("a", "b");
        table.Add($@"c:\", $@"d\");

        string row = table.ToString().Split('\n')[2];

        Assert.Equal(@"| c:\ |  d\ |", row);
    }

    [Fact]
    public void Table_OfNarrowColumns_StillHasARuleThatIsOne()
    {
        MarkdownTable table = new("", "n");
        table.Add($"x", $"{1}");

        Assert.Equal("|     |   n |\n| --- | --: |\n| x   |   1 |\n", table.ToString());
    }

    [Fact]
    public void Numbers_InACultureWithCommas_HavePoints()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            MarkdownTable table = new("server", "µs");
            table.Add($"C", $"{1.5}");

            Assert.Contains("| 1.5 |", table.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Row_OfAnotherLength_IsRefused()
    {
        MarkdownTable table = new("server", "µs");

        var error = Assert.Throws<ArgumentException>(() => table.Add($"C"));

        Assert.Contains("1 cells; the table has 2 columns", error.Message, StringComparison.Ordinal);
    }
}
