using System.Globalization;
using System.Text;

namespace AsyncoreNet.Redis.Tests;

/// <summary>The protocol from the other side: makes requests, and finds the ends of replies.</summary>
internal static class Resp
{
    /// <summary>A text as bytes: a character is a byte.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>A request.</summary>
    public static string Request(params IEnumerable<string> arguments) =>
        $"*{arguments.Count()}\r\n{string.Concat(arguments.Select(one => $"${one.Length}\r\n{one}\r\n"))}";

    /// <summary>
    /// A request of a line of words. <c>''</c> is an empty one, <c>\r</c>, <c>\n</c>, <c>\0</c>, <c>\s</c> (a space) and
    /// <c>\xff</c> are bytes.
    /// </summary>
    public static string Line(string line) =>
        Request(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Unescape));

    /// <summary>The length of the reply that a text begins with; 0 if it is not complete.</summary>
    public static int FindEnd(ReadOnlySpan<char> text)
    {
        int line = text.IndexOf("\r\n");
        if (line < 0)
        {
            return 0;
        }

        int end = line + 2;
        switch (text[0])
        {
            case '+' or '-' or ':':
                return end;
            case '$':
                int length = int.Parse(text[1..line], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                end += length < 0 ? 0 : length + 2;
                return end <= text.Length ? end : 0;
            case '*':
                int count = int.Parse(text[1..line], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                for (int i = 0; i < count; i++)
                {
                    int part = FindEnd(text[end..]);
                    if (part == 0)
                    {
                        return 0;
                    }

                    end += part;
                }

                return end;
            default:
                throw new InvalidOperationException($"No reply begins like this: {text}");
        }
    }

    /// <summary>The replies that a text has, which must have nothing else.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> replies = [];
        while (text.Length > 0)
        {
            int end = FindEnd(text);
            Assert.True(end > 0, $"A reply has no end: {text}");
            replies.Add(text[..end]);
            text = text[end..];
        }

        return replies;
    }

    /// <summary>An array with its parts in the order of their bytes; by twos if they are pairs.</summary>
    public static string Sort(string reply, bool inPairs)
    {
        if (!reply.StartsWith('*') || reply.StartsWith("*-1", StringComparison.Ordinal))
        {
            return reply;
        }

        int line = reply.IndexOf("\r\n", StringComparison.Ordinal) + 2;
        IEnumerable<string> parts = Split(reply[line..]);
        parts = inPairs ? parts.Chunk(2).Select(pair => string.Concat(pair)) : parts;
        return reply[..line] + string.Concat(parts.Order(StringComparer.Ordinal));
    }

    private static string Unescape(string word) => word == "''" ? string.Empty : word
        .Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
        .Replace("\\0", "\0", StringComparison.Ordinal).Replace("\\s", " ", StringComparison.Ordinal)
        .Replace("\\xff", "\xff", StringComparison.Ordinal);
}
