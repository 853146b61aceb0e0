using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <summary>
/// A channel with asyncore's state machine in .NET names: override the <c>Handle…</c> methods for the events, and
/// <see cref="Readable"/> and <see cref="Writable"/> to choose among them.
/// </summary>
/// <remarks>
/// <para>
/// <b>Life.</b> <see cref="CreateSocket"/> or a socket given to the constructor puts the channel into its
/// <see cref="ChannelMap"/>. From then on the loop calls its handlers, until <see cref="Close"/> takes it out.
/// <see cref="HandleClose"/> is called exactly once for a connection that ends; what it does by default is <see cref="Close"/>.
/// No handler is called on a closed channel. Another <see cref="CreateSocket"/> starts a new life.
/// </para>
/// <para>
/// <b>Interest.</b> A channel is watched for reading while <see cref="ReadInterest"/> is set, and for writing while
/// <see cref="WriteInterest"/> is set or it connects. What a class decides by overriding a predicate is asked on every pass
/// unless the override carries <see cref="TracksInterestAttribute"/>.
/// </para>
/// <para>
/// <b>Errors.</b> An exception in a handler reaches <see cref="HandleError"/>, which logs it and closes the channel; what
/// that lets escape reaches <see cref="Loop.UnhandledException"/>. The loop goes on.
/// </para>
/// <para>
/// <b>Thread.</b> All members belong to the thread of the running loop and throw <see cref="InvalidOperationException"/> off it.
/// </para>
/// </remarks>
public partial class Dispatcher : IChannel
{
    private readonly ChannelMap _map;
    private ChannelSocket? _socket; // kept after Close, as asyncore keeps it
    private ChannelEntry? _entry; // its place in a map; null outside
    private ChannelState _state;
    private bool _readInterest = true;
    private bool _writeInterest;
    private bool _closeSignalled; // HandleClose was called for this socket
    private bool _inputEnded; // the end of the stream was received: nothing more to read, whatever the poller says
    private bool _outputIsLost; // the peer is gone, and what it left is still being read
    private bool _acceptPaused; // no descriptor left to accept with
    private bool _isSpared; // the error being handled is not this channel's own

    /// <summary>Makes a channel without a socket, or takes over one.</summary>
    /// <param name="socket">A socket, connected or not; it becomes non-blocking and closes with the channel.</param>
    /// <param name="map">
    /// The map to join; by default that of the loop that runs on this thread, else <see cref="ChannelMap.Default"/>.
    /// </param>
    /// <exception cref="SocketException">The socket is broken. The channel has left its map again.</exception>
    /// <exception cref="InvalidOperationException">The map's loop runs on another thread.</exception>
    public Dispatcher(ChannelSocket? socket = null, ChannelMap? map = null)
    {
        _map = map ?? Loop.Current?.Map ?? ChannelMap.Default;
        _map.Loop?.VerifyAccess();
        if (socket is not null)
        {
            SetSocket(socket);
            AdoptPeer();
        }
    }

    /// <summary>The map that the channel joins when it gets a socket.</summary>
    public ChannelMap Map => _map;

    /// <summary>The loop of <see cref="Map"/>; null until the map has one.</summary>
    public Loop? Loop => _map.Loop;

    /// <summary>The channel's socket; null before it has one. A closed channel keeps it.</summary>
    public ChannelSocket? Socket
    {
        get => _socket;
        protected set => _socket = value;
    }

    /// <summary>Where the channel is in its life.</summary>
    public ChannelState State => _state;

    /// <summary>
    /// The peer's address of a connection, the address asked for of a channel that connects, the local one of a listener as it
    /// was bound; null before. asyncore: <c>addr</c>.
    /// </summary>
    public EndPoint? Address { get; protected set; }

    /// <summary>Whether the channel has been closed.</summary>
    public bool IsClosed => _state == ChannelState.Closed;

    /// <inheritdoc/>
    public virtual bool Accepting => _state == ChannelState.Listening;

    /// <summary>
    /// Whether the channel wants to read. On by default; turn it off to leave what the peer sends in the kernel's buffer.
    /// </summary>
    public bool ReadInterest
    {
        get => _readInterest;
        set => Change(ref _readInterest, value);
    }

    /// <summary>Whether the channel wants to write. Off by default: a socket can nearly always be written to.</summary>
    public bool WriteInterest
    {
        get => _writeInterest;
        set => Change(ref _writeInterest, value);
    }

    /// <summary>Bytes that the channel has taken to send and not sent yet. A graceful stop waits for them.</summary>
    public virtual int PendingOutput => 0;

