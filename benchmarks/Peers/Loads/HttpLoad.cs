using System.Globalization;

namespace Peers;

/// <summary>GET / by wrk, on connections that stay.</summary>
/// <param name="depth">Requests in flight on a connection.</param>
internal sealed class HttpLoad(int depth) : Load(depth == 1 ? "keep-alive" : $"{depth} pipelined")
{
    private const int Connections = 64;

    public override string? WhyAbsent => Programs.WhyAbsent("wrk");

    public override LoadResult Run(ServerProcess server, Settings settings, double seconds)
    {
        CpuTime before = CpuTime.Of(server.Id);
        // wrk knows whole seconds only.
        string printed = Generate(
            server,
            settings,
            [
                "wrk", "-t1", $"-c{Connections}", $"-d{Math.Max(1, Math.Ceiling(seconds)):F0}s",
                "-s", Path.Combine(AppContext.BaseDirectory, "wrk", "report.lua"), $"http://127.0.0.1:{server.Port}/", "--", $"{depth}",
            ]);
        CpuTime used = CpuTime.Of(server.Id) - before;

        // The last line is the script's: REQUESTS MICROSECONDS ERRORS P50 P99 P999
        double[] figures =
        [
            .. printed.TrimEnd().Split('\n')[^1].Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)),
        ];
        if (figures is not [double requests, double microseconds, 0, double p50, double p99, double p999])
        {
            throw new InvalidOperationException($"wrk saw errors from '{server.Spec.Name}':\n{printed}");
        }

        var result = LoadResult.Of((long)requests, microseconds / 1e6, used, p50, p99, p999);
        return depth == 1 ? result : result with { P50 = null, P99 = null, P999 = null }; // it does not time pipelined requests one by one
    }
}
