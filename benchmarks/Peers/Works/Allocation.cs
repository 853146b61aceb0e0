using System.Globalization;
using System.Net.Sockets;

namespace Peers;

/// <summary>
/// Bytes that a .NET server allocates for a request, told by a probe that the runtime loads into it. In a process of its own: the
/// servers that are timed have no probe.
/// </summary>
internal static class Allocation
{
    /// <summary>Returns the bytes by load; nothing for a server that is not on .NET.</summary>
    public static Dictionary<Load, double> PerRequest(ServerSpec spec, Load[] loads, Settings settings)
    {
        if (!spec.IsManaged)
        {
            return [];
        }

        string path = Path.Combine(Path.GetTempPath(), $"allocation-{Environment.ProcessId}-{Guid.NewGuid():N}");
        using ServerProcess server = ServerProcess.Start(
            spec, settings.ServerCore, ("DOTNET_STARTUP_HOOKS", AllServers.Program("AllocationProbe")), ("ALLOCATION_PROBE", path));
        try
        {
            loads[0].Run(server, settings, settings.WarmUp);
            return loads.ToDictionary(load => load, PerRequestOf);
        }
        finally
        {
            File.Delete(path);
        }

        double PerRequestOf(Load load)
        {
            // What connections cost is in the short run as in the long one: the difference is requests alone.
            (long shortBytes, long shortRequests) = Run(load, 0.5);
            (long longBytes, long longRequests) = Run(load, 2);
            return Math.Max(0, (double)(longBytes - shortBytes) / (longRequests - shortRequests));
        }

        (long Bytes, long Requests) Run(Load load, double seconds)
        {
            long before = Read(path);
            LoadResult result = load.Run(server, settings, seconds);
            return (Read(path) - before, result.TotalRequests);
        }
    }

    private static long Read(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using var reader = new StreamReader(new NetworkStream(socket));
        return long.Parse(reader.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
