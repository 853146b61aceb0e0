namespace AsyncoreNet.Compat.Tests;

/// <summary>What a test of behaviour that must not depend on the system call is run over.</summary>
public static class Matrix
{
    /// <summary>The pollers that this system has.</summary>
    public static TheoryData<PollerKind> Pollers => [.. Available];

    /// <summary>Both orders of dispatch on each poller.</summary>
    public static TheoryData<PollerKind, Order> PollersAndOrders
    {
        get
        {
            var data = new TheoryData<PollerKind, Order>();
            foreach (PollerKind poller in Available)
            {
                data.Add(poller, Order.Select);
                data.Add(poller, Order.Poll);
            }

            return data;
        }
    }

    /// <summary>Whether this system has the poller.</summary>
    public static bool Has(PollerKind poller) => Available.Contains(poller);

    private static IEnumerable<PollerKind> Available => OperatingSystem.IsLinux()
        ? [PollerKind.Epoll, PollerKind.Poll, PollerKind.Select]
        : OperatingSystem.IsWindows() ? [PollerKind.Select] : [PollerKind.Poll, PollerKind.Select];
}
