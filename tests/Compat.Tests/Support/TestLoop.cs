namespace AsyncoreNet.Compat.Tests;

/// <summary>
/// A map with its own loop, so that tests run beside each other. What reaches <see cref="Loop.UnhandledException"/> fails the
/// test, unless the test takes it.
/// </summary>
internal sealed class TestLoop : IDisposable
{
    private readonly List<UnhandledExceptionInfo> _unhandled = [];

    public TestLoop(PollerKind poller = PollerKind.Default)
        : this(new LoopOptions { Poller = poller })
    {
    }

    public TestLoop(INetwork network)
        : this(new LoopOptions { Network = network })
    {
    }

    public TestLoop(LoopOptions options)
    {
        Loop = new Loop(Map, options);
        Loop.UnhandledException += (_, info) => _unhandled.Add(info);
    }

    public ChannelMap Map { get; } = new();

    public Loop Loop { get; }

    /// <summary>One pass in the order wanted. Waits for at most <paramref name="timeout"/> seconds.</summary>
    public void Pass(Order order, double timeout = 0) =>
        asyncore.loop(timeout, use_poll: order == Order.Poll, map: Map, count: 1);

    /// <summary>
    /// Passes until something has happened. The number of passes is bounded, not the time: each gives the processor away, so that
    /// the other side gets on however busy the machine is.
    /// </summary>
    public void PumpUntil(Func<bool> done, Order order, string what)
    {
        for (int pass = 0; pass < 10_000 && Map.Count > 0; pass++)
        {
            Pass(order, timeout: 0.005);
            if (done())
            {
                return;
            }

            Thread.Yield();
        }

        Assert.Fail($"{what} did not happen{string.Concat(_unhandled.Select(u => $"; unhandled: {u.Exception}"))}");
    }

    /// <summary>The one exception that reached <see cref="Loop.UnhandledException"/>.</summary>
    public UnhandledExceptionInfo TakeUnhandled()
    {
        UnhandledExceptionInfo info = Assert.Single(_unhandled);
        _unhandled.Clear();
        return info;
    }

    public void Dispose()
    {
        asyncore.close_all(Map, ignore_all: true);
        Loop.Dispose();
        Assert.Empty(_unhandled);
    }
}
