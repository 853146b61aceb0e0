using Peers.Report;

namespace Peers;

/// <summary>The versions of what is measured.</summary>
internal static class InstalledVersions
{
    private static readonly Tool[] Tools =
    [
        new("gcc", "gcc", "--version"),
        new("CPython", AllServers.CPython, "--version"),
        new("uvloop", AllServers.UvloopPython, "-c", "import sys, uvloop; print(uvloop.__version__, 'on Python', sys.version.split()[0])"),
        new("Node", "node", "--version"),
        new("nginx", "nginx", "-v"),
        new("redis-server", "redis-server", "--version"),
        new("wrk", "wrk", "-v"),
    ];

    public static async Task<Dictionary<string, string>> ReadAsync()
    {
        var versions = (await Versions.ReadAsync(Tools))
            .Where(tool => tool.Version is not null)
            .ToDictionary(tool => tool.Name, tool => tool.Version!);
        return versions;
    }
}
