using AsyncoreNet.Testing;

namespace AsyncoreNet.Compat.Tests;

/// <summary>What a suite runs on: the system, by one of its pollers, or a network in memory.</summary>
public enum Ground
{
    /// <summary>The system, by epoll.</summary>
    Epoll,

    /// <summary>The system, by poll.</summary>
    Poll,

    /// <summary>The system, by select.</summary>
    Select,

    /// <summary>A host of a simulated network.</summary>
    Simulated,
}

/// <summary>The loops of a ground.</summary>
internal static class Grounds
{
    /// <summary>What a loop there is made with; the test is skipped where the system does not have it.</summary>
    public static LoopOptions CreateLoopOptions(this Ground ground)
    {
        if (ground == Ground.Simulated)
        {
            return new SimulatedNetwork(new VirtualTimeProvider()).AddHost("test").CreateLoopOptions();
        }

        PollerKind poller = ground switch
        {
            Ground.Epoll => PollerKind.Epoll,
            Ground.Poll => PollerKind.Poll,
            _ => PollerKind.Select,
        };
        Skip.IfNot(Matrix.Has(poller), $"This system has no {poller} poller.");
        return new LoopOptions { Poller = poller };
    }
}
