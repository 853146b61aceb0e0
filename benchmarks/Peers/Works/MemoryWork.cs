namespace Peers;

/// <summary>
/// What an idle connection adds to the resident memory of a server that has been under load before. The figure includes the garbage
/// that accepting made and that no collection has taken: this is what the server then has.
/// </summary>
/// <param name="own">The server that is held against the limit.</param>
/// <param name="limit">kB (1,000 bytes) that a connection of it may have.</param>
/// <param name="others">Servers that are shown beside it.</param>
internal sealed class MemoryWork(ServerSpec own, double limit, params ServerSpec[] others)
    : Work("memory", "Resident memory of an idle connection")
{
    private static readonly Column[] Columns =
        [new("kB/connection", 2), new("least", 2), new("most", 2), new("anonymous", 2), new("MB before", 1)];

    private static readonly (string Name, int Bytes)[] Histories = [("after one message of 64 bytes", 64), ("never heard", 0)];

    public override IEnumerable<ServerSpec> Servers => [.. others, own];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) =>
        HistoriesOf(settings).Length * Servers.Count(s => !absent.Contains(s)) * settings.Rounds;

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        List<Row> rows = [];
        foreach ((string name, int bytes) in HistoriesOf(settings))
        {
            ServerSpec[] present = [.. Servers.Where(s => !absent.Contains(s))];
            var growths = present.ToDictionary(server => server, _ => new List<Growth>());
            for (int round = 0; round < settings.Rounds; round++)
            {
                foreach (ServerSpec server in present)
                {
                    step($"{name}: {server.Name}");
                    growths[server].Add(Grow(server, settings, bytes));
                }
            }

            rows.AddRange(present.Select(server => RowOf(name, server, growths[server])));
        }

        Verdict[] verdicts =
        [
            .. rows.Where(r => r.Server == own.Name && r.Load == Histories[0].Name)
                .Select(r => new Verdict(r.Load, r.Server, null, r.Figures["kB/connection"], null, limit)),
        ];
        return new WorkResult(
            Name, Title, $"{settings.Idle} connections; the median of {settings.Rounds} processes", Columns, [.. rows], verdicts);
    }

    private static (string Name, int Bytes)[] HistoriesOf(Settings settings) => settings.Quick ? [Histories[0]] : Histories;

    private static Row RowOf(string load, ServerSpec server, List<Growth> growths) => new(load, server.Name, server.Kind, new()
    {
        ["kB/connection"] = growths.Select(g => g.Each).Median(),
        ["least"] = growths.Min(g => g.Each),
        ["most"] = growths.Max(g => g.Each),
        ["anonymous"] = growths.Select(g => g.Anonymous).Median(),
        ["MB before"] = growths.Select(g => g.Before).Median(),
    });

    /// <summary>In a new process: what another has grown to it does not give back.</summary>
    private static Growth Grow(ServerSpec spec, Settings settings, int bytes)
    {
        using ServerProcess server = ServerProcess.Start(spec, settings.ServerCore);
        int sockets = server.OpenSockets;
        // Compiles the code, and brings the pools to the size that work needs.
        new EchoLoad(64, 1).Run(server, settings, settings.WarmUp);
        server.AwaitClosed(sockets);
        ResidentMemory before = ResidentMemory.Of(server);
        using IdleConnections connections = IdleConnections.Open(server, settings.Idle, bytes);
        ResidentMemory with = ResidentMemory.Of(server);
        // The server ends before its clients do, so that none of them is a reset that it logs.
        server.Stop();
        return new Growth(before.All / 1e6, Each(before.All, with.All), Each(before.Anonymous, with.Anonymous));

        double Each(long from, long to) => (to - from) / 1000.0 / settings.Idle;
    }

    /// <summary>What one process showed.</summary>
    /// <param name="Before">Megabytes before the connections came.</param>
    /// <param name="Each">kB (1,000 bytes) that each added.</param>
    /// <param name="Anonymous">The part that is no mapped file.</param>
    private readonly record struct Growth(double Before, double Each, double Anonymous);
}
