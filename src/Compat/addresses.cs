using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat;

/// <summary>Python's <c>(host, port)</c> addresses.</summary>
internal static class addresses
{
    /// <summary>An end point; a name stays one, to be looked up in the socket's family when it is used.</summary>
    public static EndPoint EndPointOf(string host, int port, AddressFamily family)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (port is < 0 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is a number from 0 to 65535.");
        }

        return host switch
        {
            "" => new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port),
            "<broadcast>" => new IPEndPoint(IPAddress.Broadcast, port),
            _ when IPAddress.TryParse(host, out IPAddress? literal) => new IPEndPoint(literal, port),
            _ => new DnsEndPoint(host, port, family),
        };
    }
}
