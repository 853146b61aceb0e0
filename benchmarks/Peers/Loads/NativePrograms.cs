using System.Diagnostics;

namespace Peers;

/// <summary>The C programs: compiled when first asked about, again when a source is newer.</summary>
internal static class NativePrograms
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "native");
    private static readonly Lazy<string?> Absence = new(() => Compile(LoadGenerator) ?? Compile(Accepts) ?? Compile(Reference));
    private static readonly Lazy<string?> IoUringAbsence = new(() => File.Exists("/usr/include/liburing.h")
        ? Compile(IoUring, "-luring")
        : "liburing is not installed (liburing-dev)");

    /// <summary>The load generator on connections that stay.</summary>
    public static string LoadGenerator => Path.Combine(Folder, "loadgen");

    /// <summary>The load generator whose connections have one request.</summary>
    public static string Accepts => Path.Combine(Folder, "accepts");

    /// <summary>The echo server.</summary>
    public static string Reference => Path.Combine(Folder, "echo_epoll");

    /// <summary>The echo server on an io_uring.</summary>
    public static string IoUring => Path.Combine(Folder, "echo_uring");

    /// <summary>Why they cannot run; null if they can.</summary>
    public static string? WhyAbsent => Absence.Value;

    /// <summary>Why the io_uring cannot run; null if it can.</summary>
    public static string? WhyNoIoUring => WhyAbsent ?? IoUringAbsence.Value;

    private static string? Compile(string program, params string[] libraries)
    {
        if (Programs.WhyAbsent("gcc") is { } reason)
        {
            return reason;
        }

        DateTime newest = Directory.EnumerateFiles(Folder, "*.?").Max(File.GetLastWriteTimeUtc); // .c and .h
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) >= newest)
        {
            return null;
        }

        using Process compiler = Process.Start("gcc", ["-O2", "-Wall", "-o", program, program + ".c", .. libraries]);
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? null : $"gcc could not compile {program}.c";
    }
}
