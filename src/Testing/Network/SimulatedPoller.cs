using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <summary>
/// Readiness of simulated sockets, level-triggered, with the flags that <c>poll</c> gives. A wait lets the rest of the world go on
/// instead of sleeping.
/// </summary>
internal sealed class SimulatedPoller(SimulatedHost host) : IPoller
{
    private readonly World _world = host.Network.World;
    private readonly Dictionary<int, Watch> _watches = [];
    private readonly List<Watch> _candidates = []; // those whose sockets have changed, or were ready when last looked at
    private readonly ManualResetEventSlim _threads = new(); // set by a wake-up from another thread
    private PollEvent[] _ready = new PollEvent[16];
    private int _count;
    private volatile bool _woken; // any thread
    private bool _inTurn; // the pass under way is the world's, not the program's
    private bool _busy; // what that pass found
    private bool _disposed;

    public string Name => "simulated";

    /// <summary>The machine whose sockets are watched; the loop's network may be one around it.</summary>
    public SimulatedHost Host => host;

    /// <summary>The loop that waits here; null until it is there.</summary>
    public Loop? Loop { get; private set; }

    /// <summary>When the loop wants to go on at the latest, if nobody runs it; else <see cref="World.Never"/>.</summary>
    public long Deadline
    {
        get => Loop is { IsRunning: false } ? field : World.Never;
        private set;
    } = World.Never;

    public void Attach(Loop loop)
    {
        if (loop.TimeProvider.GetUtcNow() != host.Network.Time.GetUtcNow())
        {
            throw new InvalidOperationException(
                "The loop is on a simulated host and follows another clock than its network. Take SimulatedHost.CreateLoopOptions, or give "
                + "LoopOptions.TimeProvider the network's Time.");
        }

        Loop = loop;
        _world.Join(this);
        host.Network.Observer?.OnLoop(loop);
    }

    public SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket)
    {
        if (socket is FileDescriptorSocket or { Socket: not null })
        {
            return SocketError.OperationNotSupported; // the system's own, whose number may be that of a simulated socket, too
        }

        if (host.Find(descriptor) is not { } found)
        {
            return SocketErrors.BadDescriptor;
        }

        Remove(descriptor);
        var watch = new Watch(this, found, descriptor, generation, interest);
        _watches.Add(descriptor, watch);
        found.Watches.Add(watch);
        Touch(watch);
        return SocketError.Success;
    }

    public SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket) =>
        Add(descriptor, generation, interest, socket);

    public void Remove(int descriptor)
    {
        if (_watches.Remove(descriptor, out Watch? watch))
        {
            watch.IsOver = true;
            watch.Socket.Watches.Remove(watch);
        }
    }

    public ReadOnlySpan<PollEvent> Wait(TimeSpan timeout)
    {
        _world.Guard?.VerifyThread();
        long deadline = timeout < TimeSpan.Zero || timeout.Ticks > World.Never - _world.Now ? World.Never : _world.Now + timeout.Ticks;
        if (_inTurn)
        {
            bool found = Collect();
            _busy = found || timeout == TimeSpan.Zero;
            Deadline = deadline;
        }
        else
        {
            _world.WaitFor(this, deadline);
        }

        _woken = false;
        return _ready.AsSpan(0, _count);
    }

    public void Wake()
    {
        _world.Guard?.CheckThread();
        _woken = true;
        _threads.Set();
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (int descriptor in _watches.Keys.ToArray())
            {
                Remove(descriptor);
            }

            _world.Leave(this);
        }
    }

    /// <summary>One pass of the loop, unless somebody runs it. Returns whether it did anything, or will with the next.</summary>
    public bool RunPass()
    {
        if (Loop is not { IsRunning: false } loop)
        {
            return false;
        }

        bool woken = _woken;
        _busy = false;
        _inTurn = true;
        try
        {
            loop.RunOnce();
        }
        finally
        {
            _inTurn = false;
        }

        return _busy || woken;
    }

    /// <summary>Looks at what may be ready. Returns whether the wait is over: something is, or the poller was woken.</summary>
    public bool Collect()
    {
        _count = 0;
        int kept = 0;
        for (int i = 0; i < _candidates.Count; i++)
        {
            Watch watch = _candidates[i];
            PollFlags flags = watch.IsOver ? PollFlags.None : watch.Socket.Readiness & (watch.Interest | PollFlags.Err | PollFlags.Hup);
            watch.IsCandidate = flags != PollFlags.None;
            if (watch.IsCandidate)
            {
                _candidates[kept++] = watch;
                Report(watch, flags);
            }
        }

        _candidates.RemoveRange(kept, _candidates.Count - kept);
        if (_count > 0 && host.Network.Dice.Chance(host.Network.Faults.FalseReadiness) && FindIdle() is { } idle)
        {
            Report(idle, PollFlags.In); // as Linux does now and then: readiness that is gone when it is acted on
        }

        return _count > 0 || _woken;
    }

    /// <summary>Nothing is left in the world, but the test may have other threads: sleeps until one wakes the poller.</summary>
    public void WaitForThreads()
    {
        _threads.Wait();
        _threads.Reset();
    }

    /// <summary>A socket has changed.</summary>
    public void Touch(Watch watch)
    {
        if (!watch.IsCandidate && !watch.IsOver)
        {
            watch.IsCandidate = true;
            _candidates.Add(watch);
        }
    }

    private void Report(Watch watch, PollFlags flags)
    {
        if (_count == _ready.Length)
        {
            Array.Resize(ref _ready, _count * 2);
        }

        _ready[_count++] = new PollEvent(watch.Descriptor, watch.Generation, flags);
    }

    private Watch? FindIdle()
    {
        Watch[] idle = [.. _watches.Values.Where(w => !w.IsCandidate && (w.Interest & PollFlags.In) != 0)];
        return idle.Length == 0 ? null : idle[host.Network.Dice.Below(idle.Length)];
    }

    /// <summary>One descriptor that the loop watches.</summary>
    internal sealed class Watch(SimulatedPoller poller, SimulatedSocket socket, int descriptor, uint generation, PollFlags interest)
    {
        public SimulatedSocket Socket => socket;

        public int Descriptor => descriptor;

        public uint Generation => generation;

        public PollFlags Interest => interest;

        public bool IsCandidate { get; set; }

        public bool IsOver { get; set; }

        public void Touch() => poller.Touch(this);
    }
}
