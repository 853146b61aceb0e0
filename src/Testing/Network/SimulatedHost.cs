using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Logging.Abstractions;

namespace AsyncoreNet.Testing;

/// <summary>
/// A machine of a <see cref="SimulatedNetwork"/>: its addresses, its descriptors, its ports, its Unix paths. Give it to
/// <see cref="LoopOptions.Network"/>, or take its <see cref="Loop"/>.
/// </summary>
public sealed class SimulatedHost : INetwork
{
    private const int FirstEphemeral = 32_768;
    private const int LastEphemeral = 60_999;

    internal static readonly UnixDomainSocketEndPoint UnnamedUnix =
        (UnixDomainSocketEndPoint)new UnixDomainSocketEndPoint("/").Create(new SocketAddress(AddressFamily.Unix, 2));

    private readonly List<SimulatedSocket?> _descriptors = [null, null, null]; // the standard streams are taken
    private readonly PriorityQueue<int, int> _free = new(); // closed ones, the lowest first
    private readonly PortTable _ports;
    private readonly Dictionary<string, SimulatedSocket?> _paths = []; // a path stays when its socket is closed
    private int _nextPort = FirstEphemeral;

    internal SimulatedHost(SimulatedNetwork network, string name, IPAddress[] addresses)
    {
        (Network, Name, Addresses) = (network, name, addresses);
        _ports = new PortTable(network.World);
    }

    /// <summary>The network that the host is in.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The name that others look it up by.</summary>
    public string Name { get; }

    /// <summary>Its addresses in the network; 127.0.0.1 and ::1 are its own besides.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>Descriptors that may be open at once; beyond, EMFILE.</summary>
    public int DescriptorLimit { get; set; } = 1_048_576;

    /// <summary>A loop on this host, by the network's clock; made when first asked for.</summary>
    public Loop Loop => field ??= CreateLoop();

    /// <summary>What joins the host with itself.</summary>
    public SimulatedLink Loopback => Network.Between(this, this);

    /// <summary>The sockets that are open, in the order of their descriptors.</summary>
    internal IEnumerable<SimulatedSocket> OpenSockets => _descriptors.OfType<SimulatedSocket>();

    internal bool HasDescriptor => _descriptors.Count - _free.Count < DescriptorLimit;

    /// <summary>Makes another loop on this host, by the network's clock.</summary>
    public Loop CreateLoop() => new(new ChannelMap(), CreateLoopOptions());

    /// <summary>What a loop on this host is made with, for a program that makes its own.</summary>
    public LoopOptions CreateLoopOptions() => new()
    {
        Network = this,
        TimeProvider = Network.Time,
        IsDefault = true,
        Logger = Network.Observer?.CreateLogger(this) ?? NullLogger.Instance,
    };

