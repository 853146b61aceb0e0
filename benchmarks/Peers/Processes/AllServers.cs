using Peers.Report;

namespace Peers;

/// <summary>The servers that take part.</summary>
internal static class AllServers
{
    private const string Port = "{port}";

    private static readonly string Folder = AppContext.BaseDirectory;

    /// <summary>A Python that has asyncore: the variable that the conformance tests take too, or the system's 3.11.</summary>
    public static string CPython => Environment.GetEnvironmentVariable("ASYNCORE_PYTHON") ?? "python3.11";

    /// <summary>A Python that has uvloop: by default the distribution's own, for which its package is.</summary>
    public static string UvloopPython => Environment.GetEnvironmentVariable("UVLOOP_PYTHON") ?? "/usr/bin/python3";

    /// <summary>The C loop that the others are compared with.</summary>
    public static ServerSpec C { get; } =
        new("C epoll", ServerKind.Reference, [NativePrograms.Reference, Port], () => NativePrograms.WhyAbsent);

    /// <summary>The same on an io_uring: what a poller of that kind could save.</summary>
    public static ServerSpec IoUring { get; } =
        new("C io_uring", ServerKind.Reference, [NativePrograms.IoUring, Port], () => NativePrograms.WhyNoIoUring);

    /// <summary>A plain .NET server: a loop of <c>ReceiveAsync</c> and <c>SendAsync</c> for each connection.</summary>
    public static ServerSpec ReceiveAsync { get; } = DotNet("Socket.ReceiveAsync", "SocketEcho");

    /// <summary>Kestrel with a connection handler.</summary>
    public static ServerSpec Kestrel { get; } = DotNet("Kestrel", "KestrelEcho", Programs.WhyNoKestrel);

    public static ServerSpec Asyncore { get; } = Python("CPython asyncore", CPython, "echo.py", "asyncore");

    public static ServerSpec Asyncio { get; } = Python("asyncio", UvloopPython, "echo.py", "asyncio");

    public static ServerSpec Uvloop { get; } = Python("uvloop", UvloopPython, "echo.py", "uvloop");

    public static ServerSpec Node { get; } = Script("Node", "node", "node/echo.js");

    public static ServerSpec AsynchatLines { get; } = Python("CPython asynchat", CPython, "line_echo.py", "asynchat");

    public static ServerSpec AsyncioLines { get; } = Python("asyncio readline", UvloopPython, "stream_lines.py", "asyncio");

    public static ServerSpec UvloopLines { get; } = Python("uvloop readline", UvloopPython, "stream_lines.py", "uvloop");

    public static ServerSpec KestrelHttp { get; } = DotNet("Kestrel", "KestrelHttp", Programs.WhyNoKestrel);

    public static ServerSpec NodeHttp { get; } = Script("Node", "node", "node/http.js");

    public static ServerSpec Nginx { get; } = new(
        "nginx", ServerKind.Peer, ["bash", Path.Combine(Folder, "nginx", "start.sh"), Port], () => Programs.WhyAbsent("nginx"));

    public static ServerSpec RedisServer { get; } = new(
        "redis-server",
        ServerKind.Peer,
        ["redis-server", "--port", Port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        () => Programs.WhyAbsent("redis-server"));

    /// <summary>The Redis example.</summary>
    public static ServerSpec Redis { get; } = Example("Redis", "Redis");

    /// <summary>The compat echo with an overridden predicate.</summary>
    public static ServerSpec Asked { get; } = new(
        "compat, writable() overridden", ServerKind.Own, ["dotnet", Program("Own"), "asked", Port]);

    /// <summary>The Echo example in one of its styles.</summary>
    public static ServerSpec Echo(string style) => Example(style, "Echo", "--style", style);

    /// <summary>The HttpServer example in one of its styles.</summary>
    public static ServerSpec Http(string style) => Example(style, "HttpServer", "--style", style);

    /// <summary>The line echo in a style.</summary>
    public static ServerSpec Lines(string style) => new(
        style == "compat" ? "compat async_chat" : "AsyncChat", ServerKind.Own, ["dotnet", Program("Own"), "lines-" + style, Port]);

    /// <summary>A program beside this one.</summary>
    public static string Program(string name) => Path.Combine(Folder, name + ".dll");

    private static ServerSpec Example(string name, string program, params string[] arguments) => new(
        name, ServerKind.Own, ["dotnet", Program(program), "--host", "127.0.0.1", "--port", Port, .. arguments]);

    private static ServerSpec DotNet(string name, string program, Func<string?>? whyAbsent = null) =>
        new(name, ServerKind.Peer, ["dotnet", Program(program), Port], whyAbsent);

    private static ServerSpec Python(string name, string python, string script, string module) => new(
        name,
        ServerKind.Peer,
        [python, Path.Combine(Folder, "python", script), .. script == "line_echo.py" ? (string[])[] : [module], Port],
        () => Programs.WhyNoModule(python, module));

    private static ServerSpec Script(string name, string program, string script) =>
        new(name, ServerKind.Peer, [program, Path.Combine(Folder, script), Port], () => Programs.WhyAbsent(program));
}
