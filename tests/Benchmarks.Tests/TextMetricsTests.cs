using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

public sealed class TextMetricsTests
{
    // The advances of DejaVu Sans and DejaVu Sans Bold 2.37 from ' ' to '~', in hundredths of the size, rounded up.
    private static readonly int[] Regular =
    [
        32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
        61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
        64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
    ];

    private static readonly int[] Bold =
    [
        35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70,
        70, 70, 40, 40, 84, 84, 84, 59, 100, 78, 77, 74, 84, 69, 69, 83, 84, 38, 38, 78, 64, 100, 84, 86,
        74, 86, 78, 73, 69, 82, 78, 111, 78, 73, 73, 46, 37, 46, 84, 50, 50, 68, 72, 60, 72, 68, 44, 72,
        72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 37, 72, 84,
    ];

    [Fact]
    public void Width_OfEachCharacter_IsThatOfAWideFontOrMore()
    {
        Assert.Equal('~' - ' ' + 1, Regular.Length);
        Assert.Equal('~' - ' ' + 1, Bold.Length);
        for (char c = ' '; c <= '~'; c++)
        {
            double regular = TextMetrics.Width($"{c}", 100);
            double bold = TextMetrics.Width($"{c}", 100, bold: true);
            Assert.True(regular >= Regular[c - ' '] - 1e-9, $"'{c}' is {Regular[c - ' ']} wide, and reckoned to be {regular}.");
            Assert.True(bold >= Bold[c - ' '] - 1e-9, $"A bold '{c}' is {Bold[c - ' ']} wide, and reckoned to be {bold}.");
        }
    }

    [Fact]
    public void Width_GrowsWithTextAndSize()
    {
        Assert.Equal(0, TextMetrics.Width("", 10));
        Assert.Equal(2 * TextMetrics.Width("echo", 10), TextMetrics.Width("echoecho", 10), 9);
        Assert.Equal(2 * TextMetrics.Width("echo", 10), TextMetrics.Width("echo", 20), 9);
        Assert.True(TextMetrics.Width("名前", 10) >= 20);
    }

    [Fact]
    public void Wrap_PutsAsManyWordsOnALineAsItHolds()
    {
        double width = TextMetrics.Width("one two", 10);

        Assert.Equal(["one two", "three", "four"], TextMetrics.Wrap("one two three  four ", 10, bold: false, width));
        Assert.Equal(["one", "two"], TextMetrics.Wrap("one two", 10, bold: false, width - 0.1));
        Assert.Empty(TextMetrics.Wrap("", 10, bold: false, width));
    }

    [Fact]
    public void Wrap_AWordWiderThanALine_IsShortened()
    {
        IReadOnlyList<string> lines = TextMetrics.Wrap("a " + new string('b', 50) + " c", 10, bold: false, 60);

        Assert.Equal(3, lines.Count);
        Assert.Equal("bbbbbbb…", lines[1]);
        Assert.All(lines, line => Assert.True(TextMetrics.Width(line, 10) <= 60));
    }

    [Fact]
    public void Shorten_KeepsWhatFits()
    {
        Assert.Equal("callback", TextMetrics.Shorten("callback", 10, bold: false, TextMetrics.Width("callback", 10)));
        Assert.Equal("call…", TextMetrics.Shorten("callback", 10, bold: false, TextMetrics.Width("call…", 10)));
        Assert.Equal("…", TextMetrics.Shorten("callback", 10, bold: false, 0));
    }

    [Fact]
    public void Shorten_AmidACharacterOfTwoHalves_LeavesNeither()
    {
        for (double width = 0; width < TextMetrics.Width("a🐍🐍", 10); width++)
        {
            string shown = TextMetrics.Shorten("a🐍🐍", 10, bold: false, width);

            Assert.True(shown is "…" or "a…" or "a🐍…", shown);
        }
    }
}
