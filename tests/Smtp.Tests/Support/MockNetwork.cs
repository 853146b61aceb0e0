using System.Net;
using System.Net.Sockets;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>A network of <see cref="MockSocket"/>s. Nothing polls them: the tests call the handlers.</summary>
internal sealed class MockNetwork : INetwork
{
    private int _descriptor = 10_000;

    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified) =>
        new MockSocket(_descriptor++, family);

    public IPoller CreatePoller(PollerKind kind) => SystemNetwork.Instance.CreatePoller(kind);

    public IPAddress[] Resolve(string host, AddressFamily family) => SystemNetwork.Instance.Resolve(host, family);

    public ValueTask<IPAddress[]> ResolveAsync(
        string host, AddressFamily family, CancellationToken cancellationToken = default) =>
        SystemNetwork.Instance.ResolveAsync(host, family, cancellationToken);
}
