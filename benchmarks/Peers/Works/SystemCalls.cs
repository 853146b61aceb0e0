using System.Diagnostics;
using System.Globalization;

namespace Peers;

/// <summary>Counts a server's system calls with strace while it is under load, accepting the connections included.</summary>
internal static class SystemCalls
{
    /// <summary>Returns the calls for a request, or null where there is no strace.</summary>
    public static double? PerRequest(ServerProcess server, Load load, Settings settings)
    {
        if (Programs.WhyAbsent("strace") is not null)
        {
            return null;
        }

        string report = Path.GetTempFileName();
        try
        {
            using var strace = Process.Start(new ProcessStartInfo("strace", ["-f", "-c", "-o", report, "-p", $"{server.Id}"])
            {
                RedirectStandardError = true,
            })!;
            strace.StandardError.ReadLine(); // "Process N attached"
            LoadResult result = load.Run(server, settings, 2);
            using (var interrupt = Process.Start("kill", ["-INT", $"{strace.Id}"]))
            {
                interrupt.WaitForExit();
            }

            strace.StandardError.ReadToEnd();
            strace.WaitForExit();

            // "% time     seconds  usecs/call     calls    errors syscall"
            double calls = File.ReadLines(report)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length >= 5 && words[^1] != "total" && char.IsAsciiDigit(words[3][0]))
                .Sum(words => double.Parse(words[3], CultureInfo.InvariantCulture));
            return calls / result.TotalRequests;
        }
        finally
        {
            File.Delete(report);
        }
    }
}
