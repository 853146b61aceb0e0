using Peers.Report;

namespace Peers;

/// <summary>A server to measure. Two with the same name and command are two servers.</summary>
/// <param name="name">Its name in the tables.</param>
/// <param name="kind">Whose it is.</param>
/// <param name="command">The program that runs it and its arguments, with <c>{port}</c> where the port goes.</param>
/// <param name="whyAbsent">Returns why it cannot run here, or null.</param>
internal sealed class ServerSpec(string name, ServerKind kind, string[] command, Func<string?>? whyAbsent = null)
{
    public string Name => name;

    public ServerKind Kind => kind;

    public IReadOnlyList<string> Command => command;

    /// <summary>Whether it runs on .NET, so that what it allocates can be read.</summary>
    public bool IsManaged => command[0] == "dotnet";

    /// <summary>Reads <c>NAME=COMMAND</c>.</summary>
    public static ServerSpec Parse(string text) => text.Split('=', 2) is [var name, var command]
        ? new ServerSpec(name, ServerKind.Peer, command.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        : throw new InvalidOperationException($"'{text}' is not NAME=COMMAND.");

    /// <summary>Why it cannot run here; null if it can.</summary>
    public string? WhyAbsent() => whyAbsent?.Invoke();
}
