using Peers.Report;

using Spectre.Console;

namespace Peers;

/// <summary>A run of the program: says what it leaves out, measures with a progress display, prints, and keeps the figures.</summary>
internal static class Session
{
    /// <summary>Measures.</summary>
    /// <param name="settings">How.</param>
    /// <param name="only">Names of the measurements; none for all.</param>
    /// <param name="folder">The folder of the document; null for none.</param>
    public static async Task RunAsync(Settings settings, string[] only, string? folder)
    {
        Work[] chosen = Choose(only);
        AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
        HashSet<ServerSpec> absent = [];
        List<Work> works = [];
        foreach (Work work in chosen)
        {
            foreach (ServerSpec server in work.Servers)
            {
                if (!absent.Contains(server) && server.WhyAbsent() is { } reason)
                {
                    absent.Add(server);
                    AnsiConsole.MarkupLineInterpolated($"[yellow]Skipped:[/] {server.Name}: {reason}");
                }
            }

            if (work.WhyAbsent is { } why)
            {
                AnsiConsole.MarkupLineInterpolated($"[yellow]Skipped:[/] {work.Title}: {why}");
            }
            else if (work.CountSteps(settings, absent) > 0)
            {
                works.Add(work);
            }
        }

        string machine = Machine.Read().ToString();
        Dictionary<string, string> versions = await InstalledVersions.ReadAsync();
        List<WorkResult> results = Measure(works, settings, absent, result =>
        {
            if (folder is not null)
            {
                // One by one: what comes later may fail, or be interrupted.
                PerformanceDocument.Write(folder, ResultFile.Merge(folder, new ResultSet(machine, versions, [result])));
            }
        });
        results.ForEach(ConsoleReport.Print);
    }

    private static Work[] Choose(string[] only)
    {
        Work[] all = AllWorks.Create();
        string[] unknown = [.. only.Where(name => all.All(work => work.Name != name))];
        return unknown.Length > 0
            ? throw new InvalidOperationException($"There is no measurement '{unknown[0]}'.")
            : [.. all.Where(work => only.Length == 0 || only.Contains(work.Name))];
    }

    private static List<WorkResult> Measure(
        List<Work> works, Settings settings, HashSet<ServerSpec> absent, Action<WorkResult> measured)
    {
        List<WorkResult> results = [];
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(display =>
            {
                ProgressTask[] tasks =
                [
                    .. works.Select(work => display.AddTask(
                        Markup.Escape(work.Title), autoStart: false, maxValue: work.CountSteps(settings, absent))),
                ];
                foreach ((Work work, ProgressTask task) in works.Zip(tasks))
                {
                    task.StartTask();
                    int steps = 0;
                    WorkResult result = work.Run(settings, absent, what =>
                    {
                        task.Description = Markup.Escape($"{work.Title}: {what}");
                        task.Value = steps++;
                    });
                    results.Add(result);
                    measured(result);
                    task.Description = Markup.Escape(work.Title);
                    task.Value = task.MaxValue;
                    task.StopTask();
                }
            });
        return results;
    }
}
