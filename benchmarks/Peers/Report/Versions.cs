using System.Diagnostics;

namespace Peers.Report;

/// <summary>
/// What the programs beside us call themselves. A version is a footnote: whatever is wrong with a program ends as null, and no
/// benchmark fails for it.
/// </summary>
internal static class Versions
{
    // No version is longer; a program that prints without end is not heard to its end.
    private const int MostCharacters = 4096;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The first line that each program prints; null for those that are absent, fail or take longer than 10 s.</summary>
    public static async Task<IReadOnlyList<(string Name, string? Version)>> ReadAsync(IEnumerable<Tool> tools)
    {
        using CancellationTokenSource enough = new(Limit);
        return await ReadAsync(tools, enough.Token);
    }

    /// <summary>The same with another limit: what has not answered when the token is cancelled is ended, and null.</summary>
    public static async Task<IReadOnlyList<(string Name, string? Version)>> ReadAsync(
        IEnumerable<Tool> tools, CancellationToken enough)
    {
        IEnumerable<Task<(string, string?)>> all = tools.Select(async tool => (tool.Name, await ReadAsync(tool, enough)));
        return await Task.WhenAll(all);
    }

    private static async Task<string?> ReadAsync(Tool tool, CancellationToken enough)
    {
        try
        {
            using Process process = Start(tool);
            try
            {
                process.StandardInput.Close();
                return await FirstLineAsync(process).WaitAsync(enough);
            }
            finally
            {
                // It may still run: cut short, or with more to print than anyone reads.
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static Process Start(Tool tool)
    {
        ProcessStartInfo start = new(tool.Command, tool.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{tool.Command} did not start.");
    }

    // nginx prints its version to standard error; wrk exits with 1 after it has printed its own. Python without the module does
    // both: what stands on standard error alone counts only after exit code 0.
    private static async Task<string?> FirstLineAsync(Process process)
    {
        Task<string> output = HeadAsync(process.StandardOutput);
        Task<string> error = HeadAsync(process.StandardError);
        if (FirstLine(await output) is string line)
        {
            return line;
        }

        string message = await error;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? FirstLine(message) : null;
    }

    private static async Task<string> HeadAsync(StreamReader reader)
    {
        char[] head = new char[MostCharacters];
        int count = await reader.ReadBlockAsync(head.AsMemory());
        return new string(head, 0, count);
    }

    private static string? FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
}
