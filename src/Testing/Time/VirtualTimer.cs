namespace AsyncoreNet.Testing;

/// <summary>A timer of the clock itself, which belongs to no loop.</summary>
internal sealed class VirtualTimer(World world, TimerCallback callback, object? state) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private ScheduledEvent? _next;
    private TimeSpan _period;
    private bool _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        if (_disposed)
        {
            return false;
        }

        _period = period;
        Arm(dueTime);
        return true;
    }

    public void Dispose()
    {
        _disposed = true;
        _next?.Cancel();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Validate(TimeSpan span, string name)
    {
        if (span != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
        }
    }

    private void Arm(TimeSpan wait)
    {
        _next?.Cancel();
        _next = wait == Timeout.InfiniteTimeSpan
            ? null
            : world.Schedule(world.Now + wait.Ticks, static timer => ((VirtualTimer)timer!).Fire(), this);
    }

    private void Fire()
    {
        Arm(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Call(), this);
        }
    }

    private void Call() => callback(state);
}
