namespace AsyncoreNet.Conformance;

/// <summary>The difference of two traces, whole: a trace is short, and what surrounds a difference explains it.</summary>
internal static class Diff
{
    /// <summary>
    /// Every line, with <c>-</c> before those of <paramref name="before"/> alone and <c>+</c> before those of
    /// <paramref name="after"/> alone.
    /// </summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        int[,] common = LongestCommon(before, after);
        var lines = new List<string>();
        int i = 0, j = 0;
        while (i < before.Count || j < after.Count)
        {
            if (i < before.Count && j < after.Count && before[i] == after[j])
            {
                lines.Add(" " + before[i++]);
                j++;
            }
            else if (j == after.Count || (i < before.Count && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add("-" + before[i++]);
            }
            else
            {
                lines.Add("+" + after[j++]);
            }
        }

        return lines;
    }

    /// <summary>A difference as <c>diff -u</c> prints it.</summary>
    public static string Unified(IReadOnlyList<string> lines, string before, string after) =>
        string.Join('\n', lines.Prepend($"+++ {after}").Prepend($"--- {before}"));

    /// <summary>The changed lines alone.</summary>
    public static IReadOnlyList<string> Changes(IReadOnlyList<string> lines) => [.. lines.Where(line => line[0] != ' ')];

    /// <summary>The length of the longest common subsequence of the two tails that begin at each pair of places.</summary>
    private static int[,] LongestCommon(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var common = new int[before.Count + 1, after.Count + 1];
        for (int i = before.Count - 1; i >= 0; i--)
        {
            for (int j = after.Count - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}
