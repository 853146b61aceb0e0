using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>
/// Where sockets, pollers and names come from. Nothing in this library makes one in any other way, which is what lets a program
/// run unchanged on a network that is simulated.
/// </summary>
public interface INetwork
{
    /// <summary>Opens a non-blocking socket that child processes do not inherit. Loop thread.</summary>
    /// <exception cref="SocketException">The system refuses: an unknown family, or no descriptor left.</exception>
    ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified);

    /// <summary>Makes the poller of a loop.</summary>
    /// <exception cref="PlatformNotSupportedException">This system does not have that kind.</exception>
    IPoller CreatePoller(PollerKind kind);

    /// <summary>
    /// The addresses of a host. Waits for the resolver, as <c>getaddrinfo</c> does; literals are answered at once.
    /// </summary>
    /// <param name="host">A name or an address literal.</param>
    /// <param name="family">The family wanted; <see cref="AddressFamily.Unspecified"/> for any.</param>
    /// <exception cref="SocketException">The host is unknown, or has no address of that family.</exception>
    IPAddress[] Resolve(string host, AddressFamily family);

    /// <summary>
    /// The addresses of a host, without waiting on the calling thread. <paramref name="cancellationToken"/> gives up.
    /// </summary>
    /// <exception cref="SocketException">The host is unknown, or has no address of that family.</exception>
    ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken = default);
}
