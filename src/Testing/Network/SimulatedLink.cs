namespace AsyncoreNet.Testing;

/// <summary>What joins two hosts, or a host with itself.</summary>
public sealed class SimulatedLink
{
    /// <summary>After which time what was lost is sent again.</summary>
    internal static readonly TimeSpan Retransmission = TimeSpan.FromMilliseconds(200);

    /// <summary>For how long a connection sends again before it ends with ETIMEDOUT: Linux's 15 retries.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(924.6);

    private readonly SimulatedNetwork _network;
    private readonly HashSet<Wire> _held = [];
    private readonly List<Wire> _heldInOrder = [];
    private readonly long[] _busyUntil = new long[2]; // in each direction

    internal SimulatedLink(SimulatedNetwork network, SimulatedHost one, SimulatedHost other) =>
        (_network, One, Other) = (network, one, other);

    /// <summary>One end.</summary>
    public SimulatedHost One { get; }

    /// <summary>The other end.</summary>
    public SimulatedHost Other { get; }

    /// <summary>What the link does to what it carries from now on; those of the network, or perfect ones within a host.</summary>
    public LinkConditions Conditions
    {
        get => field ?? (One == Other ? LinkConditions.Perfect : _network.Conditions);
        set;
    }

    /// <summary>
    /// What goes wrong from now on with connections over the link; the network's faults by default. Descriptors, buffers and pollers are the
    /// hosts': for them the network's count.
    /// </summary>
    public FaultOptions Faults
    {
        get => field ?? _network.Faults;
        set;
    }

    /// <summary>Whether nothing gets through.</summary>
    public bool IsPartitioned { get; private set; }

    internal int SegmentSize => Conditions.SegmentSize;

    /// <summary>Nothing gets through any more: connections wait, and new ones are tried again and again.</summary>
    public void Partition()
    {
        IsPartitioned = true;
        Note("partitioned");
    }

    /// <summary>The link carries again, and what has waited goes on.</summary>
    public void Heal()
    {
        IsPartitioned = false;
        Note("healed");
        Wire[] held = [.. _heldInOrder];
        _held.Clear();
        _heldInOrder.Clear();
        foreach (Wire wire in held)
        {
            wire.Resume();
        }
    }

    /// <summary>Partitions the link for a while.</summary>
    public void Partition(TimeSpan time)
    {
        Partition();
        World world = _network.World;
        world.Schedule(world.Now + time.Ticks, static link => ((SimulatedLink)link!).Heal(), this);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{One.Name} - {Other.Name}";

    internal void Hold(Wire wire)
    {
        if (_held.Add(wire))
        {
            _heldInOrder.Add(wire);
        }
    }

    /// <summary>When a segment that leaves now arrives; lost ones are sent again, each time after twice as long.</summary>
    internal long ArrivalOfSegment(SimulatedHost from, int bytes)
    {
        long arrival = ArrivalOf(from, bytes);
        for (long wait = Retransmission.Ticks; _network.Dice.Chance(Conditions.Loss) && wait < Patience.Ticks; wait *= 2)
        {
            arrival += wait;
        }

        return arrival;
    }

    /// <summary>When what leaves now arrives, if nothing happens to it.</summary>
    internal long ArrivalOf(SimulatedHost from, int bytes)
    {
        World world = _network.World;
        LinkConditions conditions = Conditions;
        long leaves = world.Now;
        if (conditions.BytesPerSecond is { } rate)
        {
            ref long busy = ref _busyUntil[from == One ? 0 : 1];
            busy = leaves = Math.Max(busy, leaves) + (bytes * TimeSpan.TicksPerSecond / rate);
        }

        return leaves + conditions.Latency.Ticks + (conditions.Jitter > TimeSpan.Zero ? _network.Dice.UpTo(conditions.Jitter.Ticks) : 0);
    }

    private void Note(string what) =>
        _network.World.Trace.Add(_network.World.Now, SimulationEventKind.Link, One, -1, 0, $"{this} {what}");
}
