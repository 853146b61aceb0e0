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
            else
            {
                works.Add(work);
            }
        }

        WorkResult[] results = [.. Measure(works, settings, absent)];
        foreach (WorkResult result in results)
        {
            ConsoleReport.Print(result);
        }

        if (folder is not null)
        {
            var measured = new ResultSet(Machine.Read().ToString(), await InstalledVersions.ReadAsync(), results);
            PerformanceDocument.Write(folder, ResultFile.Merge(folder, measured));
        }
    }

    private static Work[] Choose(string[] only)
    {
        Work[] all = AllWorks.Create();
        string[] unknown = [.. only.Where(name => all.All(work => work.Name != name))];
        return unknown.Length > 0
            ? throw new InvalidOperationException($"There is no measurement '{unknown[0]}'.")
            : [.. all.Where(work => only.Length == 0 || only.Contains(work.Name))];
    }

    private static List<WorkResult> Measure(List<Work> works, Settings settings, HashSet<ServerSpec> absent)
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
                    results.Add(work.Run(settings, absent, what =>
                    {
                        task.Description = Markup.Escape($"{work.Title}: {what}");
                        task.Value = steps++;
                    }));
                    task.Description = Markup.Escape(work.Title);
                    task.Value = task.MaxValue;
                    task.StopTask();
                }
            });
        return results;
    }
}
