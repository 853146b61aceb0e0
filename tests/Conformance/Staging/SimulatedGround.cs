using AsyncoreNet.Testing;

namespace AsyncoreNet.Conformance;

/// <summary>
/// A machine of its own in a network in memory. Nothing takes time within it: what a scenario waits for is there, or never comes.
/// </summary>
internal sealed class SimulatedGround : IGround
{
    private readonly SimulatedHost _host = new SimulatedNetwork(new VirtualTimeProvider()).AddHost("stage");

    public INetwork network => _host;

    public (ChannelSocket One, ChannelSocket Other) socketpair() => _host.CreatePair();

    public Loop new_loop(ChannelMap map) => new(map, new LoopOptions { Network = _host, TimeProvider = _host.Network.Time });

    public bool wait(ChannelSocket socket, PollFlags flags)
    {
        using IPoller poller = _host.CreatePoller(PollerKind.Default);
        poller.Add(socket.Descriptor, 1, flags, socket);
        return poller.Wait(TimeSpan.Zero).Length > 0;
    }

    public bool wait_bytes(ChannelSocket socket, int count) => socket.Available >= count;

    public void unlink(string path) => _host.DeletePath(path);
}
