namespace AsyncoreNet.Compat;

/// <summary>
/// Python's <c>asynchat</c> under its own names: channels that read messages, and send what is pushed. A legacy program ports
/// line by line. What was a hazard is mended; <c>docs/divergences.md</c> lists each.
/// </summary>
/// <remarks>Source: CPython 3.11's <c>asynchat.py</c>; <see cref="fifo"/> is of 2.7's.</remarks>
public static partial class asynchat
{
    /// <summary>
    /// How many of the first bytes of <paramref name="needle"/>, but not all, are at the end of <paramref name="haystack"/>.
    /// </summary>
    public static int find_prefix_at_end(ReadOnlySpan<byte> haystack, ReadOnlySpan<byte> needle)
    {
        int length = needle.Length - 1;
        while (length > 0 && !haystack.EndsWith(needle[..length]))
        {
            length--;
        }

        return Math.Max(length, 0);
    }
}
