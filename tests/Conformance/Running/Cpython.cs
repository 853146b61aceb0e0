using System.ComponentModel;
using System.Diagnostics;

using Xunit;

namespace AsyncoreNet.Conformance;

/// <summary>The interpreter that has <c>asyncore</c>, and the traces of the scenarios under it, all from one process.</summary>
internal sealed class Cpython
{
    private const string SectionMark = "=== ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Cpython> Shared = new(() => new Cpython());

    private readonly IReadOnlyDictionary<(string Name, bool UsePoll), List<string>> _traces =
        new Dictionary<(string, bool), List<string>>();

    private Cpython()
    {
        Interpreter = PythonInterpreters.Candidates().FirstOrDefault(HasAsyncore);
        if (Interpreter is not null)
        {
            _traces = Play();
        }
    }

    public static Cpython Instance => Shared.Value;

    /// <summary>The interpreter's path; null where none has the module.</summary>
    public string? Interpreter { get; }

    public IEnumerable<string> Scenarios => _traces.Keys.Select(k => k.Name).Distinct();

    public IReadOnlyList<string> Trace(string scenario, bool usePoll) => _traces[(scenario, usePoll)];

    /// <summary>The interpreter, without which a test is skipped.</summary>
    public static Cpython Require()
    {
        Skip.If(OperatingSystem.IsWindows(), "The scenarios need a Unix system.");
        Skip.If(
            Instance.Interpreter is null,
            "No Python interpreter has the module asyncore (3.12 dropped it): set ASYNCORE_PYTHON to the path of one that has.");
        return Instance;
    }

    /// <summary>
    /// What run.py prints, by its sections: the names of scenarios, or the seeds of drawn cases, and the order.
    /// </summary>
    public IReadOnlyDictionary<(string Name, bool UsePoll), List<string>> Play(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "run.py");
        (int exitCode, string output, string error) = Run(Interpreter!, [program, .. arguments]);
        return exitCode == 0
            ? Sections(output)
            : throw new InvalidOperationException($"run.py failed under {Interpreter}:\n{error}");
    }

    private static bool HasAsyncore(string interpreter) =>
        Run(interpreter, "-W", "ignore", "-c", "import asyncore").ExitCode == 0;

    private static (int ExitCode, string Output, string Error) Run(string interpreter, params string[] arguments)
    {
        var start = new ProcessStartInfo(interpreter, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{interpreter} {arguments[^1]} did not end within {Patience}:\n{output.Result}");
            }

            return (process.ExitCode, output.Result, error.Result);
        }
        catch (Win32Exception missing)
        {
            return (-1, string.Empty, missing.Message);
        }
    }

    private static Dictionary<(string Name, bool UsePoll), List<string>> Sections(string output)
    {
        var sections = new Dictionary<(string, bool), List<string>>();
        List<string> lines = [];
        foreach (string line in output.Split('\n'))
        {
            if (line.StartsWith(SectionMark, StringComparison.Ordinal))
            {
                string[] header = line[SectionMark.Length..].Split(' ');
                sections[(header[0], header[1] == "poll")] = lines = [];
            }
            else if (line.Length > 0)
            {
                lines.Add(line);
            }
        }

        return sections;
    }
}
