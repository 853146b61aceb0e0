using System.Diagnostics;
using System.Globalization;

namespace Peers;

/// <summary>Runs the load generator against a server, on a core of its own.</summary>
internal static class LoadGenerator
{
    public static LoadResult Run(ServerProcess server, Settings settings, double? seconds = null, int idle = 0)
    {
        string[] arguments =
        [
            "-c", $"{settings.LoadCore}", NativePrograms.LoadGenerator, "127.0.0.1", $"{server.Port}",
            $"{settings.Connections}", $"{settings.Bytes}", $"{settings.Depth}",
            (seconds ?? settings.Seconds).ToString(CultureInfo.InvariantCulture), $"{idle}", $"{server.Id}",
        ];
        var start = new ProcessStartInfo("taskset", arguments) { RedirectStandardOutput = true };
        if (settings.Lines)
        {
            start.Environment["NL"] = "1";
        }

        using Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        LoadResult result = line.Length > 0
            ? LoadResult.Parse(line)
            : throw new InvalidOperationException($"The load generator failed against '{server.Spec.Name}'.");
        if (settings.Verbose)
        {
            string beside = idle > 0 ? $"{idle} idle" : "";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {server.Spec.Name,-14} {beside,-10} {result.CpuMicroseconds:F3} µs/request, "
                + $"{result.UserMicroseconds:F2} user, {result.Rate:F0}/s, core {result.Utilisation:P0}, "
                + $"p99 {result.P99Microseconds:F0} µs"));
        }

        return result;
    }
}
