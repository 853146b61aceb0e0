using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <summary>
/// A network in memory: hosts with TCP, UDP and Unix-domain sockets, and links with conditions between them. What sockets and pollers
/// do there is what Linux's do; what goes wrong follows from a seed.
/// </summary>
/// <remarks>It belongs to one thread, with its clock and the loops on its hosts.</remarks>
public sealed class SimulatedNetwork
{
    private readonly List<SimulatedHost> _hosts = [];
    private readonly Dictionary<(SimulatedHost, SimulatedHost), SimulatedLink> _links = [];
    private readonly Dictionary<string, IPAddress[]> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a network without hosts.</summary>
    /// <param name="time">The clock by which it delivers, and which its loops follow.</param>
    /// <param name="seed">What faults, latencies and losses are drawn from.</param>
    public SimulatedNetwork(VirtualTimeProvider time, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(time);
        Time = time;
        Dice = new FaultDice(new SimulationRandom(seed));
    }

    /// <summary>The clock.</summary>
    public VirtualTimeProvider Time { get; }

    /// <summary>The hosts, in the order in which they were added.</summary>
    public IReadOnlyList<SimulatedHost> Hosts => _hosts;

    /// <summary>The conditions of links between hosts that have none of their own.</summary>
    public LinkConditions Conditions { get; set; } = LinkConditions.Perfect;

    /// <summary>What goes wrong from now on, on links that have no faults of their own, and on all hosts.</summary>
    public FaultOptions Faults { get; set; } = FaultOptions.None;

    /// <summary>The size of a new socket's send buffer, in bytes of payload.</summary>
    public int SendBuffer { get; set; } = 128 * 1024;

    /// <summary>The size of a new socket's receive buffer, in bytes of payload.</summary>
    public int ReceiveBuffer { get; set; } = 128 * 1024;

    internal World World => Time.World;

    internal FaultDice Dice { get; }

    /// <summary>Who looks after the loops of the hosts; null in a test that does so itself.</summary>
    internal Simulation? Observer { get; set; }

    /// <summary>Adds a host.</summary>
    /// <param name="name">Its name, which others can look up.</param>
    /// <param name="addresses">Its addresses; by default the next free ones of 10.0.0.0/24 and fd00::/64.</param>
    /// <exception cref="ArgumentException">The name or an address is another host's.</exception>
    public SimulatedHost AddHost(string name, params IPAddress[] addresses)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Length == 0)
        {
            int number = _hosts.Count + 1;
            addresses = [new IPAddress([10, 0, (byte)(number >> 8), (byte)number]), IPAddress.Parse($"fd00::{number:x}")];
        }

        if (addresses.FirstOrDefault(a => FindHost(a) is not null) is { } taken)
        {
            throw new ArgumentException($"{taken} is the address of {FindHost(taken)} already.", nameof(addresses));
        }

        if (!_names.TryAdd(name, addresses))
        {
            throw new ArgumentException($"There is a host '{name}' already.", nameof(name));
        }

        var host = new SimulatedHost(this, name, addresses);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Lets a name be looked up, by all hosts; a name without addresses is unknown from now on.</summary>
    public void SetName(string name, params IPAddress[] addresses)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _names[name] = addresses;
    }

    /// <summary>The link between two hosts, or of a host with itself.</summary>
    public SimulatedLink Between(SimulatedHost one, SimulatedHost other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (!_links.TryGetValue((one, other), out SimulatedLink? link))
        {
            link = new SimulatedLink(this, one, other);
            _links[(one, other)] = _links[(other, one)] = link;
        }

        return link;
    }

    /// <inheritdoc/>
    public override string ToString() => $"SimulatedNetwork({string.Join(", ", _hosts.Select(h => h.Name))})";

    internal SimulatedHost? FindHost(IPAddress address) => _hosts.Find(h => h.Addresses.Contains(address));

    internal IPAddress[] LookUp(SimulatedHost asking, string name)
    {
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }

        return _names.TryGetValue(name, out IPAddress[]? addresses) && addresses.Length > 0
            ? addresses
            : throw new SocketException((int)SocketError.HostNotFound, $"No host of the network is called '{name}' (asked by {asking.Name}).");
    }
}
