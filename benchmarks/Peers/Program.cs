using System.CommandLine;

using Peers;
using Peers.Report;

Option<bool> quick = new("--quick")
{
    Description = "A look in under two minutes: short runs of the first load of each measurement. It changes no document.",
};
Option<string[]> only = new("--only")
{
    Description = $"Only these measurements: {string.Join(", ", AllWorks.Create().Select(work => work.Name))}.",
    AllowMultipleArgumentsPerToken = true,
};
Option<int?> pairs = new("--pairs") { Description = "Turns of each server; 7, or 2 with --quick." };
Option<double?> seconds = new("--seconds") { Description = "Seconds of a turn; 1.5, or 0.4 with --quick." };
Option<double?> warmUp = new("--warm-up") { Description = "Seconds of load before the first turn; 6, or 1 with --quick." };
Option<int?> idle = new("--idle") { Description = "Idle connections; 9,000, or 1,000 with --quick." };
Option<int?> rounds = new("--rounds") { Description = "New processes of each server for its memory; 3, or 1 with --quick." };
Option<int> serverCore = new("--server-core") { Description = "The core of the servers.", DefaultValueFactory = _ => 0 };
Option<int> loadCore = new("--load-core") { Description = "The core of the load.", DefaultValueFactory = _ => 1 };
Option<string[]> also = new("--server")
{
    Description = "One more server in each measurement of CPU time: NAME=COMMAND, with {port} where the port goes.",
    DefaultValueFactory = _ => [],
};
Option<string[]> servers = new("--servers")
{
    Description = "Only these servers take part in measurements of CPU time. No document is written.",
    DefaultValueFactory = _ => [],
    AllowMultipleArgumentsPerToken = true,
};
Option<string?> document = new("--document")
{
    Description = "The folder of performance.md, whose measured parts are written; docs, where this is the current folder's, or none.",
    DefaultValueFactory = _ => File.Exists(Path.Combine("docs", "performance.md")) ? "docs" : null,
};

Command report = new("report", "Writes the document again from the figures that are kept, measuring nothing.") { document };
report.SetAction(parsed =>
{
    string folder = parsed.GetValue(document) ?? throw new InvalidOperationException("Name the folder of performance.md: --document.");
    ResultSet kept = ResultFile.Read(folder) ?? throw new InvalidOperationException($"{folder} keeps no figures: measure first.");
    PerformanceDocument.Write(folder, kept);
});

RootCommand root = new("Measures the servers of this library beside others. It prints figures, and passes whatever they are.")
{
    quick, only, pairs, seconds, warmUp, idle, rounds, serverCore, loadCore, servers, also, document,
    report,
};
root.SetAction(async (parsed, _) =>
{
    bool isQuick = parsed.GetValue(quick);
    var settings = new Settings
    {
        Quick = isQuick,
        Pairs = parsed.GetValue(pairs) ?? (isQuick ? 2 : 7),
        Seconds = parsed.GetValue(seconds) ?? (isQuick ? 0.4 : 1.5),
        WarmUp = parsed.GetValue(warmUp) ?? (isQuick ? 1 : 6),
        Idle = parsed.GetValue(idle) ?? (isQuick ? 1000 : 9000),
        Rounds = parsed.GetValue(rounds) ?? (isQuick ? 1 : 3),
        ServerCore = parsed.GetValue(serverCore),
        LoadCore = parsed.GetValue(loadCore),
        Servers = parsed.GetValue(servers)!,
        Also = parsed.GetValue(also)!,
    };
    await Session.RunAsync(settings, parsed.GetValue(only) ?? [], isQuick || settings.Servers.Length > 0 ? null : parsed.GetValue(document));
});
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception failure) when (failure is InvalidOperationException or System.ComponentModel.Win32Exception or IOException)
{
    await Console.Error.WriteLineAsync($"Cannot measure: {failure.Message}");
    return 1;
}
