using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests;

/// <summary>A poller that finds ready what the test says, and writes down what it was asked.</summary>
internal sealed class FakePoller : IPoller
{
    private readonly List<(int Descriptor, PollFlags Flags)> _next = [];
    private readonly Dictionary<int, uint> _generations = [];

    public string Name => "fake";

    /// <summary>What each registered descriptor is watched for.</summary>
    public Dictionary<int, PollFlags> Watched { get; } = [];

    /// <summary>The timeout of each wait.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Called in each wait, before anything is reported.</summary>
    public Action OnWait { get; set; } = () => { };

    /// <summary>The next wait finds this ready.</summary>
    public void Report(int descriptor, PollFlags flags) => _next.Add((descriptor, flags));

    public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        Watched[descriptor] = interest;
        _generations[descriptor] = generation;
        return SocketError.Success;
    }

    public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket) =>
        Add(descriptor, generation, interest, socket);

    public void Remove(int descriptor)
    {
        Watched.Remove(descriptor);
        _generations.Remove(descriptor);
    }

    public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout)
    {
        Waits.Add(timeout);
        OnWait();
        PollEvent[] found =
        [
            .. _next.Select(e => new PollEvent(e.Descriptor, _generations.GetValueOrDefault(e.Descriptor), e.Flags)),
        ];
        _next.Clear();
        return found;
    }

    public void Wake()
    {
    }

    public void Dispose()
    {
    }
}
