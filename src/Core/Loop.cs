using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <summary>
/// A single-threaded event loop: it watches the channels of one <see cref="ChannelMap"/> and calls their handlers, runs callbacks
/// posted from any thread, and fires timers.
/// </summary>
/// <remarks>
/// <para>
/// A pass (<see cref="RunOnce(TimeSpan?)"/>) has five phases, in this order: posted callbacks, due timers, interest, poll,
/// dispatch. A callback posted and a timer armed during a phase wait for the next pass, so no phase can starve another.
/// </para>
/// <para>
/// A loop that runs belongs to the thread that runs it. Its members, its map and its channels then throw
/// <see cref="InvalidOperationException"/> on any other; <see cref="Post(Action)"/>, <see cref="Stop()"/>,
/// <see cref="TimeProvider"/>, <see cref="SynchronizationContext"/> and <see cref="TaskScheduler"/> are for every thread. A loop
/// that does not run may be used by any one thread at a time.
/// </para>
/// <para>
/// While the loop runs, its <see cref="SynchronizationContext"/> is current, so an <c>await</c> inside a callback comes back to
/// it.
/// </para>
/// </remarks>
public sealed partial class Loop : IDisposable
{
    private static readonly Lock MakingLoops = new();

    [ThreadStatic]
    private static Loop? s_current;

    private readonly IPoller _poller;
    private readonly WorkQueue _posted = new(); // any thread
    private readonly InterestSet _interest; // loop thread: what the poller is asked for
    private readonly ReadyBatch _batch = new(); // loop thread: what this pass found
    private readonly TimeProvider _clock;
    private readonly long _epoch; // the clock when the loop was made
    private int _owner; // managed id of the thread that runs the loop, 0 when none does; written by that thread
    private int _operations; // any thread: async void methods under way
    private volatile bool _stopRequested; // any thread
    private bool _draining; // loop thread: a graceful stop goes on
    private LoopTimer? _drainDeadline; // loop thread: its end
    private bool _drainIsOver; // loop thread: that has come, and what it caused has run
    private volatile bool _disposed;
    private long _passes; // loop thread
    private TimeSpan? _warnedOfExhaustion; // loop thread: when the log last said that descriptors have run out

    /// <summary>Makes a loop with a new map.</summary>
    public Loop()
        : this(new ChannelMap())
    {
    }

    /// <summary>Makes the loop of a map.</summary>
    /// <param name="map">The map, with or without channels. It belongs to this loop from now on.</param>
    /// <param name="options">By default a <see cref="LoopOptions"/> as it comes.</param>
    /// <exception cref="InvalidOperationException">The map has a loop already.</exception>
    /// <exception cref="SocketException">The process has no descriptor left for the poller.</exception>
    /// <exception cref="PlatformNotSupportedException">This system does not have the poller asked for.</exception>
    public Loop(ChannelMap map, LoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        options ??= new LoopOptions();
        if (map.Loop is { _disposed: false })
        {
            throw new InvalidOperationException("The map belongs to another loop: one map, one loop. Use map.Loop, or make another map.");
        }

        Map = map;
        IsDefault = options.IsDefault;
        Network = options.Network;
        Logger = options.Logger;
        _clock = options.TimeProvider;
        _epoch = _clock.GetTimestamp();
        _poller = options.Network.CreatePoller(options.Poller);
        _interest = new InterestSet(this, _poller);
        SynchronizationContext = new LoopSynchronizationContext(this);
        TaskScheduler = new LoopTaskScheduler(this);
        TimeProvider = new LoopTimeProvider(this, _clock);
        _poller.Attach(this); // which may refuse: then the map has no loop
        map.Loop = this;
        _interest.Restart();
    }

    /// <summary>
    /// Raised with an exception that nothing else took, on the loop thread; the loop goes on. Without a handler it is logged.
    /// </summary>
    public event Action<Loop, UnhandledExceptionInfo>? UnhandledException;

    /// <summary>The loop that runs on the calling thread; null where none does. Any thread.</summary>
    public static Loop? Current => s_current;

    /// <summary>The loop of <see cref="ChannelMap.Default"/>, made when first asked for. Any thread.</summary>
    public static Loop Default => For(ChannelMap.Default);

    /// <summary>The loop's channels.</summary>
    public ChannelMap Map { get; }

    /// <summary>Where sockets, pollers and names come from. Any thread.</summary>
    public INetwork Network { get; }

    /// <summary>Where warnings and errors that nobody handles go. Any thread.</summary>
    public ILogger Logger { get; }

    /// <summary>Whether the loop runs, on any thread. Any thread.</summary>
    public bool IsRunning => Volatile.Read(ref _owner) != 0;