    /// <summary>What <see cref="TracksInterestAttribute"/> is looked for on.</summary>
    internal (Func<bool> Readable, Func<bool> Writable) Predicates => GetPredicates();

    /// <summary>Whether reading is held back whatever <see cref="Readable"/> says.</summary>
    internal bool IsReadHeld => _inputEnded || _acceptPaused || HoldsInput || (_observers is not null && IsHeldByObserver());

    /// <summary>Whether the channel is to be read.</summary>
    internal bool WantsInput => !IsReadHeld && Readable();

    /// <summary>
    /// Whether there is anything to transfer with: a stream that is not connected yet would only report that it is not.
    /// </summary>
    private bool CanTransfer => _state != ChannelState.Open || _socket is not { SocketType: SocketType.Stream };

    /// <summary>
    /// Whether the output waiting is so much that input must wait too. Tracked: call <see cref="InterestChanged"/>.
    /// </summary>
    protected virtual bool HoldsInput => false;

    /// <summary>
    /// Whether the channel wants input. By default <see cref="ReadInterest"/>, for a channel that has something to read from.
    /// asyncore: <c>readable()</c>.
    /// </summary>
    [TracksInterest]
    public virtual bool Readable() => _readInterest && CanTransfer;

    /// <summary>
    /// Whether the channel wants to write. By default <see cref="WriteInterest"/>, or a connect that goes on.
    /// asyncore: <c>writable()</c>.
    /// </summary>
    [TracksInterest]
    public virtual bool Writable() => _state == ChannelState.Connecting || (_writeInterest && CanTransfer);

    /// <summary>Has the loop ask the predicates again before it polls. Cheap, and repeatable.</summary>
    public void InterestChanged()
    {
        VerifyAccess();
        if (_entry is { } entry)
        {
            entry.Map.MarkChanged(entry);
        }
    }

    /// <summary>Opens a socket and joins the map. A socket the channel had is closed first.</summary>
    /// <exception cref="SocketException">The system refuses: an unknown family, or no descriptor left.</exception>
    /// <exception cref="InvalidOperationException">Called off the loop thread.</exception>
    public void CreateSocket(
        AddressFamily family = AddressFamily.InterNetwork,
        SocketType type = SocketType.Stream,
        ProtocolType protocol = ProtocolType.Unspecified)
    {
        VerifyAccess();
        ChannelSocket socket = _map.Network.CreateSocket(family, type, protocol);
        SetState(ChannelState.Open);
        SetSocket(socket);
    }

    /// <summary>Takes over a socket and joins the map. A socket the channel had is closed first.</summary>
    /// <param name="socket">An open socket; it becomes non-blocking.</param>
    /// <param name="map">The map to join; by default the channel's own.</param>
    /// <exception cref="SocketException">The socket is closed.</exception>
    public void SetSocket(ChannelSocket socket, ChannelMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        VerifyAccess();
        if (socket.IsClosed)
        {
            throw SocketErrors.CreateException(SocketErrors.BadDescriptor, "use the socket", this);
        }

        if (!ReferenceEquals(socket, _socket))
        {
            Leave();
            _socket?.Close();
        }

        _socket = socket;
        socket.Blocking = false;
        socket.Channel = this;
        _closeSignalled = _inputEnded = _outputIsLost = false;
        if (_state is ChannelState.Detached or ChannelState.Closed)
        {
            SetState(ChannelState.Open);
        }

        Join(map ?? _map);
    }

    /// <summary>Binds to a local address. A host name is looked up.</summary>
    /// <exception cref="SocketException">
    /// The address is in use, not local or not allowed. The channel is closed: a constructor that fails here leaves nobody to do
    /// it.
    /// </exception>
    /// <exception cref="InvalidOperationException">The channel has no socket.</exception>
    public void Bind(EndPoint address)
    {
        Check(TryBind(address), "bind to", address);
    }

