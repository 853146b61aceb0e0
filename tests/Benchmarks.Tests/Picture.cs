using System.Globalization;
using System.Xml.Linq;

using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

/// <summary>A chart as its reader has it: the SVG parsed again, with the box that each text may take.</summary>
internal sealed class Picture
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private Picture(string svg)
    {
        Root = XDocument.Parse(svg).Root!;
        Assert.Equal(Svg + "svg", Root.Name);
    }

    public XElement Root { get; }

    public double Width => Number(Root, "width");

    public double Height => Number(Root, "height");

    public IEnumerable<XElement> Bars => Root.Elements().Where(e => Kinds(e).Contains("bar"));

    public IEnumerable<XElement> Texts => Root.Elements(Svg + "text");

    public static Picture Of(BarChart chart) => new(chart.ToSvg());

    public IEnumerable<XElement> Elements(string name) => Root.Descendants(Svg + name);

    public XElement Text(string value) => Assert.Single(Texts, text => text.Value == value);

    public static string[] Kinds(XElement element) => ((string?)element.Attribute("class") ?? "").Split(' ');

    public static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>The box of a text: its greatest width, and from above its capitals to below its tails.</summary>
    public static Box BoxOf(XElement text)
    {
        double size = Number(text, "font-size");
        double width = TextMetrics.Width(text.Value, size, (string?)text.Attribute("font-weight") == "600");
        double x = Number(text, "x") - ((string?)text.Attribute("text-anchor") == "end" ? width : 0);
        double y = Number(text, "y");
        return new Box(x, y - (0.8 * size), x + width, y + (0.25 * size));
    }

    /// <summary>Where an upright line is.</summary>
    public static Box BoxOfLine(XElement line) =>
        new(Number(line, "x1") - 0.5, Number(line, "y1"), Number(line, "x2") + 0.5, Number(line, "y2"));

    /// <summary>Where a bar is; of a cut one, the part before the gap.</summary>
    public static Box BoxOfBar(XElement bar)
    {
        if (bar.Name == Svg + "rect")
        {
            (double x, double y) = (Number(bar, "x"), Number(bar, "y"));
            return new Box(x, y, x + Number(bar, "width"), y + Number(bar, "height"));
        }

        double[][] points =
        [
            .. bar.Attribute("points")!.Value.Split(' ')
                .Select(point => point.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray()),
        ];
        return new Box(points.Min(p => p[0]), points.Min(p => p[1]), points.Max(p => p[0]), points.Max(p => p[1]));
    }
}
