namespace EchoBenchmark;

/// <summary>A server to measure.</summary>
/// <param name="Name">Its name in the tables.</param>
/// <param name="Command">The command that starts it, with <c>{port}</c> where the port goes.</param>
/// <param name="Limit">What its figure is held against; null for one that is only shown.</param>
internal sealed record ServerSpec(string Name, string Command, double? Limit = null)
{
    private static readonly string Folder = AppContext.BaseDirectory;

    /// <summary>A Python that has asynchat: the variable that the conformance tests take too, or the system's 3.11.</summary>
    private static string CPython => Environment.GetEnvironmentVariable("ASYNCORE_PYTHON") ?? "python3.11";

    /// <summary>The C loop that the others are compared with.</summary>
    public static ServerSpec Reference => new("C epoll", NativePrograms.Reference + " {port}");

    /// <summary>The Echo example in one of its styles.</summary>
    public static ServerSpec Example(string style, double limit) => new(
        style, $"dotnet {Path.Combine(Folder, "Echo.dll")} --style {style} --host 127.0.0.1 --port {{port}}", limit);

    /// <summary>The compat echo with an overridden predicate.</summary>
    public static ServerSpec Asked(double limit) => new(
        "compat-asked", $"dotnet {Path.Combine(Folder, "EchoBenchmark.dll")} serve --port {{port}}", limit);

    /// <summary>CPython's asynchat echoing lines.</summary>
    public static ServerSpec CPythonLines => new("CPython", $"{CPython} {Path.Combine(Folder, "python", "line_echo.py")} {{port}}");

    /// <summary>The line echo in the compat style.</summary>
    public static ServerSpec Lines(double limit) => new(
        "compat", $"dotnet {Path.Combine(Folder, "EchoBenchmark.dll")} serve-lines --port {{port}}", limit);

    /// <summary>The servers that the settings choose among <paramref name="known"/>, and those that they add.</summary>
    public static ServerSpec[] Choose(Settings settings, params ServerSpec[] known) =>
    [
        .. known.Where(s => settings.Only.Length == 0 || settings.Only.Contains(s.Name)),
        .. settings.Also.Select(Parse),
    ];

    private static ServerSpec Parse(string text) => text.Split('=', 2) is [var name, var command]
        ? new ServerSpec(name, command)
        : throw new InvalidOperationException($"'{text}' is not NAME=COMMAND.");
}
