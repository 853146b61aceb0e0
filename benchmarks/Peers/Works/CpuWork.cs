namespace Peers;

/// <summary>
/// Server CPU time per request. All servers run from the beginning and take turns, so that what else the machine does reaches all of
/// them; a ratio is that of the least values, because a disturbance only ever adds.
/// </summary>
/// <param name="name">The name it is chosen by.</param>
/// <param name="title">What it is about.</param>
/// <param name="loads">The loads, one after the other on the same servers.</param>
/// <param name="shown">Servers that are held against none.</param>
/// <param name="comparisons">The ratios.</param>
internal sealed class CpuWork(string name, string title, Load[] loads, Participant[] shown, Comparison[] comparisons) : Work(name, title)
{
    private static readonly Column[] Columns =
    [
        new("CPU µs", 3), new("median", 3), new("user µs", 2), new("system µs", 2), new("requests/s", 0),
        new("p50 µs", 0), new("p99 µs", 0), new("p99.9 µs", 0), new("core %", 0), new("RSS MB", 1),
        new("bytes allocated", 1), new("system calls", 2),
    ];

    private readonly Participant[] _all =
        [.. comparisons.Select(c => c.Against).Concat(comparisons.Select(c => c.Server)).Concat(shown).Distinct()];

    public override IEnumerable<ServerSpec> Servers => _all.Select(p => p.Server).Distinct();

    public override string? WhyAbsent => loads.Select(load => load.WhyAbsent).FirstOrDefault(reason => reason is not null);

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent)
    {
        int servers = Present(settings, absent).Length;
        return servers * (1 + (LoadsOf(settings).Length * settings.Pairs) + (settings.Quick ? 0 : 1));
    }

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        Participant[] present = Present(settings, absent);
        List<RunningParticipant> running = [];
        try
        {
            foreach (Participant participant in present)
            {
                step($"{participant.Name} warms up");
                var started = RunningParticipant.Start(participant, settings);
                running.Add(started);
                loads[0].Run(started.Process, settings, settings.WarmUp);
            }

            List<Row> rows = [];
            List<Verdict> verdicts = [];
            foreach (Load load in LoadsOf(settings))
            {
                Dictionary<Participant, LoadResult[]> runs = Measure(load, running, settings, step);
                rows.AddRange(running.Select(r => RowOf(load, r, runs[r.Participant])));
                verdicts.AddRange(Compare(load, runs));
            }

            for (int i = 0; i < running.Count && !settings.Quick; i++)
            {
                step($"what {running[i].Participant.Name} allocates and calls");
                Row[] own = [.. rows.Where((_, row) => row % running.Count == i)]; // one of each load
                Count(running[i], own, settings);
            }

            string method = FormattableString.Invariant($"{settings.Pairs} turns of {settings.Seconds} s each");
            return new WorkResult(Name, Title, method, Columns, [.. rows], [.. verdicts]);
        }
        finally
        {
            running.ForEach(r => r.Dispose());
        }
    }

    private static Dictionary<Participant, LoadResult[]> Measure(
        Load load, List<RunningParticipant> running, Settings settings, Action<string> step)
    {
        var runs = running.ToDictionary(r => r.Participant, _ => new LoadResult[settings.Pairs]);
        for (int pair = 0; pair < settings.Pairs; pair++)
        {
            foreach ((Participant participant, ServerProcess process) in running)
            {
                step($"{load.Name}: {participant.Name}");
                runs[participant][pair] = load.Run(process, settings, settings.Seconds);
            }
        }

        return runs;
    }

    /// <summary>Adds what is counted, which would disturb what is timed.</summary>
    private void Count(RunningParticipant running, Row[] rows, Settings settings)
    {
        Dictionary<Load, double> allocated = Allocation.PerRequest(running.Participant.Server, loads, settings);
        foreach ((Load load, Row row) in loads.Zip(rows))
        {
            if (allocated.TryGetValue(load, out double bytes))
            {
                row.Figures["bytes allocated"] = bytes;
            }

            if (SystemCalls.PerRequest(running.Process, load, settings) is { } calls)
            {
                row.Figures["system calls"] = calls;
            }
        }
    }

    private static Row RowOf(Load load, RunningParticipant running, LoadResult[] runs)
    {
        LoadResult least = runs.MinBy(r => r.CpuMicroseconds)!;
        Dictionary<string, double> figures = new()
        {
            ["CPU µs"] = least.CpuMicroseconds,
            ["median"] = runs.Select(r => r.CpuMicroseconds).Median(),
            ["user µs"] = runs.Select(r => r.UserMicroseconds).Median(),
            ["system µs"] = runs.Select(r => r.CpuMicroseconds - r.UserMicroseconds).Median(),
            ["requests/s"] = runs.Max(r => r.Rate),
            ["core %"] = 100 * runs.Select(r => r.Utilisation).Median(),
            ["RSS MB"] = ResidentMemory.Of(running.Process).All / 1e6,
        };
        Add("p50 µs", r => r.P50);
        Add("p99 µs", r => r.P99);
        Add("p99.9 µs", r => r.P999);

        return new Row(load.Name, running.Participant.Name, running.Participant.Server.Kind, figures);

        void Add(string column, Func<LoadResult, double?> of)
        {
            double[] known = [.. runs.Select(of).OfType<double>()];
            if (known.Length > 0)
            {
                figures[column] = known.Median();
            }
        }
    }

    /// <summary>The ratios of those that could run.</summary>
    private IEnumerable<Verdict> Compare(Load load, Dictionary<Participant, LoadResult[]> runs)
    {
        foreach ((Participant server, Participant against, double? limit) in comparisons)
        {
            if (runs.TryGetValue(server, out LoadResult[]? own) && runs.TryGetValue(against, out LoadResult[]? others))
            {
                yield return new Verdict(
                    load.Name,
                    server.Name,
                    against.Name,
                    own.Min(r => r.CpuMicroseconds) / others.Min(r => r.CpuMicroseconds),
                    own.Zip(others, (one, other) => one.CpuMicroseconds / other.CpuMicroseconds).Median(),
                    limit);
            }
        }
    }

    private Load[] LoadsOf(Settings settings) => settings.Quick ? [loads[0]] : loads;

    private Participant[] Present(Settings settings, IReadOnlySet<ServerSpec> absent) =>
    [
        .. _all.Where(p => !absent.Contains(p.Server) && (settings.Servers.Length == 0 || settings.Servers.Contains(p.Server.Name))),
        .. settings.Also.Select(text => new Participant(ServerSpec.Parse(text))),
    ];
}
