using System.Globalization;

using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

public sealed class BarChartTests
{
    public static TheoryData<string> Names => new("usual", "hard", "ratios", "single");

    [Fact]
    public void Bars_OfOneScale_AreAsLongAsTheirValues()
    {
        Box[] bars =
        [
            .. Picture.Of(Charts.Of(
                new Bar("a", 12, ServerKind.Reference),
                new Bar("b", 3, ServerKind.Own),
                new Bar("c", 6.6, ServerKind.Peer),
                new Bar("d", 0, ServerKind.Peer))).Bars.Select(Picture.BoxOfBar),
        ];

        Assert.Equal(4, bars.Length);
        Assert.True(bars[0].Width > 400);
        Assert.All(bars, bar => Assert.Equal(bars[0].Left, bar.Left));
        Assert.Equal(3.0 / 12, bars[1].Width / bars[0].Width, 4);
        Assert.Equal(6.6 / 12, bars[2].Width / bars[0].Width, 4);
        Assert.Equal(0, bars[3].Width);
    }

    [Fact]
    public void Bars_OfTwoGroups_ShareTheScale()
    {
        BarChart chart = Charts.Of(new Bar("a", 5, ServerKind.Own));
        BarGroup more = new("more", [new Bar("b", 20, ServerKind.Own)]);
        Picture picture = Picture.Of(chart with { Groups = [.. chart.Groups, more] });

        double[] widths = [.. picture.Bars.Select(bar => Picture.BoxOfBar(bar).Width)];

        Assert.Equal(0.25, widths[0] / widths[1], 4);
        Assert.DoesNotContain(picture.Texts, text => text.Value.Contains("scale", StringComparison.Ordinal));
    }

    [Fact]
    public void Bars_OfAGroupWithItsOwnFullLength_HaveItsScale_AndANoteSaysSo()
    {
        BarChart chart = Charts.Of(new Bar("a", 5, ServerKind.Own));
        Picture picture = Picture.Of(chart with
        {
            Groups = [.. chart.Groups, new BarGroup("more", [new Bar("b", 20, ServerKind.Own)]) { FullLength = 40 }],
        });

        double[] widths = [.. picture.Bars.Select(bar => Picture.BoxOfBar(bar).Width)];

        Assert.Equal(0.5, widths[1] / widths[0], 4);
        picture.Text("Each group has a scale of its own.");
    }

    [Fact]
    public void Bar_BeyondTheFullLength_IsCut_AndItsValueIsTheTrueOne()
    {
        Picture picture = Picture.Of(Charts.Of(
            new Bar("within", 5, ServerKind.Own), new Bar("at", 10, ServerKind.Own), new Bar("beyond", 250, ServerKind.Peer)) with
        {
            FullLength = 10,
        });

        Box[] bars = [.. picture.Bars.Select(Picture.BoxOfBar)];
        Assert.Equal([false, false, true], picture.Bars.Select(bar => Picture.Kinds(bar).Contains("cut")));
        Assert.Equal(0.5, bars[0].Width / bars[1].Width, 4);

        // The rest behind the gap ends where the longest whole bar does; the part before it ends earlier.
        Box rest = Picture.BoxOfBar(Assert.Single(picture.Root.Elements(), element => Picture.Kinds(element).Contains("rest")));
        Assert.Equal(bars[1].Right, rest.Right, 2);
        Assert.True(bars[2].Right < rest.Right);
        Assert.True(Picture.BoxOf(picture.Text("250.00")).Left >= rest.Right);
        picture.Text("A bar with a gap is cut: it is longer than there is room for.");
    }

    [Fact]
    public void Bars_HaveTheColourOfTheirKind_AndOwnOnesABoldName()
    {
        Picture picture = Picture.Of(Charts.Of(
            new Bar("ours", 1, ServerKind.Own), new Bar("measure", 1, ServerKind.Reference), new Bar("theirs", 1, ServerKind.Peer)));

        Assert.Equal([Palette.Own, Palette.Reference, Palette.Peer], picture.Bars.Select(bar => (string)bar.Attribute("fill")!));
        Assert.Equal("600", (string?)picture.Text("ours").Attribute("font-weight"));
        Assert.Null(picture.Text("measure").Attribute("font-weight"));
        Assert.Null(picture.Text("theirs").Attribute("font-weight"));
    }

