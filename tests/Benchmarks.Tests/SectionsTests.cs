using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

public sealed class SectionsTests
{
    private const string Page =
        "# Performance\n\nProse.\n\n<!-- ratio:begin -->\nold\n<!-- ratio:end -->\n\n" +
        "More prose.\n<!-- idle:begin -->\n<!-- idle:end -->\n";

    [Fact]
    public void Replace_ChangesWhatIsBetweenTheMarkersAlone()
    {
        string page = Sections.Replace(Page, "ratio", "| a |\n| - |\n");

        Assert.Equal(Page.Replace("\nold\n", "\n\n| a |\n| - |\n\n", StringComparison.Ordinal), page);
    }

    [Fact]
    public void Replace_AnEmptyPart_FillsIt()
    {
        string page = Sections.Replace(Page, "idle", "new");

        Assert.Equal(Page.Replace("<!-- idle:begin -->\n", "<!-- idle:begin -->\n\nnew\n\n", StringComparison.Ordinal), page);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("\n\ntext\nand more\n\n\n")]
    [InlineData("")]
    [InlineData("    indented\n\n")]
    public void Replace_WithTheSameTextAgain_ChangesNothing(string text)
    {
        string once = Sections.Replace(Page, "ratio", text);

        Assert.Equal(once, Sections.Replace(once, "ratio", text));
        Assert.DoesNotContain("old", once, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_InAPageWithCarriageReturns_KeepsThem()
    {
        string page = Sections.Replace(Page.ReplaceLineEndings("\r\n"), "ratio", "a\nb");

        Assert.Equal(Sections.Replace(Page, "ratio", "a\nb").ReplaceLineEndings("\r\n"), page);
    }

    [Fact]
    public void Replace_WithoutALastNewline_AddsNone()
    {
        string page = Sections.Replace("<!-- a:begin -->\n<!-- a:end -->", "a", "text");

        Assert.Equal("<!-- a:begin -->\n\ntext\n\n<!-- a:end -->", page);
    }

    [Fact]
    public void Marker_WithinALine_IsProse()
    {
        const string Prose = "`<!-- ratio:begin -->` opens a part.\n";

        Assert.Equal(Prose + Sections.Replace(Page, "ratio", "x"), Sections.Replace(Prose + Page, "ratio", "x"));
    }

    [Theory]
    [InlineData("<!-- ratio:begin -->", "has no line '<!-- ratio:begin -->'")]
    [InlineData("<!-- ratio:end -->", "has no line '<!-- ratio:end -->'")]
    public void Replace_WhereAMarkerIsMissing_NamesIt(string marker, string message)
    {
        string page = Page.Replace(marker, "", StringComparison.Ordinal);

        var error = Assert.Throws<InvalidOperationException>(() => Sections.Replace(page, "ratio", "new"));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_WhereAMarkerIsThereTwice_NamesIt()
    {
        const string Twice = Page + "<!-- ratio:end -->\n";

        var error = Assert.Throws<InvalidOperationException>(() => Sections.Replace(Twice, "ratio", "new"));

        Assert.Contains("'<!-- ratio:end -->' more than once", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_WhereTheEndComesFirst_SaysSo()
    {
        const string Upset = "<!-- a:end -->\n<!-- a:begin -->\n";

        var error = Assert.Throws<InvalidOperationException>(() => Sections.Replace(Upset, "a", "new"));

        Assert.Contains("'<!-- a:end -->' comes before '<!-- a:begin -->'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_ByTextWithAMarkerOfThePart_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Sections.Replace(Page, "ratio", "a\n<!-- ratio:end -->\nb"));
        Assert.Contains("idle:end -->\n\nb", Sections.Replace(Page, "ratio", "<!-- idle:end -->\n\nb"), StringComparison.Ordinal);
    }
}
