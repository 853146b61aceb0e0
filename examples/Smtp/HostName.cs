using System.Net;
using System.Net.NetworkInformation;

namespace Smtp;

/// <summary>What hosts are called.</summary>
internal static class HostName
{
    /// <summary>
    /// This host's name with its domain, where the system knows one. <c>socket.getfqdn</c>, which smtpd calls for each
    /// connection, asks the resolver: it would hold up all other connections.
    /// </summary>
    public static string Full { get; } = Find();

    /// <summary>How the server greets, behind its host's name.</summary>
    public const string Banner = "AsyncoreNet SMTP proxy version 0.1";

    /// <summary>The host of an address. Python: <c>peer[0]</c>.</summary>
    public static string Of(EndPoint peer) => peer switch
    {
        IPEndPoint ip => ip.Address.ToString(),
        DnsEndPoint name => name.Host,
        _ => peer.AddressFamily.ToString().ToLowerInvariant(),
    };

    private static string Find()
    {
        IPGlobalProperties host = IPGlobalProperties.GetIPGlobalProperties();
        bool isWhole = host.DomainName is "" or "(none)" || host.HostName.Contains('.', StringComparison.Ordinal);
        return isWhole ? host.HostName : $"{host.HostName}.{host.DomainName}";
    }
}