    [Fact]
    public void Legend_NamesTheKindsThatOccur()
    {
        Picture picture = Picture.Of(Charts.Of(new Bar("ours", 1, ServerKind.Own), new Bar("theirs", 1, ServerKind.Peer)) with
        {
            OwnName = "us",
            ReferenceName = "the measure",
            PeerName = "them",
        });

        Assert.Equal(["title", "subtitle", "us", "them"], picture.Texts.Take(4).Select(text => text.Value));
        Assert.DoesNotContain(picture.Texts, text => text.Value == "the measure");
        Assert.Equal(2, picture.Root.Elements().Count(element => Picture.Kinds(element).Contains("swatch")));
    }

    [Fact]
    public void Line_IsAtItsValue_DashedAndNamed()
    {
        Picture picture = Picture.Of(Charts.Of(new Bar("a", 4, ServerKind.Own), new Bar("b", 1, ServerKind.Peer)) with
        {
            Line = new ReferenceLine(1, "C = 1"),
        });

        Box[] bars = [.. picture.Bars.Select(Picture.BoxOfBar)];
        double at = bars[0].Left + (bars[0].Width / 4);
        var lines = picture.Elements("line").Where(line => Math.Abs(Picture.Number(line, "x1") - at) < 0.02).ToList();

        // One through the group, and one on the bar that would hide it.
        Assert.Equal(["line", "line-on-bar"], lines.Select(line => (string)line.Attribute("class")!));
        Assert.All(lines, line => Assert.NotNull(line.Attribute("stroke-dasharray")));
        Assert.True(Picture.Number(lines[0], "y1") <= bars[0].Top);
        Assert.True(Picture.Number(lines[0], "y2") >= bars[1].Bottom);
        picture.Text("C = 1");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_OfAnyChart_TouchNeitherEachOtherNorABarNorTheEdge(string name)
    {
        Picture picture = Picture.Of(Chart(name));
        (string Text, Box Box)[] texts = [.. picture.Texts.Select(text => (text.Value, Picture.BoxOf(text)))];
        (string Text, Box Box)[] bars =
        [
            .. picture.Root.Elements().Where(e => Picture.Kinds(e).Intersect(["bar", "rest", "swatch"]).Any())
                .Select(bar => ("a bar", Picture.BoxOfBar(bar))),
        ];
        (string Text, Box Box)[] lines =
        [
            .. picture.Elements("line").Select(line => ("a line", Picture.BoxOfLine(line))),
        ];

        Assert.NotEmpty(bars);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.True(texts[i].Box.IsWithin(picture.Width, picture.Height), $"'{texts[i].Text}' leaves the picture.");
            foreach ((string other, Box box) in texts[(i + 1)..].Concat(bars).Concat(lines))
            {
                Assert.False(texts[i].Box.Overlaps(box), $"'{texts[i].Text}' and '{other}' overlap.");
            }
        }
    }

    [Fact]
    public void Name_BeyondItsColumn_IsShortened_AndWholeInTheDescription()
    {
        string name = new('n', 200);
        Picture picture = Picture.Of(Charts.Of(new Bar(name, 1, ServerKind.Peer)));

        Assert.Contains(picture.Texts, text => text.Value.EndsWith("nnn…", StringComparison.Ordinal));
        Assert.Contains(name, Assert.Single(picture.Elements("desc")).Value, StringComparison.Ordinal);
        Assert.True(Picture.BoxOfBar(picture.Bars.Single()).Width > 300);
    }

