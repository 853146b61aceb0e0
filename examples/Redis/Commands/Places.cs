namespace Redis.Commands;

/// <summary>Places in lists and sorted sets.</summary>
internal static class Places
{
    /// <summary>What there is between two places, both included. A negative one counts from the end: -1 is the last.</summary>
    public static (int Start, int Count) InRange(long first, long last, int count)
    {
        first = Math.Max(first < 0 ? first + count : first, 0);
        last = Math.Min(last < 0 ? last + count : last, count - 1);
        return first <= last ? ((int)first, (int)(last - first + 1)) : (0, 0);
    }
}
