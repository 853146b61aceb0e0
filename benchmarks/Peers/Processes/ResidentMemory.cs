using System.Globalization;

namespace Peers;

/// <summary>What a process has in memory, in bytes.</summary>
/// <param name="All">All of it, mapped files included (VmRSS).</param>
/// <param name="Anonymous">Heaps, stacks and compiled code (RssAnon).</param>
internal readonly record struct ResidentMemory(long All, long Anonymous)
{
    public static ResidentMemory Of(ServerProcess server)
    {
        string[] status = File.ReadAllLines($"/proc/{server.Id}/status");
        return new ResidentMemory(Read("VmRSS:"), Read("RssAnon:"));

        // "VmRSS:     1234 kB", where kB are 1,024 bytes
        long Read(string key) => 1024 * long.Parse(
            status.Single(line => line.StartsWith(key, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture);
    }
}
