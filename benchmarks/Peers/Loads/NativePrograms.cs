using System.Diagnostics;

namespace Peers;

/// <summary>The C programs: compiled when first asked about, again when a source is newer.</summary>
internal static class NativePrograms
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "native");
    private static readonly Lazy<string?> Absence = new(Compile);

    /// <summary>The load generator on connections that stay.</summary>
    public static string LoadGenerator => Path.Combine(Folder, "loadgen");

    /// <summary>The load generator whose connections have one request.</summary>
    public static string Accepts => Path.Combine(Folder, "accepts");

    /// <summary>The echo server.</summary>
    public static string Reference => Path.Combine(Folder, "echo_epoll");

    /// <summary>Why they cannot run; null if they can.</summary>
    public static string? WhyAbsent => Absence.Value;

    private static string? Compile()
    {
        if (Programs.WhyAbsent("gcc") is { } reason)
        {
            return reason;
        }

        DateTime newest = Directory.EnumerateFiles(Folder, "*.?").Max(File.GetLastWriteTimeUtc); // .c and .h
        foreach (string program in (string[])[LoadGenerator, Accepts, Reference])
        {
            if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < newest)
            {
                using Process compiler = Process.Start("gcc", ["-O2", "-Wall", "-o", program, program + ".c"]);
                compiler.WaitForExit();
                if (compiler.ExitCode != 0)
                {
                    return $"gcc could not compile {program}.c";
                }
            }
        }

        return null;
    }
}
