using System.Globalization;

namespace Peers;

/// <summary>One run of the load generator. All but <see cref="TotalRequests"/> is of its window, the warm-up left out.</summary>
/// <param name="Window">Length in seconds.</param>
/// <param name="Requests">Requests answered.</param>
/// <param name="TotalRequests">Requests answered in the whole run.</param>
/// <param name="CpuMicroseconds">Server CPU time for a request.</param>
/// <param name="UserMicroseconds">The part of it spent outside the kernel, from ticks of 10 ms.</param>
/// <param name="P99Microseconds">The 99th percentile of the round trips.</param>
internal sealed record LoadResult(
    double Window, long Requests, long TotalRequests, double CpuMicroseconds, double UserMicroseconds, double P99Microseconds)
{
    /// <summary>Requests a second.</summary>
    public double Rate => Requests / Window;

    /// <summary>The part of the window in which the server had the core.</summary>
    public double Utilisation => CpuMicroseconds * Requests / (Window * 1e6);

    /// <summary>Reads the line that the generator prints.</summary>
    public static LoadResult Parse(string line)
    {
        var values = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        if (values["bad"] > 0)
        {
            throw new InvalidOperationException($"The server failed {values["bad"]} requests: {line}");
        }

        double cpu = values["cpu_ns"] / 1000 / values["requests"];
        double ticks = values["user_ticks"] + values["system_ticks"];
        return new LoadResult(
            values["window_s"], (long)values["requests"], (long)values["total_requests"], cpu,
            ticks > 0 ? cpu * values["user_ticks"] / ticks : 0, values["p99_us"]);
    }
}
