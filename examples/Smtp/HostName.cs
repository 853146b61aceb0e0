using System.Net.NetworkInformation;

namespace Smtp;

/// <summary>What this host calls itself.</summary>
internal static class HostName
{
    /// <summary>
    /// The host's name with its domain, where the system knows one. <c>socket.getfqdn</c>, which smtpd calls for each connection,
    /// asks the resolver: it would hold up all other connections.
    /// </summary>
    public static string Full { get; } = Find();

    private static string Find()
    {
        IPGlobalProperties host = IPGlobalProperties.GetIPGlobalProperties();
        bool isWhole = host.DomainName is "" or "(none)" || host.HostName.Contains('.', StringComparison.Ordinal);
        return isWhole ? host.HostName : $"{host.HostName}.{host.DomainName}";
    }
}
