using System.Diagnostics;

using Peers.Report;

namespace Peers;

/// <summary>Time from starting a program to its first line.</summary>
internal sealed class StartUpWork() : Work("startup", "Start-up, to the first line")
{
    private const string Empty = "an empty console program";
    private const int RunsPerPair = 3;

    private static readonly Column[] Columns = [new("ms", 1), new("median", 1), new("CPU ms", 1)];

    private static readonly string[] Styles = ["callback", "compat", "await"];

    public override IEnumerable<ServerSpec> Servers => [];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) => settings.Pairs * RunsPerPair;

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        Dictionary<string, string[]> programs = new() { [Empty] = [AllServers.Program("EmptyConsole")] };
        foreach (string style in Styles)
        {
            programs[$"Echo, {style}"] = [AllServers.Program("Echo"), "--style", style, "--port", "0"];
        }

        var runs = programs.ToDictionary(p => p.Key, _ => new List<(double Wall, double Cpu)>());
        for (int run = 0; run < CountSteps(settings, absent); run++)
        {
            step($"Run {run + 1}");
            foreach ((string name, string[] command) in programs)
            {
                runs[name].Add(Time(command, settings));
            }
        }

        double empty = runs[Empty].Min(r => r.Wall);
        return new WorkResult(
            Name,
            Title,
            $"the least of {CountSteps(settings, absent)} runs, in turns",
            Columns,
            [
                .. runs.Select(pair => new Row("", pair.Key, pair.Key == Empty ? ServerKind.Reference : ServerKind.Own, new()
                {
                    ["ms"] = pair.Value.Min(r => r.Wall),
                    ["median"] = pair.Value.Select(r => r.Wall).Median(),
                    ["CPU ms"] = pair.Value.Min(r => r.Cpu),
                })),
            ],
            [
                .. runs.Where(pair => pair.Key != Empty).Select(pair => new Verdict(
                    "",
                    pair.Key,
                    Empty,
                    pair.Value.Min(r => r.Wall) / empty,
                    pair.Value.Zip(runs[Empty], (one, other) => one.Wall / other.Wall).Median(),
                    1.5)),
            ]);
    }

    private static (double Wall, double Cpu) Time(string[] command, Settings settings)
    {
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(new ProcessStartInfo("taskset", ["-c", $"{settings.ServerCore}", "dotnet", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string? line = process.StandardOutput.ReadLine();
        double wall = watch.Elapsed.TotalMilliseconds;
        double cpu = CpuTime.Of(process.Id).Nanoseconds / 1e6;
        process.Kill();
        process.WaitForExit();
        return line is null ? throw new InvalidOperationException($"{command[0]} printed nothing.") : (wall, cpu);
    }
}
