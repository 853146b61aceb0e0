using System.Diagnostics;

using Peers.Report;

namespace Peers;

/// <summary>How long a simulated hour takes.</summary>
internal sealed class SimulationWork() : Work("simulation", "A simulated hour of 1,000 chatting connections with time-outs")
{
    private const double Limit = 10;

    private static readonly Column[] Columns = [new("s", 2), new("median", 2), new("lines", 0), new("events", 0), new("µs/event", 2)];

    public override IEnumerable<ServerSpec> Servers => [];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) => Rounds(settings);

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        List<double> seconds = [];
        (long lines, long events) = (0, 0);
        for (int round = 0; round < Rounds(settings); round++)
        {
            step($"round {round + 1}");
            var watch = Stopwatch.StartNew();
            (lines, events, _) = HourOfChat.Run();
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        var row = new Row("", "the hour", ServerKind.Own, new()
        {
            ["s"] = seconds.Min(),
            ["median"] = seconds.Median(),
            ["lines"] = lines,
            ["events"] = events,
            ["µs/event"] = seconds.Min() * 1e6 / events,
        });
        return new WorkResult(
            Name, Title, $"the least of {seconds.Count} rounds, in this process", Columns, [row],
            [new Verdict("", "the hour", null, seconds.Min(), seconds.Median(), Limit)]);
    }

    private static int Rounds(Settings settings) => Math.Min(settings.Pairs, 3);
}
