namespace Peers.Report;

/// <summary>
/// The colours of a chart, none of which depends on the page being the one it was meant for: GitHub's dark page may show the
/// picture of a browser that prefers light ones.
/// </summary>
/// <remarks>
/// Contrast, as WCAG 2 reckons it, is at least 4.5 for text on the page that it is meant for, 3 on the other one, and 3 for
/// bars on both. Where a viewer does not say which page it has, text is at 4.3 on both: the two pages are 18.9 apart, and no
/// colour is further from both than the root of that, 4.35.
/// </remarks>
internal static class Palette
{
    public const string LightPage = "#ffffff";
    public const string DarkPage = "#0d1117";

    public const string InkOnLight = "#59636e";
    public const string InkOnDark = "#8d949d";
    public const string InkOnUnknown = "#75797f";

    public const string Own = "#1f6feb";
    public const string Reference = "#a67c2e";
    public const string Peer = "#868e98";

    /// <summary>A line where it crosses a bar.</summary>
    public const string LineOnBar = "#ffffff";

    /// <summary>The style sheet; what it does not reach, or a viewer does not read, has the ink for an unknown page.</summary>
    public const string Style =
        "@media (prefers-color-scheme: light) { .ink { fill: " + InkOnLight + " } .line { stroke: " + InkOnLight + " } }\n" +
        "@media (prefers-color-scheme: dark) { .ink { fill: " + InkOnDark + " } .line { stroke: " + InkOnDark + " } }";

    public static string Of(ServerKind kind) => kind switch
    {
        ServerKind.Own => Own,
        ServerKind.Reference => Reference,
        _ => Peer,
    };
}
