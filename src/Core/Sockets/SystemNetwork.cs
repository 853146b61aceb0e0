using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>The operating system's sockets, pollers and resolver.</summary>
public sealed class SystemNetwork : INetwork
{
    private SystemNetwork()
    {
    }

    /// <summary>The one instance; it holds no state. Any thread.</summary>
    public static SystemNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified)
    {
        if (OperatingSystem.IsLinux() && NativeAddress.Family(family) >= 0)
        {
            SocketError error = LinuxSocket.Create(family, type, protocol, out LinuxSocket? socket);
            return socket ?? throw SocketErrors.CreateException(error, $"open a {family} {type} socket", "this system");
        }

        return new SystemSocket(new Socket(family, type, protocol) { Blocking = false });
    }

    /// <inheritdoc/>
    public IPoller CreatePoller(PollerKind kind) => kind switch
    {
        PollerKind.Epoll => new EpollPoller(),
        PollerKind.Poll => new PollPoller(),
        PollerKind.Select => new SelectPoller(),
        _ when OperatingSystem.IsLinux() => new EpollPoller(),
        _ when !OperatingSystem.IsWindows() => new PollPoller(),
        _ => new SelectPoller(),
    };

    /// <inheritdoc/>
    public IPAddress[] Resolve(string host, AddressFamily family) =>
        IPAddress.TryParse(host, out IPAddress? literal)
            ? Matching(host, family, [literal])
            : Matching(host, family, Dns.GetHostAddresses(host, family));

    /// <inheritdoc/>
    public async ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken = default) =>
        IPAddress.TryParse(host, out IPAddress? literal)
            ? Matching(host, family, [literal])
            : Matching(host, family, await Dns.GetHostAddressesAsync(host, family, cancellationToken).ConfigureAwait(false));

    private static IPAddress[] Matching(string host, AddressFamily family, IPAddress[] found)
    {
        IPAddress[] wanted = family == AddressFamily.Unspecified ? found : Array.FindAll(found, a => a.AddressFamily == family);
        return wanted.Length > 0
            ? wanted
            : throw new SocketException((int)SocketError.HostNotFound, $"The host '{host}' has no {family} address.");
    }
}
