using System.Diagnostics;

namespace Peers;

/// <summary>What a server is asked for, by a load generator on a core of its own.</summary>
/// <param name="name">Its name in the tables.</param>
internal abstract class Load(string name)
{
    public string Name => name;

    /// <summary>Why it cannot run here; null if it can.</summary>
    public abstract string? WhyAbsent { get; }

    /// <summary>Loads the server for about so many seconds.</summary>
    public abstract LoadResult Run(ServerProcess server, Settings settings, double seconds);

    /// <summary>Runs the generator to its end, and returns what it printed.</summary>
    protected static string Generate(
        ServerProcess server, Settings settings, IEnumerable<string> command, IEnumerable<(string Name, string Value)>? environment = null)
    {
        var start = new ProcessStartInfo("taskset", ["-c", $"{settings.LoadCore}", .. command]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && printed.Length > 0
            ? printed
            : throw new InvalidOperationException($"The load failed against '{server.Spec.Name}' (exit code {process.ExitCode}): {printed}");
    }
}
