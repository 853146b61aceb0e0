using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>The system's network, with the loop's waits counted: a descriptor that spins shows in their number.</summary>
internal sealed class CountingNetwork : INetwork
{
    /// <summary>Times the loop has waited.</summary>
    public int Waits { get; private set; }

    /// <summary>Waits that something ended.</summary>
    public int WakeUps { get; private set; }

    /// <summary>Events that the poller has reported.</summary>
    public int Events { get; private set; }

    /// <summary>The timeout of the last wait.</summary>
    public TimeSpan LastTimeout { get; private set; }

    /// <summary>Takes the place of the system's resolver where it is set.</summary>
    public Func<string, AddressFamily, IPAddress[]>? Resolver { get; set; }

    /// <summary>Takes the place of the system's sockets where it is set.</summary>
    public Func<AddressFamily, SocketType, ChannelSocket>? Sockets { get; set; }

    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified) =>
        Sockets?.Invoke(family, type) ?? SystemNetwork.Instance.CreateSocket(family, type, protocol);

    public IPoller CreatePoller(PollerKind kind) => new CountingPoller(this, SystemNetwork.Instance.CreatePoller(kind));

    public IPAddress[] Resolve(string host, AddressFamily family) =>
        Resolver?.Invoke(host, family) ?? SystemNetwork.Instance.Resolve(host, family);

    public ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken) =>
        SystemNetwork.Instance.ResolveAsync(host, family, cancellationToken);

    private sealed class CountingPoller(CountingNetwork network, IPoller inner) : IPoller
    {
        public string Name => inner.Name;

        public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket) =>
            inner.Add(descriptor, generation, interest, socket);

        public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket) =>
            inner.Modify(descriptor, generation, interest, socket);

        public void Remove(int descriptor) => inner.Remove(descriptor);

        public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout)
        {
            network.LastTimeout = timeout;
            ReadOnlySpan<PollEvent> found = inner.Wait(timeout);
            network.Waits++;
            network.WakeUps += found.IsEmpty ? 0 : 1;
            network.Events += found.Length;
            return found;
        }

        public void Wake() => inner.Wake();

        public void Dispose() => inner.Dispose();
    }
}
