using System.Buffers.Text;
using System.Globalization;

namespace Redis;

/// <summary>Numbers in requests, taken as the original takes them.</summary>
internal static class Numbers
{
    /// <summary>Bytes of the longest integer.</summary>
    public const int LongestInteger = 20;

    /// <summary>
    /// Reads an integer that is written in the one way in which it would be printed: no plus, no zero in front.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long number)
    {
        ReadOnlySpan<byte> digits = text is [(byte)'-', ..] ? text[1..] : text;
        bool isCanonical = digits is [>= (byte)'1' and <= (byte)'9', ..] || text is [(byte)'0'];
        if (!isCanonical || text.Length > LongestInteger)
        {
            number = 0;
            return false;
        }

        return Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length;
    }

    /// <summary>Writes an integer. Returns the bytes.</summary>
    public static int Format(long number, Span<byte> text)
    {
        Utf8Formatter.TryFormat(number, text, out int written);
        return written;
    }

    /// <summary>Reads a number with a fraction or an exponent, or an infinity.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        ReadOnlySpan<byte> digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        if (System.Text.Ascii.EqualsIgnoreCase(digits, "inf"u8) || System.Text.Ascii.EqualsIgnoreCase(digits, "infinity"u8))
        {
            number = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        number = 0;
        return !text.Contains((byte)0) // which .NET lets pass at the end
            && double.TryParse(text, Style, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number)
            && (number != 0 || IsZero(text));
    }

    /// <summary>Whether a number that was read as 0 is that, and not one too small to be told from it.</summary>
    private static bool IsZero(ReadOnlySpan<byte> text)
    {
        int exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return !(exponent < 0 ? text : text[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }

    /// <summary>Writes a number with the 17 digits that tell it from all others. Returns the bytes.</summary>
    public static int Format(double number, Span<byte> text)
    {
        if (double.IsInfinity(number))
        {
            ReadOnlySpan<byte> infinity = number > 0 ? "inf"u8 : "-inf"u8;
            infinity.CopyTo(text);
            return infinity.Length;
        }

        number.TryFormat(text, out int written, "g17", CultureInfo.InvariantCulture);
        return written;
    }
}
