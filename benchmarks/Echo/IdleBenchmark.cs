using System.Diagnostics;

namespace EchoBenchmark;

/// <summary>
/// What idle connections cost the busy ones: each server is measured without and with them in turns, and held against itself.
/// </summary>
internal static class IdleBenchmark
{
    public static void Run(Settings settings, int idle)
    {
        ServerSpec[] specs = ServerSpec.Choose(
            settings,
            ServerSpec.Reference,
            ServerSpec.Example("callback", 0.95),
            ServerSpec.Example("compat", 0.9),
            ServerSpec.Example("await", 0.95),
            ServerSpec.Asked(0.5));
        Console.WriteLine($"Beside {idle} idle connections: {settings.Load}");
        Console.WriteLine();
        var table = new Table(
            "server", "rate/s alone", "with idle", "CPU µs alone", "with idle", "CPU ratio", "core",
            "rate ratio", "median of pairs", "limit");
        foreach (ServerSpec spec in specs)
        {
            using ServerProcess server = ServerProcess.Start(spec, settings.ServerCore);
            LoadGenerator.Run(server, settings, settings.WarmUp);
            var alone = new LoadResult[settings.Pairs];
            var beside = new LoadResult[settings.Pairs];
            for (int pair = 0; pair < settings.Pairs; pair++)
            {
                AwaitQuiet(server);
                alone[pair] = LoadGenerator.Run(server, settings);
                AwaitQuiet(server);
                beside[pair] = LoadGenerator.Run(server, settings, idle: idle);
            }

            double rate = beside.Max(r => r.Rate) / alone.Max(r => r.Rate);
            table.Add(
                $"{spec.Name}", $"{alone.Max(r => r.Rate):F0}", $"{beside.Max(r => r.Rate):F0}",
                $"{alone.Min(r => r.CpuMicroseconds):F3}", $"{beside.Min(r => r.CpuMicroseconds):F3}",
                $"{beside.Min(r => r.CpuMicroseconds) / alone.Min(r => r.CpuMicroseconds):F3}",
                $"{beside.Select(r => r.Utilisation).Median():P0}",
                $"{rate:F3}", $"{beside.Zip(alone, (with, without) => with.Rate / without.Rate).Median():F3}",
                $"{Table.AtLeast(rate, spec.Limit)}");
        }

        table.Print();
    }

    /// <summary>Waits until the server has closed the connections of the last run: the next would pay for that work.</summary>
    private static void AwaitQuiet(ServerProcess server)
    {
        var waited = Stopwatch.StartNew();
        while (server.OpenDescriptors > 300)
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException(
                    $"The server '{server.Spec.Name}' holds {server.OpenDescriptors} descriptors after its clients have gone.");
            }

            Thread.Sleep(20);
        }
    }
}
