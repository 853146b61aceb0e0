using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Examples;

/// <summary>The addresses that the command lines take and print.</summary>
internal static class Addresses
{
    private const string UnixPrefix = "unix:";

    /// <summary>
    /// The end point of a host and a port: an IPv4 or IPv6 address, a name, or <c>unix:PATH</c>. A name's IPv4 address is
    /// preferred, which is the one that asyncore would take.
    /// </summary>
    /// <exception cref="IOException">The name is unknown.</exception>
    public static EndPoint Resolve(string host, int port)
    {
        if (host.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return new UnixDomainSocketEndPoint(host[UnixPrefix.Length..]);
        }

        try
        {
            IPAddress[] found = Loop.Default.Network.Resolve(host, AddressFamily.Unspecified);
            return new IPEndPoint(found.MinBy(address => address.AddressFamily != AddressFamily.InterNetwork)!, port);
        }
        catch (SocketException failure)
        {
            throw new IOException($"Cannot look up the host '{host}': {failure.Message}", failure);
        }
    }

    /// <summary>HOST:PORT, or unix:PATH.</summary>
    public static string Format(EndPoint address) =>
        address is UnixDomainSocketEndPoint ? UnixPrefix + address : address.ToString()!;
}
