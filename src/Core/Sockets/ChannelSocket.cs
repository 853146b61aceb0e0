using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>
/// What a dispatcher reads from and writes to: a socket, a file descriptor, a stand-in for a test, an end of a simulated network.
/// </summary>
/// <remarks>
/// No member waits while <see cref="Blocking"/> is false, and errors are values (<see cref="IOResult"/>,
/// <see cref="SocketError"/>): exceptions are made at the edge, by the dispatcher, which knows the channel and the address. A
/// member that a kind of socket cannot serve answers <see cref="SocketError.OperationNotSupported"/>. Not safe for use by two
/// threads at once: a socket belongs to its channel's loop thread.
/// </remarks>
public abstract class ChannelSocket : IDisposable
{
    /// <summary>
    /// The channel that has taken the socket over. <see cref="Close"/> tells it while the descriptor is still open, so that it is taken
    /// from the poller first.
    /// </summary>
    internal Dispatcher? Channel;

    /// <summary>The descriptor: the channel's key in its <see cref="ChannelMap"/>. -1 once closed.</summary>
    public abstract int Descriptor { get; }

    /// <summary>Whether the socket has been closed.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>Whether a dispatcher has taken the socket over.</summary>
    public bool HasChannel => Channel is not null;

    /// <summary>The address family; <see cref="AddressFamily.Unknown"/> for files and pipes.</summary>
    public virtual AddressFamily AddressFamily => AddressFamily.Unknown;

    /// <summary>The socket type; <see cref="SocketType.Unknown"/> for files and pipes.</summary>
    public virtual SocketType SocketType => SocketType.Unknown;

    /// <summary>
    /// The <see cref="System.Net.Sockets.Socket"/> beneath, for options this class does not have; null where there is none.
    /// It shares the descriptor: close the channel, not this.
    /// </summary>
    public virtual Socket? Socket => null;

    /// <summary>Whether receive, send, accept and connect wait. A dispatcher turns it off for the sockets it is given.</summary>
    public virtual bool Blocking { get; set; }

    /// <summary>The address the socket is bound to; null where it has none.</summary>
    public virtual EndPoint? LocalEndPoint => null;

    /// <summary>The peer's address; null while unconnected.</summary>
    public EndPoint? RemoteEndPoint
    {
        get
        {
            GetRemoteEndPoint(out EndPoint? address);
            return address;
        }
    }

    /// <summary>Bytes that a receive would return at once; 0 where that cannot be told.</summary>
    public virtual int Available => 0;

    /// <summary>
    /// SO_REUSEADDR: bind to a port whose last connections are still in TIME_WAIT. Throws <see cref="SocketException"/>.
    /// </summary>
    public virtual bool ReuseAddress
    {
        get => GetOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress) != 0;
        set => SetOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, value ? 1 : 0);
    }

    /// <summary>TCP_NODELAY: send small segments at once. Throws <see cref="SocketException"/>.</summary>
    public virtual bool NoDelay
    {
        get => GetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay) != 0;
        set => SetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, value ? 1 : 0);
    }

    /// <summary>Binds to a local address.</summary>
    public virtual SocketError Bind(EndPoint address) => SocketError.OperationNotSupported;

    /// <summary>Starts listening, with up to <paramref name="backlog"/> connections waiting to be accepted.</summary>
    public virtual SocketError Listen(int backlog) => SocketError.OperationNotSupported;

    /// <summary>Accepts one connection. On success both are set, <paramref name="address"/> where the peer has one.</summary>
    public virtual SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        (socket, address) = (null, null);
        return SocketError.OperationNotSupported;
    }

    /// <summary>
    /// Starts to connect: <see cref="SocketError.InProgress"/> while it goes on, and the socket is writable once it has ended,
    /// with <see cref="GetError"/> to say how.
    /// </summary>
    public virtual SocketError Connect(EndPoint address) => SocketError.OperationNotSupported;

    /// <summary>Receives into <paramref name="buffer"/>; a count of 0 is the end of the stream, or an empty datagram.</summary>
    public abstract IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None);

    /// <summary>Sends from <paramref name="buffer"/>, perhaps less than all of it.</summary>
    public abstract IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None);

    /// <summary>Receives a datagram, and writes its sender's address into <paramref name="sender"/>.</summary>
    public virtual IOResult ReceiveFrom(Span<byte> buffer, SocketFlags flags, SocketAddress sender) =>
        new(SocketError.OperationNotSupported);

    /// <summary>Sends a datagram to <paramref name="destination"/>.</summary>
    public virtual IOResult SendTo(ReadOnlySpan<byte> buffer, SocketFlags flags, SocketAddress destination) =>
        new(SocketError.OperationNotSupported);

    /// <summary>Ends one direction, or both, for the peer to see.</summary>
    public virtual SocketError Shutdown(SocketShutdown how) => SocketError.OperationNotSupported;

    /// <summary>SO_ERROR: the pending error, which reading it clears.</summary>
    public virtual SocketError GetError() => SocketError.Success;

    /// <summary>
    /// The peer's address, or why there is none: <see cref="SocketError.NotConnected"/> on a socket without a peer.
    /// </summary>
    public virtual SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        address = null;
        return SocketError.NotConnected;
    }

    /// <summary>A socket option as a number. Throws <see cref="SocketException"/>.</summary>
    public virtual int GetOption(SocketOptionLevel level, SocketOptionName name) =>
        throw new SocketException((int)SocketError.OperationNotSupported);

    /// <summary>Sets a socket option. Throws <see cref="SocketException"/>.</summary>
    public virtual void SetOption(SocketOptionLevel level, SocketOptionName name, int value) =>
        throw new SocketException((int)SocketError.OperationNotSupported);

    /// <summary>
    /// Closes the descriptor. A channel that is still in a map is told first, so that nothing polls a descriptor that another
    /// file may take. Repeatable.
    /// </summary>
    public SocketError Close()
    {
        if (IsClosed)
        {
            return SocketError.Success;
        }

        Channel?.OnSocketClosing();
        return CloseDescriptor();
    }

    /// <summary>
    /// Closes at once and lets the peer see a reset instead of an orderly end. On anything but a stream socket,
    /// <see cref="Close"/>.
    /// </summary>
    public virtual SocketError Abort() => Close();

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the descriptor.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }
    }

    /// <summary>Closes the descriptor itself; called once.</summary>
    protected abstract SocketError CloseDescriptor();

    /// <summary>Takes over a <see cref="System.Net.Sockets.Socket"/>: it closes with the channel.</summary>
    public static implicit operator ChannelSocket(Socket socket) => FromSocket(socket);

    /// <summary>Takes over a <see cref="System.Net.Sockets.Socket"/>: it closes with the channel.</summary>
    public static ChannelSocket FromSocket(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return OperatingSystem.IsLinux() ? new LinuxSocket(socket) : new SystemSocket(socket);
    }

    /// <inheritdoc/>
    public override string ToString() => IsClosed ? $"{GetType().Name}(closed)" : $"{GetType().Name}({Descriptor})";
}
