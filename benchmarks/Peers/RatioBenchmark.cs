namespace Peers;

/// <summary>
/// Server CPU time per request against another server's. The servers take turns, so that what else the machine does reaches all of
/// them; the figure is the ratio of the least values, because a disturbance only ever adds.
/// </summary>
internal static class RatioBenchmark
{
    /// <summary>The echo servers against the C loop.</summary>
    public static void Echo(Settings settings)
    {
        ServerSpec reference = ServerSpec.Reference;
        Run(settings, Subject.Choose(
            settings,
            also => new Subject(also, null, reference),
            new Subject(ServerSpec.Example("callback"), 1.08, reference),
            new Subject(ServerSpec.Example("compat"), 1.25, reference),
            new Subject(ServerSpec.Example("await"), 1.12, reference)));
    }

    /// <summary>The awaited echo against the C loop and against what else .NET has, under one load after the other.</summary>
    public static void Peers(Settings settings, IEnumerable<(int Bytes, int Depth)> loads)
    {
        ServerSpec awaited = ServerSpec.Example("await");
        Subject[] subjects = Subject.Choose(
            settings,
            also => new Subject(awaited, null, also),
            new Subject(awaited, 1.12, ServerSpec.Reference),
            new Subject(awaited, 0.5, ServerSpec.ReceiveAsync),
            new Subject(awaited, 0.5, ServerSpec.Kestrel));
        foreach ((int bytes, int depth) in loads)
        {
            // The limits are for small messages: with large ones the kernel's copying is most of everybody's cost.
            IEnumerable<Subject> held = bytes <= 64 ? subjects : subjects.Select(s => s with { Limit = null });
            Run(settings with { Bytes = bytes, Depth = depth }, [.. held]);
        }
    }

    /// <summary>The line echoes against those of Python: compat's against asynchat, the awaited one against uvloop.</summary>
    public static void Lines(Settings settings)
    {
        ServerSpec asynchat = ServerSpec.CPythonLines;
        Run(settings, Subject.Choose(
            settings,
            also => new Subject(also, null, asynchat),
            new Subject(ServerSpec.Lines("compat"), 0.6, asynchat),
            new Subject(ServerSpec.Lines("await"), 0.5, ServerSpec.UvloopLines)));
    }

    private static void Run(Settings settings, Subject[] subjects)
    {
        ServerSpec[] specs = [.. subjects.Select(s => s.Reference!).Concat(subjects.Select(s => s.Server)).Distinct()];
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

            var runs = specs.ToDictionary(spec => spec, _ => new LoadResult[settings.Pairs]);
            for (int pair = 0; pair < settings.Pairs; pair++)
            {
                foreach (ServerProcess server in servers)
                {
                    runs[server.Spec][pair] = LoadGenerator.Run(server, settings);
                }
            }

            Print(subjects, runs);
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

    /// <summary>A row for each server; one that is held against several has a row for each of them.</summary>
    private static void Print(Subject[] subjects, Dictionary<ServerSpec, LoadResult[]> runs)
    {
        var table = new Table(
            "server", "CPU µs/request", "median", "user µs", "best rate/s", "core",
            "against", "ratio of minima", "median of pairs", "limit");
        foreach ((ServerSpec spec, LoadResult[] own) in runs)
        {
            FormattableString[] figures =
            [
                $"{spec.Name}", $"{Least(own):F3}", $"{own.Select(r => r.CpuMicroseconds).Median():F3}",
                $"{own.Select(r => r.UserMicroseconds).Median():F2}", $"{own.Max(r => r.Rate):F0}",
                $"{own.Select(r => r.Utilisation).Median():P0}",
            ];
            Subject[] comparisons = [.. subjects.Where(s => s.Server == spec)];
            if (comparisons.Length == 0)
            {
                table.Add([.. figures, $"", $"", $"", $""]);
            }

            foreach ((_, double? limit, ServerSpec? reference) in comparisons)
            {
                LoadResult[] others = runs[reference!];
                double ratio = Least(own) / Least(others);
                double pairs = own.Zip(others, (one, other) => one.CpuMicroseconds / other.CpuMicroseconds).Median();
                table.Add([.. figures, $"{reference!.Name}", $"{ratio:F3}", $"{pairs:F3}", $"{Table.AtMost(ratio, limit)}"]);
                figures = [.. figures.Select(_ => (FormattableString)$"")];
            }
        }

        table.Print();
    }

    private static double Least(LoadResult[] runs) => runs.Min(r => r.CpuMicroseconds);

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
