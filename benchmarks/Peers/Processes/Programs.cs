using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Peers;

/// <summary>What is on this machine.</summary>
internal static class Programs
{
    /// <summary>Why a program cannot be started; null if it can.</summary>
    public static string? WhyAbsent(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"there is no {program}";

    /// <summary>Why a Python cannot import a module; null if it can.</summary>
    public static string? WhyNoModule(string python, string module)
    {
        try
        {
            var start = new ProcessStartInfo(python, ["-W", "ignore", "-c", $"import {module}"]) { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{python} has no module {module}";
        }
        catch (Win32Exception)
        {
            return $"there is no {python}";
        }
    }

    /// <summary>Why there is no Kestrel; null if there is.</summary>
    public static string? WhyNoKestrel()
    {
        // The shared frameworks are neighbours: .../shared/NAME/VERSION.
        string shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", ".."));
        string framework = Path.Combine(shared, "Microsoft.AspNetCore.App");
        return Directory.Exists(framework) && Directory.GetDirectories(framework, $"{Environment.Version.Major}.*").Length > 0
            ? null
            : $"{framework} has no runtime {Environment.Version.Major}";
    }
}