    /// <summary>Time since the loop was made, on its clock. It never goes back. Any thread.</summary>
    public TimeSpan Time => _clock.GetElapsedTime(_epoch);

    /// <summary>
    /// A clock whose timers fire on the loop: give it to <c>Task.Delay</c>, <c>WaitAsync</c>, <c>PeriodicTimer</c> or
    /// <c>CancellationTokenSource</c>. Any thread.
    /// </summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Posts to the loop; current while it runs. Any thread.</summary>
    public SynchronizationContext SynchronizationContext { get; }

    /// <summary>Runs tasks on the loop. It is for those who name it, and never made current. Any thread.</summary>
    public TaskScheduler TaskScheduler { get; }

    /// <summary>Whether the calling thread is the one that runs the loop. Any thread.</summary>
    public bool IsLoopThread => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    /// <summary><see cref="LoopOptions.IsDefault"/>.</summary>
    internal bool IsDefault { get; }

    internal TimerHeap Timers { get; } = new();

    /// <summary>
    /// Whether something is left that could still call back: a channel, a posted callback, a timer, an <c>async void</c> method.
    /// </summary>
    private bool IsAlive => HasChannels
        || (_draining ? HasLastWork : Timers.Count > 0 || Volatile.Read(ref _operations) > 0 || !_posted.IsEmpty);

    /// <summary>Whether there is a channel; one that is opened when a graceful stop has ended does not count.</summary>
    private bool HasChannels => Map.Count > 0 && !_drainIsOver;

    /// <summary>During a graceful stop: whether those who awaited a channel that it has closed are still to hear of that.</summary>
    private bool HasLastWork => _draining && !_drainIsOver && !_posted.IsEmpty;

    /// <summary>The loop of a map, made with default options when first asked for.</summary>
    public static Loop For(ChannelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        lock (MakingLoops)
        {
            return map.Loop is { _disposed: false } loop ? loop : new Loop(map);
        }
    }

