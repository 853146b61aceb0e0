using System.Diagnostics;

namespace Peers;

/// <summary>The C programs: compiled when first asked for, again when their source is newer.</summary>
internal static class NativePrograms
{
    public static string LoadGenerator => Compiled("loadgen");

    public static string Reference => Compiled("echo_epoll");

    private static string Compiled(string name)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "native", name);
        string source = program + ".c";
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < File.GetLastWriteTimeUtc(source))
        {
            using Process compiler = Process.Start("gcc", ["-O2", "-Wall", "-o", program, source]);
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
            {
                throw new InvalidOperationException($"gcc could not compile {source}.");
            }
        }

        return program;
    }
}
