using System.Runtime.CompilerServices;

namespace AsyncoreNet.Tests;

/// <summary>A test with a loop of its own, which it drives pass by pass and never waits for without a bound.</summary>
public abstract class LoopTest : IDisposable
{
    private const int MostPasses = 2_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    /// <summary>Makes the loop. The class that derives is the loop's only user.</summary>
    /// <param name="poller">The poller.</param>
    /// <param name="clock">The clock that its timers follow; the system's by default.</param>
    private protected LoopTest(PollerKind poller = PollerKind.Default, TimeProvider? clock = null)
    {
        Poller = poller;
        Network = new CountingNetwork();
        Loop = new Loop(new ChannelMap(), new LoopOptions
        {
            Poller = poller,
            Network = Network,
            Logger = Log,
            TimeProvider = clock ?? TimeProvider.System,
        });
    }

    private protected PollerKind Poller { get; }

    private protected RecordingLogger Log { get; } = new();

    private protected CountingNetwork Network { get; }

    private protected Loop Loop { get; }

    private protected ChannelMap Map => Loop.Map;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a pass that waits for nothing.</summary>
    private protected void Pass() => Loop.RunOnce(TimeSpan.Zero);

    /// <summary>Makes some passes that wait for nothing.</summary>
    private protected void Pass(int passes)
    {
        for (int i = 0; i < passes; i++)
        {
            Pass();
        }
    }

    /// <summary>Makes passes until <paramref name="done"/> holds, and fails the test if it never does.</summary>
    private protected void RunUntil(Func<bool> done, [CallerArgumentExpression(nameof(done))] string what = "")
    {
        for (int i = 0; i < MostPasses; i++)
        {
            if (done())
            {
                return;
            }

            Loop.RunOnce(LongestWait);
        }

        Assert.Fail($"After {MostPasses} passes still not: {what}");
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach ((int descriptor, IChannel channel) in Map.ToArray())
            {
                Map.Remove(descriptor);
                (channel as Dispatcher)?.Socket?.Close();
            }

            Loop.Dispose();
        }
    }
}
