namespace AsyncoreNet.Testing;

/// <summary>Keeps a simulation on its one thread and within its limits.</summary>
internal sealed class SimulationGuard(Simulation simulation)
{
    /// <summary>
    /// Flows with everything that the scenario starts. A thread that takes up such work says so here, by which a continuation that has
    /// left the simulation's thread is found.
    /// </summary>
    private static readonly AsyncLocal<SimulationGuard?> Flow = new(OnFlow);

    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _whereItLeft;
    private volatile bool _isOver;

    /// <summary>The thread that the world belongs to.</summary>
    public int Thread { get; private set; }

    /// <summary>What the scenario did on another thread, for the report.</summary>
    public string? Departure => _whereItLeft is { } where
        ? "The scenario has left its thread, so its order is no longer given by the seed. Task.Run, ConfigureAwait(false) under a loop, the "
            + "real clock (Task.Delay without the loop's TimeProvider) and I/O that is not the network's do that. It went on at:"
            + Environment.NewLine + where
        : null;

    public void Enter()
    {
        Thread = Environment.CurrentManagedThreadId;
        Flow.Value = this;
    }

    public void Leave()
    {
        _isOver = true;
        Flow.Value = null;
    }

    /// <summary>Throws off the simulation's thread.</summary>
    public void VerifyThread()
    {
        if (!CheckThread())
        {
            throw new InvalidOperationException(Departure);
        }
    }

    /// <summary>
    /// Notes a departure, for which the simulation fails on its own thread. A thread of the pool that only brings a continuation back to
    /// a loop must get no exception: it would end the process.
    /// </summary>
    public bool CheckThread()
    {
        if (Environment.CurrentManagedThreadId == Thread || _isOver)
        {
            return true;
        }

        Report();
        return false;
    }

    public void OnTimeMoved() => simulation.OnTimeMoved();

    /// <summary>Nothing can go on. What goes on elsewhere is given a moment to show itself: it is the better explanation.</summary>
    public Exception Deadlock(string who)
    {
        WaitForDeparture();
        return Departure is { } departure
            ? simulation.Failure(departure)
            : simulation.Failure(
                $"Deadlock. {who}, but nothing is ready and nothing is due. (What waits for another thread or the real clock looks like this, "
                + $"too.) What waits:{Environment.NewLine}{simulation.DescribeWaits()}");
    }

    public Exception Spins(long rounds) => simulation.Failure(
        $"The scenario spins: {rounds} rounds of its loops have passed at one point of time. What goes on:{Environment.NewLine}"
        + simulation.DescribeWaits());

    private static void OnFlow(AsyncLocalValueChangedArgs<SimulationGuard?> change)
    {
        if (change.ThreadContextChanged && change.CurrentValue is { _isOver: false } guard
            && Environment.CurrentManagedThreadId != guard.Thread)
        {
            guard.Report();
        }
    }

    /// <summary>A quarter of a second of real time, and longer, up to five, while the pool has work that it has not begun.</summary>
    private void WaitForDeparture()
    {
        const int Milliseconds = 25;
        for (int waited = 0; waited < 250 || (waited < 5_000 && ThreadPool.PendingWorkItemCount > 0); waited += Milliseconds)
        {
            if (_left.Task.Wait(Milliseconds))
            {
                return;
            }
        }
    }

    private void Report()
    {
        if (Interlocked.CompareExchange(ref _whereItLeft, Environment.StackTrace, null) is null)
        {
            _left.TrySetResult();
        }
    }
}
