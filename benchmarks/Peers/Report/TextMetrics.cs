namespace Peers.Report;

/// <summary>
/// How wide a text may become. The viewer chooses the font, so this is an upper bound: each class of characters has the width
/// of its widest in DejaVu Sans, the widest font in common use as <c>system-ui</c>. Texts laid out by it never touch; in that
/// font they take some 15 % less, in Arial a quarter.
/// </summary>
internal static class TextMetrics
{
    private const string Narrow = " !'(),-./:;I[\\]fijlrt|·";
    private const string Wide = "#&+<=>^~DGHNOQUw×≤";
    private const string Widest = "%@MWm";

    /// <summary>The most that a text takes on one line.</summary>
    public static double Width(string text, double size, bool bold = false) =>
        size * text.Sum(c => (bold, Class(c)) switch
        {
            (false, 0) => 0.42,
            (false, 1) => 0.70,
            (false, 2) => 0.84,
            (false, _) => 1.05,
            (true, 0) => 0.50,
            (true, 1) => 0.78,
            (true, 2) => 0.93,
            (true, _) => 1.12,
        });

    /// <summary>The words of a text on as few lines as hold them; a word that is wider than a line is shortened.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, bool bold, double width)
    {
        List<string> lines = [];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", size, bold) <= width)
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(Shorten(word, size, bold, width));
            }
        }

        return lines;
    }

    /// <summary>The text, or as much of its beginning as leaves room for an ellipsis.</summary>
    public static string Shorten(string text, double size, bool bold, double width)
    {
        if (Width(text, size, bold) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 0 && (char.IsHighSurrogate(text[length - 1]) || Width(text[..length] + "…", size, bold) > width))
        {
            length--;
        }

        return text[..length].TrimEnd() + "…";
    }

    // What is not listed is either a letter, digit or sign of ASCII of usual width, or a character of which nothing is known.
    private static int Class(char c) => c switch
    {
        _ when Narrow.Contains(c, StringComparison.Ordinal) => 0,
        _ when Wide.Contains(c, StringComparison.Ordinal) => 2,
        _ when Widest.Contains(c, StringComparison.Ordinal) => 3,
        <= '~' or 'µ' => 1,
        _ => 3,
    };
}
