namespace AsyncoreNet.Testing;

/// <summary>
/// Virtual time, what is due in it, and the loops that live in it: all of them on one thread, in turns. Time stands still while anything
/// can go on, and then jumps to what is due next.
/// </summary>
internal sealed class World
{
    /// <summary>No time at all: nothing is due.</summary>
    public const long Never = long.MaxValue;

    private readonly PriorityQueue<ScheduledEvent, (long Time, long Order)> _events = new();
    private readonly List<SimulatedPoller> _pollers = []; // in the order in which they were made
    private long _order;
    private long _roundsNow; // since time last moved
    private long _rounds;

    /// <summary>Ticks since the world began.</summary>
    public long Now { get; private set; }

    /// <summary>What has happened.</summary>
    public SimulationTrace Trace { get; } = new();

    /// <summary>The simulation that the world belongs to; null in a test that drives its loops itself.</summary>
    public SimulationGuard? Guard { get; set; }

    /// <summary>Rounds of all loops that may pass without time moving, before the world says that it spins.</summary>
    public long MostRounds { get; set; } = Never;

    /// <summary>Rounds made so far. Any thread: by it another one sees that the world goes on.</summary>
    public long Rounds => Volatile.Read(ref _rounds);

    /// <summary>The pollers of the loops that live here.</summary>
    public IReadOnlyList<SimulatedPoller> Pollers => _pollers;

    public void Join(SimulatedPoller poller) => _pollers.Add(poller);

    public void Leave(SimulatedPoller poller) => _pollers.Remove(poller);

    /// <summary>Has something done at a time, behind what was asked for earlier at the same time.</summary>
    public ScheduledEvent Schedule(long time, Action<object?> action, object? state)
    {
        Guard?.VerifyThread();
        var scheduled = new ScheduledEvent(action, state);
        _events.Enqueue(scheduled, (Math.Max(time, Now), _order++));
        return scheduled;
    }

    /// <summary>Lets everything go on that can at this time.</summary>
    public void Settle()
    {
        // What one loop does may change when another has to wake up without waking it: only a second round without news tells that.
        for (int quiet = 0; quiet < 2; quiet = RunRound() ? 0 : quiet + 1)
        {
        }
    }

    /// <summary>Moves time on, stopping at everything that is due on the way.</summary>
    public void AdvanceTo(long time)
    {
        Settle();
        while (NextTime() is var next && next <= time)
        {
            MoveTo(next);
            Settle();
        }

        MoveTo(time);
        Settle();
    }

    /// <summary>Settles, and moves to what is due next, if it is due by then. Returns whether it was.</summary>
    public bool Step(long limit)
    {
        Settle();
        long next = NextTime();
        if (next == Never || next > limit)
        {
            return false;
        }

        MoveTo(next);
        return true;
    }

    /// <summary>
    /// The wait of a loop that its program runs: the world goes on until the poller has something to report, or its time is over.
    /// </summary>
    public void WaitFor(SimulatedPoller poller, long deadline)
    {
        int quiet = 0;
        while (!poller.Collect() && Now < deadline)
        {
            if (RunRound())
            {
                quiet = 0;
                continue;
            }

            if (++quiet < 2 || poller.Collect())
            {
                continue;
            }

            long next = Math.Min(NextTime(), deadline);
            if (next != Never)
            {
                MoveTo(next);
                quiet = 0;
            }
            else if (Guard is not null)
            {
                throw Guard.Deadlock($"The loop {poller.Loop} waits without a limit");
            }
            else
            {
                poller.WaitForThreads();
            }
        }
    }

    /// <summary>The earliest that something is due; <see cref="Never"/> if nothing is.</summary>
    private long NextTime()
    {
        while (_events.TryPeek(out ScheduledEvent? scheduled, out _) && scheduled.IsCancelled)
        {
            _events.Dequeue();
        }

        long next = _events.TryPeek(out _, out (long Time, long Order) due) ? due.Time : Never;
        foreach (SimulatedPoller poller in _pollers)
        {
            next = Math.Min(next, poller.Deadline);
        }

        return next;
    }

    private void MoveTo(long time)
    {
        if (time > Now)
        {
            Now = time;
            _roundsNow = 0;
            Guard?.OnTimeMoved();
        }
    }

    /// <summary>What is due now, then one pass of each loop that nobody runs. Returns whether anything went on.</summary>
    private bool RunRound()
    {
        Volatile.Write(ref _rounds, _rounds + 1);
        if (++_roundsNow > MostRounds)
        {
            throw Guard!.Spins(MostRounds);
        }

        bool busy = FireDue();
        for (int i = 0; i < _pollers.Count; i++)
        {
            busy |= _pollers[i].RunPass();
        }

        return busy;
    }

    private bool FireDue()
    {
        bool fired = false;
        while (_events.TryPeek(out ScheduledEvent? scheduled, out (long Time, long Order) due) && due.Time <= Now)
        {
            _events.Dequeue();
            fired |= scheduled.Fire();
        }

        return fired;
    }
}
