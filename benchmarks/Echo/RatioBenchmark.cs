namespace EchoBenchmark;

/// <summary>
/// Server CPU time per request against another server's. The servers take turns, so that what else the machine does reaches all of
/// them; the figure is the ratio of the least values, because a disturbance only ever adds.
/// </summary>
internal static class RatioBenchmark
{
    /// <summary>The echo servers against the C loop.</summary>
    public static void Echo(Settings settings) => Run(
        settings, ServerSpec.Reference, ServerSpec.Example("callback", 1.08), ServerSpec.Example("compat", 1.25),
        ServerSpec.Example("await", 1.12));

    /// <summary>The line echo against CPython's asynchat.</summary>
    public static void Lines(Settings settings) => Run(settings, ServerSpec.CPythonLines, ServerSpec.Lines(0.6));

    private static void Run(Settings settings, ServerSpec reference, params ServerSpec[] others)
    {
        ServerSpec[] specs = [reference, .. ServerSpec.Choose(settings, others)];
        Console.WriteLine($"Server CPU time per request: {settings.Load}");
        Console.WriteLine();
        List<ServerProcess> servers = [];
        try
        {
            foreach (ServerSpec spec in specs)
            {
                ServerProcess server = ServerProcess.Start(spec, settings.ServerCore);
                servers.Add(server);
                LoadGenerator.Run(server, settings, settings.WarmUp);
            }

            LoadResult[][] runs = [.. servers.Select(_ => new LoadResult[settings.Pairs])];
            for (int pair = 0; pair < settings.Pairs; pair++)
            {
                for (int i = 0; i < servers.Count; i++)
                {
                    runs[i][pair] = LoadGenerator.Run(servers[i], settings);
                }
            }

            Print(specs, runs);
            if (settings.CountSystemCalls)
            {
                PrintSystemCalls(servers, settings);
            }
        }
        finally
        {
            servers.ForEach(s => s.Dispose());
        }
    }

    private static void Print(ServerSpec[] specs, LoadResult[][] runs)
    {
        var table = new Table(
            "server", "CPU µs/request", "median", "user µs", "best rate/s", "core",
            "ratio of minima", "median of pairs", "limit");
        double reference = runs[0].Min(r => r.CpuMicroseconds);
        for (int i = 0; i < specs.Length; i++)
        {
            double least = runs[i].Min(r => r.CpuMicroseconds);
            double pairs = runs[i].Zip(runs[0], (own, c) => own.CpuMicroseconds / c.CpuMicroseconds).Median();
            table.Add(
                $"{specs[i].Name}", $"{least:F3}", $"{runs[i].Select(r => r.CpuMicroseconds).Median():F3}",
                $"{runs[i].Select(r => r.UserMicroseconds).Median():F2}", $"{runs[i].Max(r => r.Rate):F0}",
                $"{runs[i].Select(r => r.Utilisation).Median():P0}",
                $"{least / reference:F3}", $"{pairs:F3}", $"{Table.AtMost(least / reference, specs[i].Limit)}");
        }

        table.Print();
    }

    private static void PrintSystemCalls(List<ServerProcess> servers, Settings settings)
    {
        var table = new Table("server", "system calls/request", "by name");
        foreach (ServerProcess server in servers)
        {
            (string Name, double Count)[] calls = SystemCalls.PerRequest(server, settings);
            IEnumerable<string> frequent = calls
                .Where(c => c.Count >= 0.01)
                .Select(c => FormattableString.Invariant($"{c.Name} {c.Count:F2}"));
            table.Add($"{server.Spec.Name}", $"{calls.Sum(c => c.Count):F2}", $"{string.Join(", ", frequent)}");
        }

        table.Print();
    }
}
