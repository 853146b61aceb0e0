using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Peers;

/// <summary>A server to measure. Two with the same name and command are two servers.</summary>
/// <param name="name">Its name in the tables.</param>
/// <param name="command">The command that starts it, with <c>{port}</c> where the port goes.</param>
/// <param name="whyAbsent">Returns why it cannot run here, or null.</param>
internal sealed class ServerSpec(string name, string command, Func<string?>? whyAbsent = null)
{
    private static readonly string Folder = AppContext.BaseDirectory;

    public string Name => name;

    public string Command => command;

    /// <summary>The C loop that the others are compared with.</summary>
    public static ServerSpec Reference => new("C epoll", NativePrograms.Reference + " {port}");

    /// <summary>A plain .NET server: a loop of <c>ReceiveAsync</c> and <c>SendAsync</c> for each connection.</summary>
    public static ServerSpec ReceiveAsync => new("ReceiveAsync", DotNet("SocketEcho") + " {port}");

    /// <summary>Kestrel with a connection handler.</summary>
    public static ServerSpec Kestrel => new("Kestrel", DotNet("KestrelEcho") + " {port}", WhyNoKestrel);

    /// <summary>CPython's asynchat echoing lines.</summary>
    public static ServerSpec CPythonLines =>
        new("CPython", Script(CPython, "line_echo") + " {port}", () => WhyNoModule(CPython, "asynchat"));

    /// <summary>asyncio's streams on uvloop echoing lines.</summary>
    public static ServerSpec UvloopLines =>
        new("uvloop", Script(UvloopPython, "uvloop_lines") + " {port}", () => WhyNoModule(UvloopPython, "uvloop"));

    /// <summary>A Python that has asynchat: the variable that the conformance tests take too, or the system's 3.11.</summary>
    private static string CPython => Environment.GetEnvironmentVariable("ASYNCORE_PYTHON") ?? "python3.11";

    /// <summary>A Python that has uvloop: by default the distribution's own, for which its package is.</summary>
    private static string UvloopPython => Environment.GetEnvironmentVariable("UVLOOP_PYTHON") ?? "/usr/bin/python3";

    /// <summary>The Echo example in one of its styles.</summary>
    public static ServerSpec Example(string style) =>
        new(style, $"{DotNet("Echo")} --style {style} --host 127.0.0.1 --port {{port}}");

    /// <summary>The compat echo with an overridden predicate.</summary>
    public static ServerSpec Asked => new("compat-asked", DotNet("Own") + " asked {port}");

    /// <summary>The line echo in a style.</summary>
    public static ServerSpec Lines(string style) => new(style, $"{DotNet("Own")} lines-{style} {{port}}");

    /// <summary>Reads <c>NAME=COMMAND</c>.</summary>
    public static ServerSpec Parse(string text) => text.Split('=', 2) is [var name, var command]
        ? new ServerSpec(name, command)
        : throw new InvalidOperationException($"'{text}' is not NAME=COMMAND.");

    /// <summary>Why it cannot run here; null if it can.</summary>
    public string? WhyAbsent() => whyAbsent?.Invoke();

    private static string DotNet(string program) => $"dotnet {Path.Combine(Folder, program + ".dll")}";

    private static string Script(string python, string program) => $"{python} {Path.Combine(Folder, "python", program + ".py")}";

    private static string? WhyNoKestrel()
    {
        // The shared frameworks are neighbours: .../shared/NAME/VERSION.
        string shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", ".."));
        string framework = Path.Combine(shared, "Microsoft.AspNetCore.App");
        return Directory.Exists(framework) && Directory.GetDirectories(framework, $"{Environment.Version.Major}.*").Length > 0
            ? null
            : $"{framework} has no runtime {Environment.Version.Major}";
    }

    private static string? WhyNoModule(string python, string module)
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
}