    /// <summary>Accepts connections from now on.</summary>
    /// <param name="backlog">Connections that may wait to be accepted.</param>
    /// <exception cref="SocketException">The socket cannot listen. The channel is closed.</exception>
    public void Listen(int backlog = 128)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        Check(TryListen(backlog), "listen at", Address);
    }

    /// <summary>
    /// Starts to connect; <see cref="HandleConnect"/> follows, inside this call where the connection is there at once. A host
    /// name is looked up, which waits for the resolver. A refusal that comes later reaches <see cref="HandleError"/>.
    /// </summary>
    /// <exception cref="SocketException">The host is unknown, or the system refuses at once. The channel is closed.</exception>
    public void Connect(EndPoint address)
    {
        Check(TryConnect(address), "connect to", address);
    }

    /// <summary>Accepts one connection, or returns null if none waits, or none can be taken for want of descriptors.</summary>
    /// <exception cref="SocketException">The socket cannot accept.</exception>
    public (ChannelSocket Socket, EndPoint? Address)? Accept()
    {
        SocketError error = TryAccept(out ChannelSocket? socket, out EndPoint? address);
        return error switch
        {
            SocketError.Success => (socket!, address),
            SocketError.WouldBlock or SocketError.ConnectionAborted => null,
            _ when SocketErrors.IsExhausted(error) => null,
            _ => throw SocketErrors.CreateException(error, "accept a connection", this),
        };
    }

    /// <summary>
    /// Sends what fits the kernel's buffer now. Returns the bytes taken: 0 if there is no room, or if the connection is over,
    /// in which case <see cref="HandleClose"/> has been called.
    /// </summary>
    /// <remarks>
    /// If the peer is gone but has left input behind, output is taken and dropped, and the end of the connection comes after that
    /// input.
    /// </remarks>
    /// <exception cref="SocketException">Any other error.</exception>
    public virtual int Send(ReadOnlySpan<byte> data)
    {
        if (_outputIsLost)
        {
            return data.Length;
        }

        IOResult result = TrySend(data);
        return result.Succeeded ? result.Count
            : LosesOutputOnly(result.Error) ? data.Length
            : Unsent(result.Error);
    }

    /// <summary>
    /// Receives what is there. Returns 0 if nothing is, or if the connection is over, in which case <see cref="HandleClose"/> has
    /// been called. A datagram socket's 0 may be an empty datagram.
    /// </summary>
    /// <exception cref="SocketException">Any other error.</exception>
    public int Receive(Span<byte> buffer)
    {
        IOResult result = TryReceive(buffer);
        return result.Count > 0 ? result.Count : NothingReceived(result.Error, buffer.Length);
    }

    /// <summary>Receives one datagram and its sender. Returns a count of -1 if none is there.</summary>
    /// <exception cref="SocketException">Any error but would-block.</exception>
    public int ReceiveFrom(Span<byte> buffer, out EndPoint? sender)
    {
        VerifyAccess();
        var address = new SocketAddress(RequireSocket().AddressFamily, NativeAddress.MaxSize);
        IOResult result = RequireSocket().ReceiveFrom(buffer, SocketFlags.None, address);
        sender = result.Succeeded ? NativeAddress.Read(address.Buffer.Span[..address.Size]) : null;
        return result.Succeeded ? result.Count
            : result.WouldBlock ? -1
            : throw SocketErrors.CreateException(result.Error, "receive a datagram", this);
    }

    /// <summary>Sends one datagram. Returns false if the kernel's buffer has no room.</summary>
    /// <exception cref="SocketException">Any error but would-block.</exception>
    public bool SendTo(ReadOnlySpan<byte> data, EndPoint destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        VerifyAccess();
        IOResult result = RequireSocket().SendTo(data, SocketFlags.None, Resolve(destination).Serialize());
        if (result.Succeeded || result.WouldBlock)
        {
            return result.Succeeded;
        }

        throw SocketErrors.CreateException(result.Error, $"send a datagram to {SocketErrors.Describe(destination)}", this);
    }

    /// <summary>
    /// Leaves the map and closes the socket. No handler is called from then on. Repeatable; never calls
    /// <see cref="HandleClose"/>.
    /// </summary>
    public virtual void Close()
    {
        SocketError error = TryClose();
        if (error is not (SocketError.Success or SocketError.NotConnected or SocketErrors.BadDescriptor))
        {
            throw SocketErrors.CreateException(error, "close the socket", this);
        }
    }

    /// <summary>
    /// Closes once <see cref="PendingOutput"/> has been sent; at once where there is none. A graceful stop of the loop calls this.
    /// </summary>
    public virtual void CloseWhenSent() => Close();

    /// <summary>Closes at once, with a reset for the peer to see.</summary>
    public virtual void Abort()
    {
        VerifyAccess();
        SetState(ChannelState.Closed);
        Leave();
        _socket?.Abort();
    }

    /// <summary>Name, state and address: <c>EchoHandler connected 127.0.0.1:5000</c>.</summary>
    public override string ToString()
    {
        string name = GetType().Name;
        string state = _state is ChannelState.Detached or ChannelState.Open ? string.Empty : " " + _state.ToString().ToLowerInvariant();
        return Address is null ? name + state : $"{name}{state} {SocketErrors.Describe(Address)}";
    }
}
