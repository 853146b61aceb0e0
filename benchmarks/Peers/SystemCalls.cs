using System.Diagnostics;
using System.Globalization;

namespace Peers;

/// <summary>Counts a server's system calls with strace while it is under load, accepting the connections included.</summary>
internal static class SystemCalls
{
    public static (string Name, double Count)[] PerRequest(ServerProcess server, Settings settings)
    {
        string report = Path.GetTempFileName();
        try
        {
            using var strace = Process.Start(new ProcessStartInfo("strace", ["-f", "-c", "-o", report, "-p", $"{server.Id}"])
            {
                RedirectStandardError = true,
            })!;
            strace.StandardError.ReadLine(); // "Process N attached"
            LoadResult load = LoadGenerator.Run(server, settings, Math.Max(settings.Seconds, 3));
            using (var interrupt = Process.Start("kill", ["-INT", $"{strace.Id}"]))
            {
                interrupt.WaitForExit();
            }

            strace.StandardError.ReadToEnd();
            strace.WaitForExit();
            return
            [
                .. File.ReadLines(report)
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(words => words.Length >= 5 && words[^1] != "total" && char.IsAsciiDigit(words[3][0]))
                    .Select(words => (words[^1], double.Parse(words[3], CultureInfo.InvariantCulture) / load.TotalRequests)),
            ];
        }
        finally
        {
            File.Delete(report);
        }
    }
}
