using System.Buffers;
using System.Globalization;
using System.Text;

namespace Smtp;

/// <summary>Text as Python's <c>str</c> and <c>bytes</c> treat it, where .NET's rules differ and a client can tell.</summary>
internal static class PythonText
{
    /// <summary>The separators of <c>str.splitlines</c>.</summary>
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029");

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary><c>bytes.decode</c>; null where it raises.</summary>
    public static string? Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary><c>str.isspace</c>: white space, and four control characters that .NET does not count.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary><c>str.strip</c>.</summary>
    public static string Strip(string text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary><c>str.split</c> without a separator.</summary>
    public static string[] Split(string text)
    {
        var words = new List<string>();
        for (int start = 0; start < text.Length; start++)
        {
            int end = start;
            while (end < text.Length && !IsSpace(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                words.Add(text[start..end]);
            }

            start = end;
        }

        return [.. words];
    }

    /// <summary><c>str.isalnum</c>.</summary>
    public static bool IsAlphanumeric(string text) =>
        text.Length > 0 && text.EnumerateRunes().All(c => Rune.IsLetterOrDigit(c) || Rune.IsNumber(c));

    /// <summary><c>str.splitlines</c>.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int length = text.AsSpan(start).IndexOfAny(LineEnds);
            int end = length < 0 ? text.Length : start + length;
            yield return text[start..end];
            start = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
        }
    }

    /// <summary><c>bytes.splitlines</c>.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            int end = text.Span.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0)
            {
                yield return text;
                yield break;
            }

            yield return text[..end];
            text = text[(end + (text.Span[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }
    }

    /// <summary><c>repr</c> of bytes: <c>b'…'</c>.</summary>
    public static string Repr(ReadOnlySpan<byte> bytes)
    {
        char quote = Quote(bytes.Contains((byte)'\''), bytes.Contains((byte)'"'));
        StringBuilder text = new StringBuilder("b").Append(quote);
        foreach (byte value in bytes)
        {
            if (!TryEscape(text, (char)value, quote))
            {
                _ = value is >= (byte)' ' and <= (byte)'~' ? text.Append((char)value) : text.Append(Hex('x', value, 2));
            }
        }

        return text.Append(quote).ToString();
    }

    /// <summary><c>repr</c> of a string.</summary>
    public static string Repr(string value)
    {
        char quote = Quote(value.Contains('\'', StringComparison.Ordinal), value.Contains('"', StringComparison.Ordinal));
        StringBuilder text = new StringBuilder().Append(quote);
        foreach (Rune c in value.EnumerateRunes())
        {
            if (!c.IsBmp || !TryEscape(text, (char)c.Value, quote))
            {
                _ = IsPrintable(c) ? text.Append(c.ToString())
                    : c.Value < 0x100 ? text.Append(Hex('x', c.Value, 2))
                    : c.IsBmp ? text.Append(Hex('u', c.Value, 4))
                    : text.Append(Hex('U', c.Value, 8));
            }
        }

        return text.Append(quote).ToString();
    }

    /// <summary><c>repr</c> of a list of strings.</summary>
    public static string Repr(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Repr))}]";

    private static char Quote(bool hasSingle, bool hasDouble) => hasSingle && !hasDouble ? '"' : '\'';

    private static bool TryEscape(StringBuilder text, char c, char quote)
    {
        string? escape = c switch
        {
            '\t' => "\\t",
            '\n' => "\\n",
            '\r' => "\\r",
            '\\' => "\\\\",
            _ when c == quote => $"\\{c}",
            _ => null,
        };
        text.Append(escape);
        return escape is not null;
    }

    private static string Hex(char kind, int value, int digits) =>
        $"\\{kind}{value.ToString($"x{digits}", CultureInfo.InvariantCulture)}";

    private static bool IsPrintable(Rune c) => c.Value == ' ' || Rune.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
