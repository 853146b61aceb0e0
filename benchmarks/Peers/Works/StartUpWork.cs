using System.Diagnostics;

using Peers.Report;

namespace Peers;

/// <summary>Time from starting a program to its first line, as it is built and compiled ahead of time.</summary>
internal sealed class StartUpWork() : Work("startup", "Start-up, to the first line")
{
    private const string Empty = "an empty console program";
    private const string Built = "as built";
    private const string AheadOfTime = "published with ReadyToRun";
    private const int RunsPerPair = 3;
    private const double Limit = 1.5;

    private static readonly Column[] Columns = [new("ms", 1), new("median", 1), new("CPU ms", 1)];

    private static readonly string[] Styles = ["callback", "compat", "await"];

    public override IEnumerable<ServerSpec> Servers => [];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) => 1 + (settings.Pairs * RunsPerPair);

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        step("publishing");
        using var published = new PublishedPrograms();
        Dictionary<(string Load, string Name), string[]> programs = Commands(Built, AllServers.Program);
        if (!settings.Quick && published.TryPublish("benchmarks/Servers/EmptyConsole", "examples/Echo"))
        {
            foreach (((string, string) key, string[] command) in Commands(AheadOfTime, published.Program))
            {
                programs.Add(key, command);
            }
        }

        var runs = programs.ToDictionary(p => p.Key, _ => new List<(double Wall, double Cpu)>());
        for (int run = 0; run < settings.Pairs * RunsPerPair; run++)
        {
            step($"run {run + 1}");
            foreach (((string, string) key, string[] command) in programs)
            {
                runs[key].Add(Time(command, settings));
            }
        }

        return new WorkResult(
            Name,
            Title,
            $"the least of {settings.Pairs * RunsPerPair} runs, in turns",
            Columns,
            [.. runs.Select(pair => RowOf(pair.Key.Load, pair.Key.Name, pair.Value))],
            [
                .. runs.Where(pair => pair.Key.Name != Empty).Select(pair =>
                    Compare(pair.Key.Load, pair.Key.Name, pair.Value, runs[(pair.Key.Load, Empty)])),
            ]);
    }

    private static Dictionary<(string Load, string Name), string[]> Commands(string load, Func<string, string> program)
    {
        Dictionary<(string, string), string[]> commands = new() { [(load, Empty)] = [program("EmptyConsole")] };
        foreach (string style in Styles)
        {
            commands[(load, $"Echo, {style}")] = [program("Echo"), "--style", style, "--port", "0"];
        }

        return commands;
    }

    private static Row RowOf(string load, string name, List<(double Wall, double Cpu)> runs) =>
        new(load, name, name == Empty ? ServerKind.Reference : ServerKind.Own, new()
        {
            ["ms"] = runs.Min(r => r.Wall),
            ["median"] = runs.Select(r => r.Wall).Median(),
            ["CPU ms"] = runs.Min(r => r.Cpu),
        });

    private static Verdict Compare(
        string load, string name, List<(double Wall, double Cpu)> own, List<(double Wall, double Cpu)> empty) => new(
        load,
        name,
        Empty,
        own.Min(r => r.Wall) / empty.Min(r => r.Wall),
        own.Zip(empty, (one, other) => one.Wall / other.Wall).Median(),
        Limit);

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