    /// <summary>
    /// Runs passes until nothing is left alive (no channel, no posted callback, no timer, no <c>async void</c> method started on
    /// the loop) or <see cref="Stop()"/> is called.
    /// </summary>
    /// <param name="cancellationToken">Leaves the loop after the pass under way; the channels stay as they are.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="LoopExitException">A handler threw it.</exception>
    /// <exception cref="InvalidOperationException">The loop runs already, here or on another thread.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        using var running = new Running(this);
        using var registration = cancellationToken.UnsafeRegister(static loop => ((Loop)loop!)._poller.Wake(), this);
        while (!_stopRequested && IsAlive)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Pass(Timeout.InfiniteTimeSpan, DispatchOrder.ByChannel, static loop => loop.IsAlive);
        }

        cancellationToken.ThrowIfCancellationRequested();
        EndStop();
    }

    /// <summary>
    /// Runs passes until the map is empty, whatever timers and callbacks are left, or until so many have been made. This is
    /// <c>asyncore.loop</c>; it also ends at <see cref="Stop()"/>.
    /// </summary>
    /// <param name="timeout">The longest wait of each pass; null waits without a limit. Not negative.</param>
    /// <param name="order">The order of dispatch.</param>
    /// <param name="passes">The number of passes; null for no limit. Not negative.</param>
    /// <exception cref="LoopExitException">A handler threw it.</exception>
    /// <exception cref="InvalidOperationException">The loop runs already, here or on another thread.</exception>
    /// <exception cref="SocketException">By event: a descriptor of the map is not open. Its channel has left the map.</exception>
    public void RunWhileChannels(TimeSpan? timeout = null, DispatchOrder order = DispatchOrder.ByChannel, int? passes = null)
    {
        if (passes is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(passes));
        }

        TimeSpan wait = Checked(timeout);
        using var running = new Running(this);
        _interest.LetsPredicatesThrow = true;
        try
        {
            for (int left = passes ?? int.MaxValue;
                (HasChannels || HasLastWork) && left > 0 && !_stopRequested;
                left -= passes is null ? 0 : 1)
            {
                Pass(wait, order, static loop => loop.HasChannels);
            }
        }
        finally
        {
            _interest.LetsPredicatesThrow = false;
        }

        EndStop();
    }

    /// <summary>Runs one pass.</summary>
    /// <param name="timeout">
    /// The longest wait for readiness; null waits until something happens. Not negative. The callbacks and timers that the pass begins with
    /// do not count as that: a pass that is to do them alone has a timeout of zero.
    /// </param>
    /// <exception cref="LoopExitException">A handler threw it.</exception>
    /// <exception cref="InvalidOperationException">The loop runs already, here or on another thread.</exception>
    public void RunOnce(TimeSpan? timeout = null)
    {
        TimeSpan wait = Checked(timeout);
        using var running = new Running(this);
        Pass(wait, DispatchOrder.ByChannel, static _ => true);
        _stopRequested = false; // the pass has ended: that is all there was to stop
    }

    /// <summary>
    /// Ends <see cref="Run"/> after the pass under way; every channel stays as it is. Before <see cref="Run"/>, it returns at
    /// once. Any thread.
    /// </summary>
    public void Stop()
    {
        _stopRequested = true;
        _poller.Wake();
    }

    /// <summary>
    /// Stops gracefully: listeners close now, other channels once they have sent what they hold, and what is left after
    /// <paramref name="drain"/> is closed with a reset. Then <see cref="Run"/> returns, once those who awaited the channels have gone on,
    /// whatever timers are left.
    /// </summary>
    /// <param name="drain">Time for the output to leave. Not negative.</param>
    public void Stop(TimeSpan drain)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(drain, TimeSpan.Zero);
        VerifyAccess();
        _draining = true;
        foreach (IChannel channel in Map.Values.ToArray())
        {
            Guard(channel, static c =>
            {
                if (c is Dispatcher dispatcher)
                {
                    dispatcher.CloseWhenSent();
                }
                else
                {
                    c.Close();
                }
            });
        }

        _drainDeadline?.Cancel();
        _drainDeadline = CallLater(drain, EndDrain);
    }

    /// <summary>Whether a graceful stop goes on: <see cref="Stop(TimeSpan)"/> was called, and the run has not returned since. Loop thread.</summary>
    public bool IsStopping => _draining;

    /// <summary>Has the loop run a callback on its next pass. Any thread; never blocks, and wakes a loop that waits.</summary>
    /// <exception cref="ObjectDisposedException">The loop has been disposed.</exception>
    public void Post(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Post(static action => ((Action)action!)(), callback);
    }

    /// <inheritdoc cref="Post(Action)"/>
    public void Post(Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ObjectDisposedException.ThrowIf(!TryPost(callback, state), this);
    }

    /// <summary>Calls back once, after a delay. Zero means the next pass.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public LoopTimer CallLater(TimeSpan delay, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return CallLater(delay, static action => ((Action)action!)(), callback);
    }

    /// <inheritdoc cref="CallLater(TimeSpan, Action)"/>
    public LoopTimer CallLater(TimeSpan delay, Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Arm(new LoopTimer(this, callback, state, delay, period: null), Time + delay);
    }

    /// <summary>Calls back once, when <see cref="Time"/> reaches <paramref name="time"/>; on the next pass if it has.</summary>
    public LoopTimer CallAt(TimeSpan time, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        TimeSpan now = Time;
        var timer = new LoopTimer(this, static action => ((Action)action!)(), callback, time > now ? time - now : TimeSpan.Zero, period: null);
        return Arm(timer, time > now ? time : now);
    }

    /// <summary>
    /// Calls back again and again, the first time after one period. The next period starts when the callback has returned, so a
    /// slow one is never called twice in a row to catch up; a period of zero calls once a pass.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The period is negative.</exception>
    public LoopTimer CallEvery(TimeSpan period, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        return Arm(new LoopTimer(this, static action => ((Action)action!)(), callback, period, period), Time + period);
    }

    /// <summary>
    /// Calls back on the loop when the process gets a signal, in place of what the signal does by default. Any thread. It does
    /// not keep <see cref="Run"/> from returning.
    /// </summary>
    /// <returns>
    /// The registration: dispose it to end it. A signal that is on its way at that moment does what it does by default.
    /// </returns>
    public IDisposable OnSignal(PosixSignal signal, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            TryPost(static action => ((Action)action!)(), callback);
        });
    }

    /// <summary>What the loop holds now.</summary>
    public LoopSnapshot GetSnapshot()
    {
        VerifyAccess();
        TimeSpan? next = Timers.Peek()?.Deadline - Time;
        return new LoopSnapshot(
            _poller.Name, _passes, _posted.Count, Timers.Count, next < TimeSpan.Zero ? TimeSpan.Zero : next, Volatile.Read(ref _operations),
            [.. _interest.Describe()]);
    }

    /// <summary>
    /// Closes the poller. The channels stay open: close them first, or give their map another loop.
    /// </summary>
    /// <exception cref="InvalidOperationException">The loop runs.</exception>
    public void Dispose()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException("A loop that runs cannot be disposed: call Stop, and dispose it when Run has returned.");
        }

        if (!_disposed)
        {
            _disposed = true;
            _posted.Close();
            _interest.Restart();
            _poller.Dispose();
            if (Map.Loop == this)
            {
                Map.Loop = null;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"Loop({_poller.Name}, {Map.ApproximateCount} channels)";
}
