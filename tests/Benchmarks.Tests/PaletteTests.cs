using System.Globalization;
using System.Xml.Linq;

using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

public sealed class PaletteTests
{
    [Fact]
    public void Text_OnThePageItIsMeantFor_HasAContrastOf4_5()
    {
        Assert.InRange(Contrast(Palette.InkOnLight, Palette.LightPage), 4.5, 21);
        Assert.InRange(Contrast(Palette.InkOnDark, Palette.DarkPage), 4.5, 21);
    }

    [Fact]
    public void Text_OnTheOtherPage_CanBeRead()
    {
        Assert.InRange(Contrast(Palette.InkOnLight, Palette.DarkPage), 3, 21);
        Assert.InRange(Contrast(Palette.InkOnDark, Palette.LightPage), 3, 21);
    }

    [Fact]
    public void Text_OnAnUnknownPage_HasNearlyTheContrastThereIs()
    {
        double most = Math.Sqrt(Contrast(Palette.LightPage, Palette.DarkPage));

        double least = Math.Min(
            Contrast(Palette.InkOnUnknown, Palette.LightPage), Contrast(Palette.InkOnUnknown, Palette.DarkPage));
        Assert.InRange(least, 4.3, most);
    }

    [Theory]
    [InlineData(Palette.Own)]
    [InlineData(Palette.Reference)]
    [InlineData(Palette.Peer)]
    public void Bar_OnEitherPage_HasAContrastOf3(string colour)
    {
        Assert.InRange(Contrast(colour, Palette.LightPage), 3, 21);
        Assert.InRange(Contrast(colour, Palette.DarkPage), 3, 21);
    }

    [Fact]
    public void Colours_OfAPicture_AreThoseOfThePalette()
    {
        Picture picture = Picture.Of(Charts.Usual);
        HashSet<string> used = [.. picture.Root.Descendants().SelectMany(e => e.Attributes())
            .Where(a => a.Name.LocalName is "fill" or "stroke").Select(a => a.Value)];

        Assert.Equal(
            new HashSet<string> { Palette.InkOnUnknown, Palette.Own, Palette.Reference, Palette.Peer, Palette.LineOnBar }, used);
        Assert.All(picture.Texts, text => Assert.Equal("ink", (string?)text.Attribute("class")));
        Assert.Null(picture.Root.Attribute("style"));
    }

    [Fact]
    public void Style_HasARuleForEachPage()
    {
        string style = Assert.Single(Picture.Of(Charts.Usual).Elements("style")).Value;

        string[] rules = style.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(2, rules.Length);
        Assert.StartsWith("@media (prefers-color-scheme: light) { .ink { fill: #59636e }", rules[0], StringComparison.Ordinal);
        Assert.StartsWith("@media (prefers-color-scheme: dark) { .ink { fill: #8d949d }", rules[1], StringComparison.Ordinal);
    }

    /// <summary>The ratio of WCAG 2.1: from 1, no difference, to 21, black and white.</summary>
    private static double Contrast(string one, string other)
    {
        (double low, double high) = (Luminance(one), Luminance(other));
        return (Math.Max(low, high) + 0.05) / (Math.Min(low, high) + 0.05);
    }

    private static double Luminance(string colour) =>
        (0.2126 * Part(colour, 1)) + (0.7152 * Part(colour, 3)) + (0.0722 * Part(colour, 5));

    private static double Part(string colour, int at)
    {
        double value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
