using System.Globalization;

namespace Peers;

/// <summary>One run of a load generator.</summary>
/// <param name="Requests">Requests answered in the time that is measured.</param>
/// <param name="Seconds">That time.</param>
/// <param name="TotalRequests">Requests answered in the whole run, its warm-up included.</param>
/// <param name="CpuMicroseconds">Server CPU time for a request.</param>
/// <param name="UserMicroseconds">The part of it spent outside the kernel, from ticks of 10 ms.</param>
/// <param name="P50">Median of the round trips, in microseconds; null, as the next two, where the generator does not tell it.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="P999">Their 99.9th percentile.</param>
internal sealed record LoadResult(
    long Requests, double Seconds, long TotalRequests, double CpuMicroseconds, double UserMicroseconds, double? P50, double? P99, double? P999)
{
    /// <summary>Requests a second.</summary>
    public double Rate => Requests / Seconds;

    /// <summary>The part of the time in which the server had the core.</summary>
    public double Utilisation => CpuMicroseconds * Requests / (Seconds * 1e6);

    /// <summary>A run that is measured as a whole.</summary>
    public static LoadResult Of(long requests, double seconds, CpuTime used, double? p50, double? p99, double? p999) => new(
        requests, seconds, requests, used.Nanoseconds / 1000.0 / requests,
        used.Nanoseconds / 1000.0 / requests * used.UserShare, p50, p99, p999);

    /// <summary>Reads the line of key=value that our own generators print.</summary>
    public static LoadResult Parse(string line)
    {
        var values = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        if (values["bad"] > 0)
        {
            throw new InvalidOperationException($"The server failed {values["bad"]} requests: {line}");
        }

        var used = new CpuTime((long)values["cpu_ns"], (long)values["user_ticks"], (long)values["system_ticks"]);
        return Of((long)values["requests"], values["window_s"], used, values["p50_us"], values["p99_us"], values["p999_us"]) with
        {
            TotalRequests = (long)values["total_requests"],
        };
    }
}
