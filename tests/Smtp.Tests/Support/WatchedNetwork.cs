using System.Net;
using System.Net.Sockets;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>The system's network, which tells what the connection that was accepted last has received.</summary>
internal sealed class WatchedNetwork : INetwork
{
    /// <summary>The connection that was accepted last; null until there is one.</summary>
    public WatchedSocket? Last { get; set; }

    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified) =>
        new WatchedSocket(SystemNetwork.Instance.CreateSocket(family, type, protocol), this);

    public IPoller CreatePoller(PollerKind kind) => SystemNetwork.Instance.CreatePoller(kind);

    public IPAddress[] Resolve(string host, AddressFamily family) => SystemNetwork.Instance.Resolve(host, family);

    public ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken) =>
        SystemNetwork.Instance.ResolveAsync(host, family, cancellationToken);
}