    /// <inheritdoc/>
    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified)
    {
        Network.World.Guard?.VerifyThread();
        SimulatedSocket socket = (family, type) switch
        {
            (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 or AddressFamily.Unix, SocketType.Stream) => new StreamSocket(this, family),
            (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 or AddressFamily.Unix, SocketType.Dgram) => new DatagramSocket(this, family),
            (_, SocketType.Stream or SocketType.Dgram) => throw Refused(SocketError.AddressFamilyNotSupported),
            _ => throw Refused(SocketError.SocketNotSupported),
        };
        if (!HasDescriptor || Network.Dice.Chance(Network.Faults.NoDescriptor))
        {
            throw Refused(SocketError.TooManyOpenSockets);
        }

        socket.Local = Unspecified(family);
        Register(socket);
        return socket;

        SocketException Refused(SocketError error) => SocketErrors.CreateException(error, $"open a {family} {type} socket", this);
    }

    /// <summary>
    /// Two Unix stream sockets that are connected with each other, as <c>socketpair</c> makes them: neither has a name.
    /// </summary>
    public (ChannelSocket One, ChannelSocket Other) CreatePair()
    {
        var one = (StreamSocket)CreateSocket(AddressFamily.Unix, SocketType.Stream);
        try
        {
            var other = (StreamSocket)CreateSocket(AddressFamily.Unix, SocketType.Stream);
            one.Pair(other);
            return (one, other);
        }
        catch (SocketException)
        {
            one.Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public IPoller CreatePoller(PollerKind kind) => new SimulatedPoller(this);

    /// <inheritdoc/>
    public IPAddress[] Resolve(string host, AddressFamily family)
    {
        ArgumentNullException.ThrowIfNull(host);
        IPAddress[] found = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : Network.LookUp(this, host);
        IPAddress[] wanted = family == AddressFamily.Unspecified ? found : Array.FindAll(found, a => a.AddressFamily == family);
        return wanted.Length > 0
            ? wanted
            : throw new SocketException((int)SocketError.HostNotFound, $"The host '{host}' has no {family} address.");
    }

    /// <inheritdoc/>
    public ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IPAddress[]>(cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(Resolve(host, family));
        }
        catch (SocketException failure)
        {
            return ValueTask.FromException<IPAddress[]>(failure);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"SimulatedHost({Name})";

    internal SimulatedSocket? Find(int descriptor) =>
        descriptor >= 0 && descriptor < _descriptors.Count ? _descriptors[descriptor] : null;

    /// <summary>Gives a socket the lowest free descriptor.</summary>
    internal void Register(SimulatedSocket socket)
    {
        if (_free.TryDequeue(out int descriptor, out _))
        {
            _descriptors[descriptor] = socket;
        }
        else
        {
            descriptor = _descriptors.Count;
            _descriptors.Add(socket);
        }

        socket.Open(descriptor);
    }

    internal void Release(int descriptor)
    {
        _descriptors[descriptor] = null;
        _free.Enqueue(descriptor, descriptor);
    }

    internal SocketError Bind(SimulatedSocket socket, EndPoint address)
    {
        if (socket.AddressFamily == AddressFamily.Unix)
        {
            return BindPath(socket, address);
        }

        if (address is not IPEndPoint target || target.AddressFamily != socket.AddressFamily)
        {
            return address.AddressFamily == AddressFamily.InterNetwork
                ? SocketError.InvalidArgument
                : SocketError.AddressFamilyNotSupported;
        }

        if (!IsAny(target.Address) && !IsOwn(target.Address))
        {
            return SocketError.AddressNotAvailable;
        }

        var local = new IPEndPoint(target.Address, target.Port == 0 ? FreePort(socket.SocketType) : target.Port);
        if (local.Port == 0 || !_ports.IsFree(local, socket))
        {
            return SocketError.AddressAlreadyInUse;
        }

        socket.Local = local;
        socket.KeepsPort = target.Port != 0;
        _ports.Take(socket);
        return SocketError.Success;
    }

    internal SocketError BindAnywhere(SimulatedSocket socket) => Bind(socket, Unspecified(socket.AddressFamily));

    /// <summary>Chooses the source address of a connection, and a port if the socket has none.</summary>
    internal SocketError BindForConnect(SimulatedSocket socket, IPEndPoint target)
    {
        if (socket.HoldsPort)
        {
            socket.Local = SourceFor((IPEndPoint)socket.Local!, target);
            return SocketError.Success;
        }

        int port = FreePort(socket.SocketType);
        if (port == 0)
        {
            return SocketError.AddressNotAvailable;
        }

        socket.Local = SourceFor(new IPEndPoint(Any(socket.AddressFamily), port), target);
        _ports.Take(socket);
        return SocketError.Success;
    }

    /// <summary>A connection that was asked for shares the port of its listener.</summary>
    internal void ShareListenersPort(SimulatedSocket socket) => _ports.Take(socket);

    /// <summary>Whether a bound socket may listen: others that reuse its address may have come to listen first.</summary>
    internal bool MayListen(SimulatedSocket socket) => _ports.IsFree((IPEndPoint)socket.Local!, socket);

    /// <summary>The socket no longer needs its name; a path stays in the file system.</summary>
    internal void Unbind(SimulatedSocket socket)
    {
        _ports.Leave(socket);
        if (socket.Local is UnixDomainSocketEndPoint path
            && _paths.TryGetValue(path.ToString(), out SimulatedSocket? owner) && owner == socket)
        {
            if (IsAbstract(path.ToString()))
            {
                _paths.Remove(path.ToString());
            }
            else
            {
                _paths[path.ToString()] = null;
            }
        }
    }

    /// <summary>This end of a connection has ended first: its address stays taken for a minute.</summary>
    internal void StartTimeWait(SimulatedSocket socket) => _ports.Wait(socket);

    /// <summary>Where an address leads; no host where nobody has it.</summary>
    internal SocketError Route(ref IPEndPoint target, out SimulatedHost? there)
    {
        if (IsAny(target.Address))
        {
            target = new IPEndPoint(LoopbackOf(target.AddressFamily), target.Port);
        }

        IPAddress address = target.Address.IsIPv4MappedToIPv6 ? target.Address.MapToIPv4() : target.Address;
        there = IsOwn(address) ? this : Network.FindHost(address);
        return there is not null || Addresses.Any(a => a.AddressFamily == address.AddressFamily)
            ? SocketError.Success : SocketError.NetworkUnreachable;
    }

    /// <summary>The local address as the other side sees it.</summary>
    internal IPEndPoint SourceFor(IPEndPoint local, IPEndPoint target)
    {
        if (!IsAny(local.Address))
        {
            return local;
        }

        bool mapped = target.Address.IsIPv4MappedToIPv6;
        IPAddress address = mapped ? target.Address.MapToIPv4() : target.Address;
        IPAddress source = IPAddress.IsLoopback(address) ? LoopbackOf(address.AddressFamily)
            : IsOwn(address) ? address
            : Addresses.First(a => a.AddressFamily == address.AddressFamily);
        return new IPEndPoint(mapped ? source.MapToIPv6() : source, local.Port);
    }

    /// <summary>An address as a socket of a family shows it: IPv4 is mapped for an IPv6 socket.</summary>
    internal static IPEndPoint As(AddressFamily family, IPEndPoint address) => (family, address.AddressFamily) switch
    {
        (AddressFamily.InterNetworkV6, AddressFamily.InterNetwork) => new IPEndPoint(address.Address.MapToIPv6(), address.Port),
        (AddressFamily.InterNetwork, AddressFamily.InterNetworkV6) when address.Address.IsIPv4MappedToIPv6 =>
            new IPEndPoint(address.Address.MapToIPv4(), address.Port),
        _ => address,
    };

    internal StreamSocket? FindListener(IPEndPoint target) =>
        FindBound(SocketType.Stream, target, static socket => ((StreamSocket)socket).IsListening) as StreamSocket;

    internal DatagramSocket? FindDatagram(IPEndPoint target, IPEndPoint sender) =>
        FindBound(SocketType.Dgram, target, socket => ((DatagramSocket)socket).Takes(sender)) as DatagramSocket;

    /// <summary>The socket of a path.</summary>
    internal SocketError FindUnix(EndPoint address, SocketType type, out SimulatedSocket? found)
    {
        found = null;
        if (address is not UnixDomainSocketEndPoint path)
        {
            return SocketError.InvalidArgument;
        }

        if (!_paths.TryGetValue(path.ToString(), out found))
        {
            return IsAbstract(path.ToString()) ? SocketError.ConnectionRefused : (SocketError)2; // ENOENT
        }

        return found is null ? SocketError.ConnectionRefused : found.SocketType != type ? SocketError.ProtocolType : SocketError.Success;
    }

    /// <summary>There is room at a Unix datagram socket, or it has closed: those who wait for that look again.</summary>
    internal void TouchUnixSenders()
    {
        foreach (SimulatedSocket socket in OpenSockets)
        {
            if (socket is DatagramSocket { IsLocal: true })
            {
                socket.Watches.ForEach(static watch => watch.Touch());
            }
        }
    }

    /// <summary>Removes a path from the host's file system. Returns whether it was there.</summary>
    public bool DeletePath(string path) => _paths.Remove(path);

    private static IPAddress Any(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;

    private static IPAddress LoopbackOf(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;

    /// <summary>A name that belongs to no file, and goes with its socket.</summary>
    private static bool IsAbstract(string path) => path.StartsWith('@') || path.StartsWith('\0');

    internal static EndPoint Unspecified(AddressFamily family) =>
        family == AddressFamily.Unix ? UnnamedUnix : new IPEndPoint(Any(family), 0);

    internal static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private bool IsOwn(IPAddress address) => IPAddress.IsLoopback(address) || Addresses.Contains(address)
        || (address.IsIPv4MappedToIPv6 && IsOwn(address.MapToIPv4()));

    private SocketError BindPath(SimulatedSocket socket, EndPoint address)
    {
        if (address is not UnixDomainSocketEndPoint path)
        {
            return SocketError.InvalidArgument;
        }

        if (!_paths.TryAdd(path.ToString(), socket))
        {
            return SocketError.AddressAlreadyInUse;
        }

        socket.Local = path;
        return SocketError.Success;
    }

    private SimulatedSocket? FindBound(SocketType type, IPEndPoint target, Predicate<SimulatedSocket> fits)
    {
        IPAddress address = target.Address.IsIPv4MappedToIPv6 ? target.Address.MapToIPv4() : target.Address;
        SimulatedSocket? best = null;
        int bestScore = 0;
        foreach (SimulatedSocket socket in _ports.SocketsOn(type, target.Port))
        {
            if (Score(socket) is var score && score > bestScore && fits(socket))
            {
                (best, bestScore) = (socket, score);
            }
        }

        return best;

        // The exact address before any of its family, before any at all.
        int Score(SimulatedSocket socket) => ((IPEndPoint)socket.Local!).Address is var local
            && (local.Equals(address) || (local.IsIPv4MappedToIPv6 && local.MapToIPv4().Equals(address))) ? 3
            : local.Equals(Any(address.AddressFamily)) ? 2
            : local.Equals(IPAddress.IPv6Any) && !socket.IsIPv6Only ? 1 : 0;
    }

    /// <summary>The next port that nobody has; 0 when all are taken.</summary>
    private int FreePort(SocketType type)
    {
        for (int tried = FirstEphemeral; tried <= LastEphemeral; tried++)
        {
            int port = _nextPort;
            _nextPort = port == LastEphemeral ? FirstEphemeral : port + 1;
            if (_ports.IsUnused(type, port))
            {
                return port;
            }
        }

        return 0;
    }
}
