namespace Peers.Report;

/// <summary>
/// The measured parts of a page that is written by hand. A part stands between two comments, each alone on its line:
/// <c>&lt;!-- NAME:begin --&gt;</c> and <c>&lt;!-- NAME:end --&gt;</c>. A marker within a line is text about markers, and stays.
/// </summary>
internal static class Sections
{
    /// <summary>The page with another text in one part. The same text again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A marker is missing or there twice, or the end comes first.</exception>
    /// <exception cref="ArgumentException">The text holds a marker of the part, which could not be replaced again.</exception>
    public static string Replace(string document, string name, string text)
    {
        string newLine = document.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string[] lines = Lines(document);
        string[] content = Lines(text.Trim('\r', '\n'));
        if (content.Any(line => line.Trim() == Begin(name) || line.Trim() == End(name)))
        {
            throw new ArgumentException($"The text for '{name}' holds a marker of that part.", nameof(text));
        }

        int begin = Find(lines, Begin(name));
        int end = Find(lines, End(name));
        if (end < begin)
        {
            throw new InvalidOperationException($"The marker '{End(name)}' comes before '{Begin(name)}'.");
        }

        // To some readers of Markdown a comment and what follows at once are one block: an empty line parts them.
        return string.Join(newLine, [.. lines[..(begin + 1)], "", .. content, "", .. lines[end..]]);
    }

    private static string Begin(string name) => $"<!-- {name}:begin -->";

    private static string End(string name) => $"<!-- {name}:end -->";

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static int Find(string[] lines, string marker)
    {
        int first = Array.FindIndex(lines, line => line.Trim() == marker);
        int last = Array.FindLastIndex(lines, line => line.Trim() == marker);
        return first < 0 ? throw new InvalidOperationException($"The document has no line '{marker}'.")
            : first != last ? throw new InvalidOperationException($"The document has the line '{marker}' more than once.")
            : first;
    }
}
