using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat;

/// <content><c>asyncore.dispatcher</c>: state, sockets and data.</content>
public static partial class asyncore
{
    /// <summary>
    /// A channel with Python's names: override the <c>handle_*</c> methods, <c>readable</c> and <c>writable</c>. Source:
    /// <c>asyncore.dispatcher</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Everything happens on the thread of the loop; members used on another while it runs throw
    /// <see cref="InvalidOperationException"/>.
    /// </para>
    /// <para>
    /// Where Python raises <c>OSError</c>, a <see cref="SocketException"/> is thrown (on files an <see cref="IOException"/>),
    /// whose text names the channel and the address. As in Python, a channel that does not override <see cref="writable"/> is
    /// always watched for writing, and gets <see cref="handle_write"/> on every pass.
    /// </para>
    /// </remarks>
    public partial class dispatcher : Dispatcher
    {
        private static readonly FrozenSet<string> s_ignored = FrozenSet.Create(StringComparer.Ordinal, "warning");

        /// <summary>Makes a channel without a socket, or takes over one.</summary>
        /// <param name="sock">A socket, connected or not; it becomes non-blocking and closes with the channel.</param>
        /// <param name="map">The map to join; <see cref="socket_map"/> if null.</param>
        /// <exception cref="SocketException">The socket is broken. The channel has left the map again.</exception>
        public dispatcher(ChannelSocket? sock = null, ChannelMap? map = null)
            : base(null, map ?? socket_map)
        {
            if (sock is not null)
            {
                set_socket(sock, map);
                AdoptPeer();
            }
        }

        /// <summary>Whether classes that look at it write more to the log.</summary>
        public bool debug { get; set; }

        /// <summary>
        /// Whether the channel has a peer. A view of <see cref="Dispatcher.State"/>; setting it moves the state.
        /// </summary>
        public bool connected
        {
            get => State == ChannelState.Connected;
            set => SetView(ChannelState.Connected, value);
        }

        /// <summary>Whether the channel listens. A view of <see cref="Dispatcher.State"/>; setting it moves the state.</summary>
        public bool accepting
        {
            get => State == ChannelState.Listening;
            set => SetView(ChannelState.Listening, value);
        }

        /// <summary>Whether a connect goes on. A view of <see cref="Dispatcher.State"/>; setting it moves the state.</summary>
        public bool connecting
        {
            get => State == ChannelState.Connecting;
            set => SetView(ChannelState.Connecting, value);
        }

        /// <summary>Never read or set by this library, as in Python: for the program's own use.</summary>
        public bool closing { get; set; }

        /// <summary>
        /// The address of the peer, or the one that <see cref="bind(EndPoint)"/> or <see cref="connect(EndPoint)"/> was given.
        /// </summary>
        public EndPoint? addr
        {
            get => Address;
            set => Address = value;
        }

        /// <summary>The channel's socket; null before it has one, and kept after <see cref="close"/>.</summary>
        public ChannelSocket? socket
        {
            get => Socket;
            set => Socket = value;
        }

        /// <summary>What <see cref="create_socket"/> was given last.</summary>
        public (AddressFamily family, SocketType type) family_and_type { get; private set; }

        /// <summary>
        /// Types of <see cref="log_info"/> messages that are not written; <c>warning</c> by default. Assign a set to change it.
        /// </summary>
        public ISet<string> ignore_log_types { get; set; } = s_ignored;

        /// <summary>The map that the channel joins when it gets a socket.</summary>
        public ChannelMap _map => Map;

        /// <summary>Puts the channel into a map under its socket's descriptor.</summary>
        /// <param name="map">The map; the channel's own if null.</param>
        public virtual void add_channel(ChannelMap? map = null) => base.Join(map ?? Map);

        /// <summary>
        /// Takes the channel out of a map, and leaves it in any other. Another channel under the same descriptor stays.
        /// </summary>
        /// <param name="map">The map; the channel's own if null.</param>
        public virtual void del_channel(ChannelMap? map = null)
        {
            if (map is null || map == Map)
            {
                base.Leave();
            }
            else if (socket is { } own && map.TryGetValue(own.Descriptor, out IChannel? channel) && channel == this)
            {
                map.Remove(own.Descriptor);
            }
        }

        /// <summary>Opens a non-blocking, non-inheritable socket and joins the map. A socket the channel had is closed.</summary>
        /// <exception cref="SocketException">The system refuses: an unknown family, or no descriptor left.</exception>
        public virtual void create_socket(AddressFamily family = AddressFamily.InterNetwork, SocketType type = SocketType.Stream)
        {
            family_and_type = (family, type);
            CreateSocket(family, type);
        }

        /// <summary>Takes over a socket, which becomes non-blocking, and joins a map. The flags stay as they are.</summary>
        public virtual void set_socket(ChannelSocket sock, ChannelMap? map = null) => SetSocket(sock, map);

        /// <summary>Sets SO_REUSEADDR, and says nothing if that fails.</summary>
        public virtual void set_reuse_addr()
        {
            try
            {
                RequireSocket().ReuseAddress = true;
            }
            catch (SocketException)
            {
                // As in Python: a port that cannot be reused shows when it is bound.
            }
        }

        /// <summary>Accepts connections from now on: <see cref="accepting"/> is set, then the socket listens.</summary>
        /// <exception cref="SocketException">The socket cannot listen.</exception>
        public virtual void listen(int num) => Check(TryListen(OperatingSystem.IsWindows() ? Math.Min(num, 5) : num), "listen");

