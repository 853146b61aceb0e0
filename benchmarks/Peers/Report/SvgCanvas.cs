using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Peers.Report;

/// <summary>
/// The few shapes that a chart is made of, as SVG. Each has its colour as an attribute, which holds where a viewer ignores the
/// style sheet, and a class, by which the style sheet finds it.
/// </summary>
internal sealed class SvgCanvas
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly List<XElement> _elements = [];

    /// <summary>One line of text around the height given, beginning or ending at x.</summary>
    public void Text(string text, double x, double middle, double size, bool bold, bool toTheLeft = false) => Add("text",
        new XAttribute("class", "ink"),
        new XAttribute("x", Number(x)),
        // Viewers differ in what they make of dominant-baseline; half of a capital's height below the middle is right in all.
        new XAttribute("y", Number(middle + (size * 0.35))),
        new XAttribute("font-size", Number(size)),
        bold ? new XAttribute("font-weight", "600") : null,
        toTheLeft ? new XAttribute("text-anchor", "end") : null,
        new XAttribute("fill", Palette.InkOnUnknown),
        text);

    public void Rectangle(string name, ServerKind kind, double x, double y, double width, double height) => Add("rect",
        new XAttribute("class", name),
        new XAttribute("x", Number(x)),
        new XAttribute("y", Number(y)),
        new XAttribute("width", Number(width)),
        new XAttribute("height", Number(height)),
        new XAttribute("rx", "2"),
        new XAttribute("fill", Palette.Of(kind)));

    public void Polygon(string name, ServerKind kind, params (double X, double Y)[] points) => Add("polygon",
        new XAttribute("class", name),
        new XAttribute("points", string.Join(" ", points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))),
        new XAttribute("fill", Palette.Of(kind)));

    /// <summary>An upright dashed line, over the page or over a bar.</summary>
    public void Dashes(double x, double top, double bottom, bool onBar) => Add("line",
        new XAttribute("class", onBar ? "line-on-bar" : "line"),
        new XAttribute("x1", Number(x)),
        new XAttribute("x2", Number(x)),
        new XAttribute("y1", Number(top)),
        new XAttribute("y2", Number(bottom)),
        new XAttribute("stroke", onBar ? Palette.LineOnBar : Palette.InkOnUnknown),
        new XAttribute("stroke-width", "1"),
        new XAttribute("stroke-dasharray", "4 3"));

    /// <summary>All that was drawn, as a document; its name and description are for those who do not see it.</summary>
    public string ToString(double width, double height, string title, string description)
    {
        XElement root = new(Svg + "svg",
            new XAttribute("width", Number(width)),
            new XAttribute("height", Number(height)),
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "title desc"),
            new XAttribute("font-family", "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"),
            new XElement(Svg + "title", new XAttribute("id", "title"), title),
            new XElement(Svg + "desc", new XAttribute("id", "desc"), description),
            new XElement(Svg + "style", Palette.Style),
            _elements);

        StringBuilder text = new();
        XmlWriterSettings settings = new() { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var writer = XmlWriter.Create(text, settings))
        {
            root.Save(writer);
        }

        return text.Append('\n').ToString();
    }

    private void Add(string name, params object?[] content) => _elements.Add(new XElement(Svg + name, content));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
