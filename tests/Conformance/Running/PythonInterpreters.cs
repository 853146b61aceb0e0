namespace AsyncoreNet.Conformance;

/// <summary>Where a Python may be on this machine, the likeliest first. Not all of these exist.</summary>
internal static class PythonInterpreters
{
    /// <summary>The one that the environment names, those on the path, Debian's, pyenv's.</summary>
    public static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ASYNCORE_PYTHON") is { Length: > 0 } named)
        {
            yield return named;
        }

        yield return "python3";
        for (int minor = 13; minor >= 6; minor--)
        {
            yield return $"python3.{minor}";
        }

        yield return "/usr/bin/python3";

        string pyenv = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        if (Directory.Exists(pyenv))
        {
            foreach (string version in Directory.GetDirectories(pyenv, "3.*"))
            {
                yield return Path.Combine(version, "bin", "python3");
            }
        }
    }
}
