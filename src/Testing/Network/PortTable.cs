using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <summary>
/// Who has which ports of a host: sockets that are bound, connections, which share the port of their listener, and connections
/// that have ended here first and wait for a minute (TIME_WAIT).
/// </summary>
/// <remarks>
/// As Linux has it: an address is free for a socket if no holder of the port has an address that overlaps, or if both reuse
/// addresses and the holder does not listen. What waits reuses addresses if its connection did.
/// </remarks>
internal sealed class PortTable(World world)
{
    private static readonly TimeSpan TimeWait = TimeSpan.FromSeconds(60);
    private static readonly List<Holder> Nobody = [];

    private readonly Dictionary<(SocketType Type, int Port), List<Holder>> _ports = [];

    /// <summary>Whether nobody has the port, at any address.</summary>
    public bool IsUnused(SocketType type, int port) => Holders(type, port).Count == 0;

    /// <summary>The open sockets that have the port.</summary>
    public IEnumerable<SimulatedSocket> SocketsOn(SocketType type, int port) =>
        Holders(type, port).Select(h => h.Socket).OfType<SimulatedSocket>();

    /// <summary>Whether a socket may bind to the address, or listen there.</summary>
    public bool IsFree(IPEndPoint address, SimulatedSocket socket) => !Holders(socket.SocketType, address.Port).Exists(holder =>
        holder.Socket != socket
        && Overlap(address.Address, socket.IsIPv6Only, holder.Address, holder.Socket is { IsIPv6Only: true })
        && !(socket.ReuseAddress && holder.ReusesAddress && holder.Socket is not StreamSocket { IsListening: true }));

    /// <summary>A socket has its local address from now on.</summary>
    public void Take(SimulatedSocket socket)
    {
        var address = (IPEndPoint)socket.Local!;
        socket.HoldsPort = true;
        Add(socket.SocketType, address.Port, new Holder(socket, address.Address, false, World.Never));
    }

    /// <summary>A socket gives its port back.</summary>
    public void Leave(SimulatedSocket socket)
    {
        if (socket.HoldsPort)
        {
            socket.HoldsPort = false;
            Holders(socket.SocketType, ((IPEndPoint)socket.Local!).Port).RemoveAll(h => h.Socket == socket);
        }
    }

    /// <summary>A connection has ended here first: its address stays taken for a minute.</summary>
    public void Wait(SimulatedSocket socket)
    {
        var address = (IPEndPoint)socket.Local!;
        Add(socket.SocketType, address.Port, new Holder(null, address.Address, socket.ReuseAddress, world.Now + TimeWait.Ticks));
    }

    private void Add(SocketType type, int port, Holder holder)
    {
        if (!_ports.TryGetValue((type, port), out List<Holder>? holders))
        {
            _ports.Add((type, port), holders = []);
        }

        holders.Add(holder);
    }

    private List<Holder> Holders(SocketType type, int port)
    {
        if (!_ports.TryGetValue((type, port), out List<Holder>? holders))
        {
            return Nobody;
        }

        holders.RemoveAll(h => h.Until <= world.Now);
        return holders;
    }

    /// <summary>A socket of any IPv6 address has the IPv4 addresses too, unless it is for IPv6 only.</summary>
    private static bool Overlap(IPAddress one, bool oneIsIPv6Only, IPAddress other, bool otherIsIPv6Only) =>
        one.AddressFamily == other.AddressFamily
            ? one.Equals(other) || SimulatedHost.IsAny(one) || SimulatedHost.IsAny(other)
            : (one.Equals(IPAddress.IPv6Any) && !oneIsIPv6Only) || (other.Equals(IPAddress.IPv6Any) && !otherIsIPv6Only);

    /// <summary>An open socket, or what waits in the place of one that has closed.</summary>
    private sealed class Holder(SimulatedSocket? socket, IPAddress address, bool reused, long until)
    {
        public SimulatedSocket? Socket => socket;

        public IPAddress Address { get; } = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

        public bool ReusesAddress => socket?.ReuseAddress ?? reused;

        public long Until => until;
    }
}
