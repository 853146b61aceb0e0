using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration.Planted;

/// <summary>A host's network with one defect in it.</summary>
internal sealed class PlantedNetwork(SimulatedHost host, Defect defect, SimulationRandom random) : INetwork
{
    private int _closedOnce = -1; // a descriptor that is still to be closed a second time

    /// <summary>Makes a loop on a network, and by a clock, with a defect.</summary>
    public static Loop CreateLoop(SimulatedHost host, Defect defect, SimulationRandom random)
    {
        LoopOptions sound = host.CreateLoopOptions();
        return new Loop(new ChannelMap(), new LoopOptions
        {
            Network = new PlantedNetwork(host, defect, random),
            TimeProvider = defect == Defect.EarlyTimer ? new LeapingClock(sound.TimeProvider, random) : sound.TimeProvider,
            IsDefault = true,
            Logger = sound.Logger,
        });
    }

    public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified) =>
        Wrap(host.CreateSocket(family, type, protocol));

    public IPoller CreatePoller(PollerKind kind) => new PlantedPoller(host.CreatePoller(kind), defect, random);

    public IPAddress[] Resolve(string name, AddressFamily family) => host.Resolve(name, family);

    public ValueTask<IPAddress[]> ResolveAsync(
        string name, AddressFamily family, CancellationToken cancellationToken = default) =>
        host.ResolveAsync(name, family, cancellationToken);

    /// <summary>A socket of this network. Its descriptor may be one that is closed once more now.</summary>
    internal PlantedSocket Wrap(ChannelSocket inner)
    {
        var socket = new PlantedSocket(this, inner);
        if (inner.Descriptor == _closedOnce)
        {
            _closedOnce = -1;
            inner.Close();
        }

        return socket;
    }

    internal bool DropsByte() => defect == Defect.DroppedByte && random.Chance(0.05);

    internal void OnClosed(int descriptor)
    {
        if (defect == Defect.DoubleClose && random.Chance(0.1))
        {
            _closedOnce = descriptor;
        }
    }
}
