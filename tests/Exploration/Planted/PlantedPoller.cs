using System.Net.Sockets;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration.Planted;

/// <summary>A poller that may forget what it has seen, or sleep on.</summary>
internal sealed class PlantedPoller(IPoller inner, Defect defect, SimulationRandom random) : IPoller
{
    private readonly HashSet<int> _deaf = [];
    private PollEvent[] _left = [];

    public string Name => inner.Name;

    public void Attach(Loop loop) => inner.Attach(loop);

    public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        _deaf.Remove(descriptor);
        return inner.Add(descriptor, generation, interest, socket);
    }

    public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        _deaf.Remove(descriptor);
        return inner.Modify(descriptor, generation, interest, socket);
    }

    public void Remove(int descriptor)
    {
        _deaf.Remove(descriptor);
        inner.Remove(descriptor);
    }

    public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout)
    {
        ReadOnlySpan<PollEvent> ready = inner.Wait(timeout);
        if (defect != Defect.DroppedReadiness)
        {
            return ready;
        }

        int count = 0;
        Array.Resize(ref _left, Math.Max(_left.Length, ready.Length));
        foreach (PollEvent one in ready)
        {
            if (random.Chance(0.01))
            {
                _deaf.Add(one.Descriptor);
                inner.Remove(one.Descriptor); // it would be reported again and again
            }

            if (!_deaf.Contains(one.Descriptor))
            {
                _left[count++] = one;
            }
        }

        return _left.AsSpan(0, count);
    }

    public void Wake()
    {
        if (defect != Defect.LostWakeUp || random.Chance(0.9))
        {
            inner.Wake();
        }
    }

    public void Dispose() => inner.Dispose();
}
