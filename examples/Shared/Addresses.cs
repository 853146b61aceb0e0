using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Examples;

/// <summary>The addresses that the command lines take and print.</summary>
internal static class Addresses
{
    private const string UnixPrefix = "unix:";

    /// <summary>The end point of a host and a port: an IPv4 or IPv6 address, a name as it is, or <c>unix:PATH</c>.</summary>
    public static EndPoint Parse(string host, int port) =>
        host.StartsWith(UnixPrefix, StringComparison.Ordinal) ? new UnixDomainSocketEndPoint(host[UnixPrefix.Length..])
        : IPAddress.TryParse(host, out IPAddress? address) ? new IPEndPoint(address, port)
        : new DnsEndPoint(host, port);

    /// <summary>
    /// The same with a name looked up. Its IPv4 address is preferred, which is the one that asyncore would take.
    /// </summary>
    /// <exception cref="IOException">The name is unknown.</exception>
    public static EndPoint Resolve(string host, int port)
    {
        if (Parse(host, port) is var address and not DnsEndPoint)
        {
            return address;
        }

        try
        {
            IPAddress[] found = Loop.Default.Network.Resolve(host, AddressFamily.Unspecified);
            return new IPEndPoint(found.MinBy(ip => ip.AddressFamily != AddressFamily.InterNetwork)!, port);
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
