namespace AsyncoreNet;

/// <summary>A callback that a loop will make: once, or again and again.</summary>
/// <remarks>
/// All members belong to the loop thread. A timer keeps <see cref="Loop.Run"/> from returning until it has fired or is cancelled.
/// </remarks>
public sealed class LoopTimer : IDisposable
{
    private readonly Loop _loop;
    private readonly Action<object?> _callback;
    private readonly object? _state;
    private readonly bool _repeats;

    internal LoopTimer(Loop loop, Action<object?> callback, object? state, TimeSpan delay, TimeSpan? period)
    {
        (_loop, _callback, _state, Delay, _repeats) = (loop, callback, state, period ?? delay, period is not null);
    }

    /// <summary>When it is due, on the clock of <see cref="Loop.Time"/>.</summary>
    public TimeSpan Deadline { get; internal set; }

    /// <summary>Whether it will still fire.</summary>
    public bool IsActive => HeapIndex >= 0;

    /// <summary>Whether <see cref="Cancel"/> was called.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>The time between firings; null for a timer that fires once.</summary>
    public TimeSpan? Period => _repeats ? Delay : null;

    /// <summary>The delay it was made with, which <see cref="Reset"/> starts again.</summary>
    internal TimeSpan Delay { get; }

    /// <summary>Its place in the heap, -1 outside it.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>The order of arming: it breaks ties between equal deadlines, and marks what was armed during a pass.</summary>
    internal ulong Sequence { get; set; }

    /// <summary>Takes the timer back; it will not fire again. Repeatable.</summary>
    /// <exception cref="InvalidOperationException">Called off the thread of a running loop.</exception>
    public void Cancel()
    {
        _loop.VerifyAccess();
        IsCancelled = true;
        _loop.Timers.Remove(this);
    }

    /// <summary>Starts the delay (or the period) again from now.</summary>
    /// <exception cref="InvalidOperationException">The timer was cancelled, or this is not the loop thread.</exception>
    public void Reset()
    {
        _loop.VerifyAccess();
        if (IsCancelled)
        {
            throw new InvalidOperationException("A cancelled timer cannot be started again: make a new one with CallLater.");
        }

        _loop.Timers.Remove(this);
        _loop.Arm(this, _loop.Time + Delay);
    }

    /// <summary>The same as <see cref="Cancel"/>.</summary>
    public void Dispose() => Cancel();

    /// <inheritdoc/>
    public override string ToString() => IsActive ? $"LoopTimer(due at {Deadline})" : IsCancelled ? "LoopTimer(cancelled)" : "LoopTimer(fired)";

    internal void Fire() => _callback(_state);
}
