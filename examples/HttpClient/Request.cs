using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HttpClient;

/// <summary>The request, which is the same in both styles.</summary>
internal static class Request
{
    /// <summary>Whether a host is an IPv6 address, which a URL puts in brackets.</summary>
    public static bool IsIPv6(string host) =>
        IPAddress.TryParse(host, out IPAddress? literal) && literal.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The bytes that ask for a path.</summary>
    public static byte[] For(string host, int port, string path)
    {
        string authority = (IsIPv6(host) ? $"[{host}]" : host) + (port == 80 ? "" : $":{port}");
        return Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: {authority}\r\n\r\n");
    }
}
