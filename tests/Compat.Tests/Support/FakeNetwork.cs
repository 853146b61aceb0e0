using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests;

/// <summary>A network of fakes: one poller, and sockets with descriptors from 100 on.</summary>
internal sealed class FakeNetwork : INetwork
{
    private int _descriptor = 100;

    public FakePoller Poller { get; } = new();

    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified) =>
        new FakeSocket(_descriptor++, family, type);

    public IPoller CreatePoller(PollerKind kind) => Poller;

    public IPAddress[] Resolve(string host, AddressFamily family) =>
        throw new SocketException((int)SocketError.HostNotFound);

    public ValueTask<IPAddress[]> ResolveAsync(
        string host, AddressFamily family, CancellationToken cancellationToken = default) =>
        ValueTask.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
}
