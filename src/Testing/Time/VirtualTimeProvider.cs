namespace AsyncoreNet.Testing;

/// <summary>
/// A clock that stands still until it is told to move, or until the loops that live by it have nothing left to do and wait for a
/// timer. Give it to <see cref="LoopOptions.TimeProvider"/>, together with a <see cref="SimulatedHost"/> as
/// <see cref="LoopOptions.Network"/>.
/// </summary>
/// <remarks>
/// <para>
/// A loop that its program runs (<see cref="Loop.Run"/>, <c>asyncore.loop</c>, <see cref="Loop.RunOnce(TimeSpan?)"/>) moves the clock by
/// itself: when nothing is ready, time jumps to the next timer, so an hour takes milliseconds. A loop that nobody runs makes its passes
/// in <see cref="Advance"/>.
/// </para>
/// <para>The clock, its loops and their network belong to one thread.</para>
/// </remarks>
public sealed class VirtualTimeProvider : TimeProvider
{
    /// <summary>When virtual time begins, unless another time is given.</summary>
    public static readonly DateTimeOffset DefaultStart = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DateTimeOffset _start;
    private TimeSpan _offset; // by which the time of day has been set, forward or back

    /// <summary>Makes a clock.</summary>
    /// <param name="start">The date and time at which it begins; <see cref="DefaultStart"/> by default.</param>
    public VirtualTimeProvider(DateTimeOffset? start = null) => _start = start ?? DefaultStart;

    /// <summary>Time since the clock was made. Setting the time of day does not change it.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(World.Now);

    /// <summary>10,000,000: a tick of the clock is one of <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC: a test does not depend on where it runs.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    internal World World { get; } = new();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + _offset + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => World.Now;

    /// <summary>
    /// Moves the clock, and stops on the way at everything that falls due. When it returns, every callback and continuation that was
    /// due has run, on all loops of the clock, and what those have caused at once.
    /// </summary>
    /// <param name="time">By how much; zero lets go on what can now.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        World.AdvanceTo(World.Now + time.Ticks);
    }

    /// <summary>
    /// Sets the time of day forward or back, as an administrator or NTP does to a machine: <see cref="GetUtcNow"/> jumps,
    /// <see cref="GetTimestamp"/> and timers do not.
    /// </summary>
    public void SetUtcNow(DateTimeOffset time)
    {
        _offset = time - _start - Elapsed;
        World.Trace.Add(World.Now, SimulationEventKind.ClockSet, null, -1, (time - DateTimeOffset.UnixEpoch).Ticks);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(World, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <inheritdoc/>
    public override string ToString() => $"VirtualTimeProvider({Elapsed})";
}
