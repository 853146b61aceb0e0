using System.Diagnostics;
using AsyncoreNet;
using Peers.Report;

namespace Peers;

/// <summary>A 200 µs timer, armed again in its callback, on a loop that has nothing else to do.</summary>
internal sealed class TimerWork() : Work("timers", "A timer of 200 µs on an idle loop")
{
    private const int Firings = 2000;

    private static readonly TimeSpan Delay = TimeSpan.FromMicroseconds(200);
    private static readonly PollerKind[] Pollers = [PollerKind.Epoll, PollerKind.Poll, PollerKind.Select];

    private static readonly Column[] Columns =
        [new("mean µs late", 0), new("p50", 0), new("p99", 0), new("CPU/wall", 3), new("passes/firing", 2)];

    public override IEnumerable<ServerSpec> Servers => [];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) => Pollers.Length;

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        List<Row> rows = [];
        foreach (PollerKind kind in Pollers)
        {
            using var loop = new Loop(new ChannelMap(), new LoopOptions { Poller = kind });
            step(loop.GetSnapshot().Poller);
            Measure(loop); // compiles
            long passes = loop.GetSnapshot().Passes;
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            var wall = Stopwatch.StartNew();
            double[] late = Measure(loop);
            rows.Add(new Row("", loop.GetSnapshot().Poller, ServerKind.Own, new()
            {
                ["mean µs late"] = late.Average(),
                ["p50"] = late.Median(),
                ["p99"] = late.Percentile(0.99),
                ["CPU/wall"] = (Environment.CpuUsage.TotalTime - cpu) / wall.Elapsed,
                ["passes/firing"] = (double)(loop.GetSnapshot().Passes - passes) / Firings,
            }));
        }

        return new WorkResult(
            Name,
            Title,
            $"armed {Firings} times in a row, in this process",
            Columns,
            [.. rows],
            [
                .. rows.Select(row => new Verdict("p99 µs late", row.Server, null, row.Figures["p99"], null, 2000)),
                .. rows.Select(row => new Verdict("passes for a firing", row.Server, null, row.Figures["passes/firing"], null, 3)),
            ]);
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
