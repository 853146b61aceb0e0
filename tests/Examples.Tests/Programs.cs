namespace AsyncoreNet.Examples.Tests;

/// <summary>Programs of the system that serve as peers. A test that needs one is skipped where it is not installed.</summary>
internal static class Programs
{
    /// <summary>The full path of a program, or a skipped test.</summary>
    public static string Require(string name)
    {
        string? path = Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        Skip.If(path is null, $"'{name}' is not installed. This test uses it as a real peer; .ci/run installs it.");
        return path!;
    }

    /// <summary>A netcat that can end its output as soon as its input ends.</summary>
    public static string RequireNetcat()
    {
        string path = Require("nc");
        using var help = ChildProcess.Start(path, ["-h"]);
        help.WaitForExit();
        bool hasOption = help.AllOutput.Contains("shutdown", StringComparison.OrdinalIgnoreCase);
        Skip.IfNot(hasOption, "This 'nc' is not OpenBSD's: it has no option -N, to end its output with its input.");
        return path;
    }
}
