namespace Peers;

/// <summary>The two figures taken of a series of runs.</summary>
internal static class Statistics
{
    /// <summary>The middle value.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The value below which a part of all lies.</summary>
    public static double Percentile(this IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min((int)Math.Ceiling(sorted.Length * part), sorted.Length) - 1];
    }
}
