namespace Peers;

/// <summary>
/// What idle connections cost the busy ones: each server is measured without and with them in turns, and held against itself.
/// </summary>
internal static class IdleBenchmark
{
    public static void Run(Settings settings, int idle)
    {
        Subject[] subjects = Subject.Choose(
            settings,
            also => new Subject(also),
            new Subject(ServerSpec.Reference),
            new Subject(ServerSpec.Example("callback"), 0.95),
            new Subject(ServerSpec.Example("compat"), 0.9),
            new Subject(ServerSpec.Example("await"), 0.95),
            new Subject(ServerSpec.Asked, 0.5));
        Console.WriteLine($"Beside {idle} idle connections: {settings.Load}");
        Console.WriteLine();
        var table = new Table(
            "server", "rate/s alone", "with idle", "CPU µs alone", "with idle", "CPU ratio", "core",
            "rate ratio", "median of pairs", "limit");
        foreach ((ServerSpec spec, double? limit, _) in subjects)
        {
            using ServerProcess server = ServerProcess.Start(spec, settings.ServerCore);
            LoadGenerator.Run(server, settings, settings.WarmUp);
            var alone = new LoadResult[settings.Pairs];
            var beside = new LoadResult[settings.Pairs];
            for (int pair = 0; pair < settings.Pairs; pair++)
            {
                server.AwaitClosed(300);
                alone[pair] = LoadGenerator.Run(server, settings);
                server.AwaitClosed(300);
                beside[pair] = LoadGenerator.Run(server, settings, idle: idle);
            }

            double rate = beside.Max(r => r.Rate) / alone.Max(r => r.Rate);
            table.Add(
                $"{spec.Name}", $"{alone.Max(r => r.Rate):F0}", $"{beside.Max(r => r.Rate):F0}",
                $"{alone.Min(r => r.CpuMicroseconds):F3}", $"{beside.Min(r => r.CpuMicroseconds):F3}",
                $"{beside.Min(r => r.CpuMicroseconds) / alone.Min(r => r.CpuMicroseconds):F3}",
                $"{beside.Select(r => r.Utilisation).Median():P0}",
                $"{rate:F3}", $"{beside.Zip(alone, (with, without) => with.Rate / without.Rate).Median():F3}",
                $"{Table.AtLeast(rate, limit)}");
        }

        table.Print();
    }
}
