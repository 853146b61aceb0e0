using System.Globalization;

namespace Peers;

/// <summary>One command, again and again, by redis-benchmark.</summary>
/// <param name="command">A test that redis-benchmark knows.</param>
/// <param name="depth">Commands in flight on a connection.</param>
internal sealed class RedisLoad(string command, int depth) : Load($"{command.ToUpperInvariant()}, {depth} in flight")
{
    private const int PerSecond = 70_000; // at depth 1; what is pipelined goes faster

    public override string? WhyAbsent => Programs.WhyAbsent("redis-benchmark");

    public override LoadResult Run(ServerProcess server, Settings settings, double seconds)
    {
        int requests = (int)(seconds * PerSecond * Math.Min(depth, 10));
        CpuTime before = CpuTime.Of(server.Id);
        string printed = Generate(
            server,
            settings,
            [
                "redis-benchmark", "-h", "127.0.0.1", "-p", $"{server.Port}", "-c", $"{EchoLoad.Connections}", "-n", $"{requests}",
                "-P", $"{depth}", "-t", command == "ping" ? "ping_mbulk" : command, "--csv",
            ]);
        CpuTime used = CpuTime.Of(server.Id) - before;

        // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        string[] cells = [.. printed.TrimEnd().Split('\n')[^1].Split(',').Select(cell => cell.Trim('"'))];
        double Number(int cell) => double.Parse(cells[cell], CultureInfo.InvariantCulture);
        return LoadResult.Of(requests, requests / Number(1), used, Number(4) * 1000, Number(6) * 1000, null);
    }
}
