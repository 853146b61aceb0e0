using System.Diagnostics;

using AsyncoreNet;

namespace Peers;

/// <summary>A 200 µs timer, armed again in its callback, on a loop that has nothing else to do.</summary>
internal static class TimerBenchmark
{
    private const int Firings = 2000;
    private static readonly TimeSpan Delay = TimeSpan.FromMicroseconds(200);

    public static void Run()
    {
        Console.WriteLine($"A timer of {Delay.TotalMicroseconds} µs, armed {Firings} times in a row on an idle loop");
        Console.WriteLine();
        var table = new Table(
            "poller", "mean µs late", "p50", "p99", "limit", "CPU/wall", "no spinning", "passes/firing", "no spinning");
        foreach (PollerKind kind in new[] { PollerKind.Epoll, PollerKind.Poll, PollerKind.Select })
        {
            using var loop = new Loop(new ChannelMap(), new LoopOptions { Poller = kind });
            Measure(loop); // compiles
            long passes = loop.GetSnapshot().Passes;
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            var wall = Stopwatch.StartNew();
            double[] late = Measure(loop);
            double share = (Environment.CpuUsage.TotalTime - cpu) / wall.Elapsed;
            double passesEach = (double)(loop.GetSnapshot().Passes - passes) / Firings;
            double p99 = late.Percentile(0.99);
            table.Add(
                $"{loop.GetSnapshot().Poller}", $"{late.Average():F0}", $"{late.Median():F0}", $"{p99:F0}",
                $"{Table.AtMost(p99, 2000)}",
                $"{share:F3}", $"{Table.AtMost(share, 0.5)}", $"{passesEach:F2}", $"{Table.AtMost(passesEach, 3)}");
        }

        table.Print();
    }

    /// <summary>Returns how many microseconds late each firing was.</summary>
    private static double[] Measure(Loop loop)
    {
        var late = new double[Firings];
        int fired = 0;
        TimeSpan deadline = default;

        void Arm()
        {
            deadline = loop.Time + Delay;
            loop.CallLater(Delay, Fire);
        }

        void Fire()
        {
            late[fired++] = (loop.Time - deadline).TotalMicroseconds;
            if (fired < Firings)
            {
                Arm();
            }
        }

        Arm();
        loop.Run();
        return late;
    }
}