        /// <summary>Binds to a host and a port. <c>""</c> is every address, port 0 any free one; a name is looked up.</summary>
        /// <exception cref="SocketException">
        /// The address is in use, not local, not allowed or unknown. The channel stays open: try another.
        /// </exception>
        public virtual void bind((string host, int port) address) => bind(EndPointOf(address));

        /// <summary>Binds to a Unix path.</summary>
        /// <inheritdoc cref="bind(ValueTuple{string, int})"/>
        public virtual void bind(string path) => bind(new UnixDomainSocketEndPoint(path));

        /// <summary>Binds to an address. <see cref="addr"/> is set first, whatever comes of it.</summary>
        /// <inheritdoc cref="bind(ValueTuple{string, int})"/>
        public virtual void bind(EndPoint address) => Check(TryBind(address), $"bind to {SocketErrors.Describe(address)}");

        /// <summary>Starts to connect to a host and a port; a name is looked up, which waits for the resolver.</summary>
        /// <exception cref="SocketException">
        /// The host is unknown, or the system refuses at once: <see cref="connecting"/> stays set and the channel in its map, as
        /// in Python. A refusal that comes later reaches <see cref="handle_error()"/>.
        /// </exception>
        public virtual void connect((string host, int port) address) => connect(EndPointOf(address));

        /// <summary>Connects to a Unix path.</summary>
        /// <inheritdoc cref="connect(ValueTuple{string, int})"/>
        public virtual void connect(string path) => connect(new UnixDomainSocketEndPoint(path));

        /// <summary>
        /// Starts to connect. If the connection is there at once, <see cref="handle_connect"/> is called inside.
        /// </summary>
        /// <inheritdoc cref="connect(ValueTuple{string, int})"/>
        public virtual void connect(EndPoint address) => Check(TryConnect(address), $"connect to {SocketErrors.Describe(address)}");

        /// <summary>
        /// Accepts one connection. Null if none waits, if it was aborted meanwhile, or if no descriptor is left, in which case
        /// the listener rests for a moment. The socket is blocking, as in Python; a dispatcher that takes it over turns that off.
        /// </summary>
        /// <exception cref="SocketException">Any other error.</exception>
        public virtual (ChannelSocket conn, EndPoint addr)? accept()
        {
            if (Accept() is not ({ } conn, var address))
            {
                return null;
            }

            conn.Blocking = true;
            return (conn, address ?? new UnixDomainSocketEndPoint("\0"));
        }

        /// <summary>
        /// Sends once, perhaps less than all. Returns the bytes taken: 0 if there is no room, or if the connection is over, in
        /// which case <see cref="handle_close"/> has been called.
        /// </summary>
        /// <exception cref="SocketException">Any other error.</exception>
        public virtual int send(ReadOnlySpan<byte> data)
        {
            IOResult result = TrySend(data);
            return result.Succeeded ? result.Count : Unsent(result.Error);
        }

        /// <summary>
        /// Receives once, up to <paramref name="buffer_size"/> bytes. Empty at the end of the connection, when
        /// <see cref="handle_close"/> has been called; also for a size of 0, and for an empty datagram.
        /// </summary>
        /// <exception cref="SocketException">
        /// Nothing is there (<see cref="SocketError.WouldBlock"/>), or any other error.
        /// </exception>
        public virtual byte[] recv(int buffer_size)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(buffer_size);
            Span<byte> buffer = scratch.Take(buffer_size);
            return buffer[..recv_into(buffer)].ToArray();
        }

        /// <summary>Receives once into a buffer. Returns the bytes received: 0 where <see cref="recv"/> is empty.</summary>
        /// <exception cref="SocketException">
        /// Nothing is there (<see cref="SocketError.WouldBlock"/>), or any other error.
        /// </exception>
        public virtual int recv_into(Span<byte> buffer)
        {
            IOResult result = TryReceive(buffer);
            return result.Count > 0 ? result.Count
                : result.WouldBlock ? throw SocketErrors.CreateException(result.Error, "receive", this)
                : NothingReceived(result.Error, buffer.Length);
        }

        /// <summary>
        /// Leaves the map and closes the socket; keeps <see cref="socket"/> and <see cref="addr"/>. Repeatable; never calls
        /// <see cref="handle_close"/>.
        /// </summary>
        /// <exception cref="SocketException">
        /// The close itself failed. The flags are clear and the map left all the same.
        /// </exception>
        public virtual void close() => base.Close();

        /// <summary>Writes <c>log: MESSAGE</c> to standard error.</summary>
        public virtual void log(string message) => output.Error($"log: {message}");

        /// <summary>
        /// Writes <c>TYPE: MESSAGE</c> to standard output, unless the type is in <see cref="ignore_log_types"/>.
        /// </summary>
        public virtual void log_info(string message, string type = "info")
        {
            if (!ignore_log_types.Contains(type))
            {
                output.Out($"{type}: {message}");
            }
        }

        /// <summary>
        /// <c>&lt;module.class [listening|connected] [host:port] at 0x…&gt;</c>. Source: <c>dispatcher.__repr__</c>.
        /// </summary>
        public override string ToString() => repr.Of(this);

        private EndPoint EndPointOf((string host, int port) address) =>
            addresses.EndPointOf(address.host, address.port, socket?.AddressFamily ?? AddressFamily.InterNetwork);

        private void SetView(ChannelState view, bool value)
        {
            if (value)
            {
                SetState(view);
            }
            else if (State == view)
            {
                SetState(socket is null ? ChannelState.Detached : ChannelState.Open);
            }
        }

        private void Check(SocketError error, string action)
        {
            if (error != SocketError.Success)
            {
                throw SocketErrors.CreateException(error, action, this);
            }
        }
    }
}
