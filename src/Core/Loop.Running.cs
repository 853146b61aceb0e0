using System.Runtime.CompilerServices;

namespace AsyncoreNet;

/// <content>Whose thread the loop is on, what keeps it running, and what ends that.</content>
public sealed partial class Loop
{
    /// <summary>Throws unless the loop does not run, or runs on the calling thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void VerifyAccess()
    {
        int owner = _owner; // no fence: the owner reads its own write, and any other value is wrong for any other thread
        if (owner != 0 && owner != Environment.CurrentManagedThreadId)
        {
            ThrowWrongThread();
        }
    }

    /// <summary>Whether <see cref="VerifyAccess"/> would pass.</summary>
    internal bool CheckAccess() => Volatile.Read(ref _owner) is 0 || IsLoopThread;

    /// <summary>Posts, unless the loop has been disposed. Any thread.</summary>
    internal bool TryPost(Action<object?> callback, object? state)
    {
        if (!_posted.TryAdd(callback, state, out bool wake))
        {
            return false;
        }

        // On its own thread a loop can wait, too: for another loop, whose turn it is meanwhile, as in a simulated world.
        if (wake && s_current != this)
        {
            _poller.Wake();
        }

        return true;
    }

    /// <summary>An <c>async void</c> method has started. Any thread.</summary>
    internal void Retain() => Interlocked.Increment(ref _operations);

    /// <summary>An <c>async void</c> method has ended. Any thread.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _operations) == 0 && !_disposed)
        {
            _poller.Wake(); // the loop may be waiting for this alone
        }
    }

    internal LoopTimer Arm(LoopTimer timer, TimeSpan deadline)
    {
        VerifyAccess();
        Timers.Add(timer, deadline);
        return timer;
    }

    /// <summary>Takes an entry's descriptor from the poller.</summary>
    internal void Forget(ChannelEntry entry) => _interest.Forget(entry);

    /// <summary>The time to drain is over: what is left is closed, then what those have opened who were told.</summary>
    private void EndDrain()
    {
        AbortAll();
        Post(() => // behind what that has posted
        {
            if (_draining)
            {
                _drainIsOver = true;
                AbortAll();
            }
        });
    }

    private void AbortAll()
    {
        foreach (IChannel channel in Map.Values.ToArray())
        {
            Guard(channel, static c => (c is Dispatcher dispatcher ? (Action)dispatcher.Abort : c.Close)());
        }
    }

    /// <summary>A stop has done what it was asked: the loop may run again.</summary>
    private void EndStop()
    {
        _stopRequested = _draining = _drainIsOver = false;
        _drainDeadline?.Cancel();
        _drainDeadline = null;
    }

    private static TimeSpan Checked(TimeSpan? timeout)
    {
        if (timeout is null || timeout == Timeout.InfiniteTimeSpan)
        {
            return Timeout.InfiniteTimeSpan;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout.Value, TimeSpan.Zero, nameof(timeout));
        return timeout.Value;
    }

    private static void ThrowWrongThread() => throw new InvalidOperationException(
        "The loop runs on another thread, and its channels, map and timers belong to it. Hand the work over with Loop.Post. "
        + "Code that awaits stays on the loop, unless a ConfigureAwait(false) has taken it off.");

    /// <summary>Makes the calling thread the loop's for as long as it lives, and the loop's context the thread's.</summary>
    private readonly struct Running : IDisposable
    {
        private readonly Loop _loop;
        private readonly Loop? _outer; // another loop, in a callback of which this one is run
        private readonly System.Threading.SynchronizationContext? _context;

        public Running(Loop loop)
        {
            ObjectDisposedException.ThrowIf(loop._disposed, loop);
            int owner = Interlocked.CompareExchange(ref loop._owner, Environment.CurrentManagedThreadId, 0);
            if (owner != 0)
            {
                throw new InvalidOperationException(owner == Environment.CurrentManagedThreadId
                    ? "The loop runs already: a callback cannot run it again. Return from the callback, and let the loop go on."
                    : "The loop runs on another thread. Use Loop.Post to work on it.");
            }

            (_loop, _outer, _context) = (loop, s_current, System.Threading.SynchronizationContext.Current);
            s_current = loop;
            System.Threading.SynchronizationContext.SetSynchronizationContext(loop.SynchronizationContext);
        }

        public void Dispose()
        {
            System.Threading.SynchronizationContext.SetSynchronizationContext(_context);
            s_current = _outer;
            Volatile.Write(ref _loop._owner, 0);
        }
    }
}
