using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests;

/// <summary>Connected sockets, both ends in this process.</summary>
internal static class Pairs
{
    /// <summary>
    /// Over a Unix path that is gone by the time this returns. What one end sends is at the other when the call returns: a pass
    /// that follows finds it.
    /// </summary>
    public static (Socket Near, Socket Far) Unix()
    {
        string path = UnixPath();
        try
        {
            return Connect(new UnixDomainSocketEndPoint(path), ProtocolType.Unspecified);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static (Socket Near, Socket Far) Tcp() => Connect(new IPEndPoint(IPAddress.Loopback, 0), ProtocolType.Tcp);

    /// <summary>A path for a Unix socket that nothing else uses, short enough for every system.</summary>
    public static string UnixPath() => Path.Combine(Path.GetTempPath(), $"ac{Guid.NewGuid():N}"[..20]);

    private static (Socket Near, Socket Far) Connect(EndPoint address, ProtocolType protocol)
    {
        using var listener = new Socket(address.AddressFamily, SocketType.Stream, protocol);
        listener.Bind(address);
        listener.Listen(1);
        var far = new Socket(address.AddressFamily, SocketType.Stream, protocol);
        far.Connect(listener.LocalEndPoint!);
        Socket near = listener.Accept();
        near.ReceiveTimeout = far.ReceiveTimeout = 30_000; // no test waits for ever
        return (near, far);
    }
}
