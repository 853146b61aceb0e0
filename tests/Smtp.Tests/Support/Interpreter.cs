using AsyncoreNet.Examples.Tests;

namespace Smtp.Tests;

/// <summary>A Python that still has <c>smtpd</c>: 3.11 or older.</summary>
internal static class Interpreter
{
    private static readonly Lazy<string?> Found = new(() => Candidates().FirstOrDefault(HasSmtpd));

    /// <summary>Its path, or a skipped test.</summary>
    public static string Require()
    {
        Skip.If(
            Found.Value is null,
            "No Python here has 'smtpd' (3.11 is the last one that does). ASYNCORE_PYTHON may name one; .ci/run installs it.");
        return Found.Value!;
    }

    /// <summary>The path of one of this project's scripts.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Python", name);

    /// <summary>The one that the environment names, those on the path, Debian's, pyenv's.</summary>
    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ASYNCORE_PYTHON") is { Length: > 0 } named)
        {
            yield return named;
        }

        foreach (string name in (string[])["python3", "python3.11", "python3.10", "python3.9"])
        {
            foreach (string folder in Environment.GetEnvironmentVariable("PATH")!.Split(':'))
            {
                yield return Path.Combine(folder, name);
            }
        }

        string pyenv = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        if (Directory.Exists(pyenv))
        {
            foreach (string version in Directory.GetDirectories(pyenv, "3.*"))
            {
                yield return Path.Combine(version, "bin", "python3");
            }
        }
    }

    private static bool HasSmtpd(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var python = ChildProcess.Start(path, ["-W", "ignore", "-c", "import smtpd"]);
        return python.WaitForExit() == 0;
    }
}
