namespace AsyncoreNet;

/// <summary>
/// A <see cref="TimeProvider"/> whose timers fire on the loop, so that <c>Task.Delay</c>, <c>WaitAsync</c>,
/// <see cref="PeriodicTimer"/> and <see cref="CancellationTokenSource"/> given it complete there. The time itself is that of
/// <see cref="LoopOptions.TimeProvider"/>.
/// </summary>
internal sealed class LoopTimeProvider(Loop loop, TimeProvider clock) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    /// <summary>Any thread: off the loop's, the timer is armed by a post.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ProvidedTimer(loop, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>One timer. Changes may come from any thread; only the newest counts.</summary>
    private sealed class ProvidedTimer(Loop loop, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private LoopTimer? _armed; // loop thread
        private TimeSpan _period; // loop thread
        private int _version; // any thread; a firing or a post of an older version is void

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ValidateSpan(dueTime, nameof(dueTime));
            ValidateSpan(period, nameof(period));
            int version;
            do
            {
                version = Volatile.Read(ref _version);
                if (version < 0)
                {
                    return false;
                }
            }
            while (Interlocked.CompareExchange(ref _version, version + 1, version) != version);

            // Counted from here: a loop that is busy, or does not run yet, hears of the change later.
            TimeSpan deadline = dueTime == Timeout.InfiniteTimeSpan ? dueTime : loop.Time + dueTime;
            OnLoop(() => Arm(version + 1, deadline, period));
            return true;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _version, int.MinValue) >= 0)
            {
                OnLoop(() => _armed?.Cancel());
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static void ValidateSpan(TimeSpan span, string name)
        {
            if (span != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
            }
        }

        private void OnLoop(Action action)
        {
            if (loop.IsLoopThread)
            {
                action();
            }
            else
            {
                loop.TryPost(static a => ((Action)a!)(), action); // a loop that is gone has no timers to change
            }
        }

        private void Arm(int version, TimeSpan deadline, TimeSpan period)
        {
            if (Volatile.Read(ref _version) != version)
            {
                return;
            }

            _armed?.Cancel();
            _period = period;
            TimeSpan wait = deadline - loop.Time;
            _armed = deadline == Timeout.InfiniteTimeSpan ? null : loop.CallLater(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Fire, version);
        }

        private void Fire(object? version)
        {
            if (Volatile.Read(ref _version) != (int)version!)
            {
                return;
            }

            _armed = _period > TimeSpan.Zero ? loop.CallLater(_period, Fire, version) : null;
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static t => ((ProvidedTimer)t!).Call(), this);
            }
        }

        private void Call() => callback(state);
    }
}
