namespace Peers;

/// <summary>What a command measures.</summary>
/// <param name="Server">The server that the figure is of.</param>
/// <param name="Limit">What the figure is held against; null for one that is only shown.</param>
/// <param name="Reference">The server that the figure is relative to; null where it is not relative to another.</param>
internal sealed record Subject(ServerSpec Server, double? Limit = null, ServerSpec? Reference = null)
{
    /// <summary>
    /// Those of <paramref name="known"/> that the settings choose, by either server's name, and those that they add. What cannot run
    /// here is left out, and said to be.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="also">How an added server is measured.</param>
    /// <param name="known">The command's own.</param>
    public static Subject[] Choose(Settings settings, Func<ServerSpec, Subject> also, params Subject[] known)
    {
        List<Subject> chosen =
        [
            .. known.Where(s => settings.Only.Length == 0 || s.Servers.Any(server => settings.Only.Contains(server.Name))),
            .. settings.Also.Select(text => also(ServerSpec.Parse(text))),
        ];
        foreach (ServerSpec server in chosen.SelectMany(s => s.Servers).Distinct().ToArray())
        {
            if (server.WhyAbsent() is { } reason)
            {
                Console.WriteLine($"Skipped: {server.Name}: {reason}");
                chosen.RemoveAll(s => s.Servers.Contains(server));
            }
        }

        return chosen.Count > 0 ? [.. chosen] : throw new InvalidOperationException("There is no server left to measure.");
    }

    /// <summary>The servers that have to run: what is measured, and what it is relative to.</summary>
    private IEnumerable<ServerSpec> Servers => Reference is null ? [Server] : [Reference, Server];
}