    [Fact]
    public void Markup_InAnyText_IsText()
    {
        const string Hostile = "a<b>&amp;</text><script>\"'";
        BarChart chart = new()
        {
            Title = Hostile + "1",
            Subtitle = Hostile + "2",
            Groups = [new BarGroup(Hostile + "3", [new Bar(Hostile + "4", 1, ServerKind.Own)])],
            OwnName = Hostile + "5",
            Line = new ReferenceLine(1, Hostile + "6"),
        };

        Picture picture = Picture.Of(chart);

        Assert.Empty(picture.Elements("script"));
        Assert.Equal(Enumerable.Range(1, 6).Select(i => Hostile + i), picture.Texts.Select(text => text.Value)
            .Where(text => text.StartsWith(Hostile, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Picture_IsNamedAndDescribedForThoseWhoDoNotSeeIt()
    {
        Picture picture = Picture.Of(Charts.Of(new Bar("ours", 1.5, ServerKind.Own), new Bar("theirs", 3, ServerKind.Peer)));

        Assert.Equal("img", (string?)picture.Root.Attribute("role"));
        string[] labels = ((string)picture.Root.Attribute("aria-labelledby")!).Split(' ');
        Assert.Equal(["title", "subtitle. group: ours 1.50; theirs 3.00."], labels
            .Select(id => Assert.Single(picture.Root.Elements(), element => (string?)element.Attribute("id") == id).Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Svg_InAnyCultureAndAgain_IsTheSameText(string name)
    {
        string first = Chart(name).ToSvg();
        CultureInfo before = CultureInfo.CurrentCulture;
        string second;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture = comma;
            second = Chart(name).ToSvg();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(first, second);
        Assert.EndsWith("</svg>\n", first, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', first);
    }

    [Fact]
    public void Values_AreInTheFormatOfTheChart()
    {
        Picture picture = Picture.Of(Charts.Of(new Bar("a", 1234567.891, ServerKind.Own)) with { Format = "#,0.0×" });

        picture.Text("1,234,567.9×");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void Value_ThatNoLengthShows_IsRefusedByName(double value)
    {
        BarChart chart = Charts.Of(new Bar("fine", 1, ServerKind.Own), new Bar("odd", value, ServerKind.Peer));

        var error = Assert.Throws<ArgumentException>(chart.ToSvg);

        Assert.Contains("'odd'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'group'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_WithoutGroupsOrBars_OrWithImpossibleLengths_IsRefused()
    {
        BarChart chart = Charts.Of(new Bar("a", 1, ServerKind.Own));

        Assert.Throws<ArgumentException>((chart with { Groups = [] }).ToSvg);
        Assert.Throws<ArgumentException>((chart with { Groups = [new BarGroup("empty", [])] }).ToSvg);
        Assert.Throws<ArgumentException>((chart with { FullLength = 0 }).ToSvg);
        Assert.Throws<ArgumentException>((chart with { FullLength = double.NaN }).ToSvg);
        Assert.Throws<ArgumentException>((chart with { FullLength = 2, Line = new ReferenceLine(3, "beyond") }).ToSvg);
    }

    [Fact]
    public void Bars_AllOfZero_AreDrawnWithoutLength()
    {
        Picture picture = Picture.Of(Charts.Of(new Bar("a", 0, ServerKind.Own), new Bar("b", 0, ServerKind.Peer)));

        Assert.All(picture.Bars, bar => Assert.Equal(0, Picture.BoxOfBar(bar).Width));
    }

    private static BarChart Chart(string name) => name switch
    {
        "usual" => Charts.Usual,
        "hard" => Charts.Hard,
        "ratios" => Charts.Of(
            new Bar("below the line", 0.97, ServerKind.Own), new Bar("far below", 0.02, ServerKind.Own),
            new Bar("at", 1, ServerKind.Reference), new Bar("just above", 1.01, ServerKind.Own), new Bar("above", 4, ServerKind.Peer)) with
        {
            Format = "0.00×",
            Line = new ReferenceLine(1, "C = 1"),
        },
        _ => Charts.Of(new Bar("one", 1, ServerKind.Peer)),
    };
}
