namespace Redis;

/// <summary>
/// Patterns of keys and channels: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c>, and a backslash in front of what is meant as
/// it is.
/// </summary>
internal static class Glob
{
    /// <summary>Whether a text is as a pattern says. Takes the product of both lengths at most, whatever the pattern.</summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0;
        int t = 0;
        int behindStar = -1; // only the last star has ever to take more: what is in front of it fits
        int taken = 0;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                behindStar = ++p;
                taken = t;
            }
            else if (t == text.Length)
            {
                return p == pattern.Length;
            }
            else if (p < pattern.Length && MatchesOne(pattern[p..], text[t], out int length))
            {
                p += length;
                t++;
            }
            else if (behindStar >= 0)
            {
                p = behindStar;
                t = ++taken;
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>Whether a byte is as the first item of a pattern says, which has this length.</summary>
    private static bool MatchesOne(ReadOnlySpan<byte> pattern, byte one, out int length)
    {
        length = 1;
        switch (pattern[0])
        {
            case (byte)'?':
                return true;
            case (byte)'[':
                return MatchesClass(pattern, one, out length);
            case (byte)'\\' when pattern.Length > 1:
                length = 2;
                return pattern[1] == one;
            default:
                return pattern[0] == one;
        }
    }

    private static bool MatchesClass(ReadOnlySpan<byte> pattern, byte one, out int length)
    {
        int i = 1;
        bool isNegated = i < pattern.Length && pattern[i] == '^';
        i += isNegated ? 1 : 0;
        bool isIn = false;
        for (; i < pattern.Length && pattern[i] != ']'; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                isIn |= pattern[++i] == one;
            }
            else if (i + 2 < pattern.Length && pattern[i + 1] == '-')
            {
                (byte low, byte high) = (pattern[i], pattern[i + 2]);
                isIn |= low <= high ? one >= low && one <= high : one >= high && one <= low;
                i += 2;
            }
            else
            {
                isIn |= pattern[i] == one;
            }
        }

        length = Math.Min(i + 1, pattern.Length); // a class without an end ends with the pattern
        return isIn != isNegated;
    }
}
