namespace AsyncoreNet.Tests;

/// <summary>No event reaches a closed channel, or a channel that got a closed one's descriptor.</summary>
public abstract class StaleEventTests(PollerKind poller)
{
    private const int EventsOnEachPoller = 1_000_000;
    private const int CasesOnEachPoller = 2 * 2; // orders, seeds

    [Theory]
    [InlineData(DispatchOrder.ByChannel, 20260101)]
    [InlineData(DispatchOrder.ByChannel, 7)]
    [InlineData(DispatchOrder.ByEvent, 20260101)]
    [InlineData(DispatchOrder.ByEvent, 7)]
    public void Churn_InsideHandlers_NoEventIsStale(DispatchOrder order, int seed)
    {
        using var world = new ChurnWorld(poller, order, seed);

        world.Run(EventsOnEachPoller / CasesOnEachPoller);

        Assert.Empty(world.Violations);
        Assert.True(world.Reused > 5_000, $"Only {world.Reused} descriptors were closed and reopened in one pass: too few to tell.");
    }
}

public sealed class StaleEventsOnEpollTests() : StaleEventTests(PollerKind.Epoll);

public sealed class StaleEventsOnPollTests() : StaleEventTests(PollerKind.Poll);

public sealed class StaleEventsOnSelectTests() : StaleEventTests(PollerKind.Select);
