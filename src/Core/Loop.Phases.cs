using System.Net.Sockets;
using System.Runtime.CompilerServices;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <content>The phases of a pass, in order, and the guard around every call of user code.</content>
public sealed partial class Loop
{
    private TimeSpan? _warnedOfExhaustion;

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

        if (wake && !IsLoopThread)
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

    /// <summary>Says that descriptors have run out, at most every 5 s: the listener that cannot accept will try again and again.</summary>
    internal void WarnOfExhaustion(Dispatcher listener, SocketError error)
    {
        TimeSpan now = Time;
        if (_warnedOfExhaustion is { } last && now - last < TimeSpan.FromSeconds(5))
        {
            return;
        }

        _warnedOfExhaustion = now;
        Logger.LogWarning(
            "{Listener} cannot accept: {Error} ({Name}). Its connections wait in the backlog. Close channels, or raise the limit of open files (ulimit -n).",
            listener, SocketErrors.Describe(error), SocketErrors.Name(error));
    }

    /// <param name="timeout">The longest wait.</param>
    /// <param name="order">The order of dispatch.</param>
    /// <param name="goesOn">
    /// Whether the run would make another pass. Asked again before the wait: the callbacks of this pass may have closed the last channel, and
    /// then nothing is left to wait for.
    /// </param>
    private void Pass(TimeSpan timeout, DispatchOrder order, Func<Loop, bool> goesOn)
    {
        _passes++;
        RunPosted();
        FireTimers();
        _interest.Refresh(order);
        Poll(goesOn(this) ? timeout : TimeSpan.Zero);
        Dispatch(order);
    }

    private void RunPosted()
    {
        if (_posted.IsEmpty)
        {
            return;
        }

        _posted.TakeBatch();
        while (_posted.TryNext(out WorkQueue.WorkItem item))
        {
            try
            {
                item.Callback(item.State);
            }
            catch (Exception exception) when (!Leaves(exception))
            {
                ReportUnhandled(exception, channel: null);
            }
        }
    }

    private void FireTimers()
    {
        if (Timers.Count == 0)
        {
            return;
        }

        // What a callback arms has a later sequence, and no earlier deadline than now: it sorts behind everything due, and waits a pass.
        ulong bound = Timers.NextSequence;
        TimeSpan now = Time;
        while (Timers.Peek() is { } timer && timer.Deadline <= now && timer.Sequence < bound)
        {
            Timers.Remove(timer);
            try
            {
                timer.Fire();
            }
            catch (Exception exception) when (!Leaves(exception))
            {
                ReportUnhandled(exception, channel: null);
            }
            finally
            {
                if (timer is { Period: { } period, IsCancelled: false, IsActive: false })
                {
                    Arm(timer, Time + period);
                }
            }
        }
    }

    private void Poll(TimeSpan timeout)
    {
        if (_stopRequested || !_posted.IsEmpty || _interest.HasInvalid || _interest.HasNewcomers)
        {
            timeout = TimeSpan.Zero;
        }
        else if (Timers.Peek() is { } next)
        {
            TimeSpan due = next.Deadline - Time;
            due = due > TimeSpan.Zero ? due : TimeSpan.Zero;
            timeout = timeout < TimeSpan.Zero || due < timeout ? due : timeout;
        }

        _batch.Load(_poller.Wait(timeout), Map);
        _interest.AddInvalid(_batch);
    }

    private void Dispatch(DispatchOrder order)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        _batch.Sort();
        try
        {
            if (order == DispatchOrder.ByChannel)
            {
                DispatchByChannel();
            }
            else
            {
                DispatchByEvent();
            }
        }
        finally
        {
            _batch.Clear(); // left by an exit, the rest is ready still: the poller reports it again
        }
    }

    private void DispatchByChannel()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            ref ReadyBatch.Ready item = ref _batch[i];
            if (!item.IsCurrent)
            {
                continue;
            }

            IChannel channel = item.Entry.Channel;
            try
            {
                if (ChannelEvents.ReadWrite(item.Entry, item.Generation, item.Flags) == ChannelEvents.Outcome.Suspend)
                {
                    _interest.Suspend(item.Entry);
                }
            }
            catch (Exception exception) when (!Leaves(exception))
            {
                Abandon(channel, exception);
            }
        }
    }

    private void DispatchByEvent()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            ref ReadyBatch.Ready item = ref _batch[i];
            if ((item.Flags & PollFlags.NVal) != 0 && item.IsCurrent)
            {
                IChannel channel = item.Entry.Channel;
                Map.Remove(item.Entry);
                throw SocketErrors.CreateException(SocketErrors.BadDescriptor, $"watch descriptor {item.Entry.Descriptor}", channel);
            }

            item.Flags = ChannelEvents.AsSelectReports(item.Flags, item.Entry.Registered);
            if (item.Flags == PollFlags.None && item.IsCurrent)
            {
                _interest.Suspend(item.Entry);
            }
        }

        Deliver(PollFlags.In, ChannelEvents.Read);
        Deliver(PollFlags.Out, ChannelEvents.Write);
        Deliver(PollFlags.Pri, ChannelEvents.Exceptional);
    }

    private void Deliver(PollFlags flag, Action<IChannel> deliver)
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            ref ReadyBatch.Ready item = ref _batch[i];
            if ((item.Flags & flag) != 0 && item.IsCurrent)
            {
                Guard(item.Entry.Channel, deliver);
            }
        }
    }

    /// <summary>Calls user code for a channel; what it lets escape ends the channel, and leaves the loop only if it is meant to.</summary>
    private void Guard(IChannel channel, Action<IChannel> action)
    {
        try
        {
            action(channel);
        }
        catch (Exception exception) when (!Leaves(exception))
        {
            Abandon(channel, exception);
        }
    }

    /// <summary>
    /// A channel whose error handler threw: nobody knows its state, and it may be ready for ever. It is closed, and the exception reported.
    /// </summary>
    private void Abandon(IChannel channel, Exception exception)
    {
        ReportUnhandled(exception, channel);
        try
        {
            channel.Close();
        }
        catch (Exception second) when (!Leaves(second))
        {
            ReportUnhandled(second, channel);
        }
    }

    /// <summary>Gives an exception to a channel's error handler.</summary>
    internal void HandleError(IChannel channel, Exception exception)
    {
        try
        {
            channel.HandleError(exception);
        }
        catch (Exception second) when (!Leaves(second))
        {
            Abandon(channel, second);
        }
    }

    private void ReportUnhandled(Exception exception, IChannel? channel)
    {
        try
        {
            if (UnhandledException is { } handler)
            {
                handler(this, new UnhandledExceptionInfo(exception, channel));
                return;
            }
        }
        catch (Exception second) when (!Leaves(second))
        {
            Logger.LogError(second, "A handler of Loop.UnhandledException threw.");
        }

        Logger.LogError(exception, "Unhandled exception on {Source}.", channel?.ToString() ?? "the loop");
    }

    /// <summary>Whether an exception is meant to leave the loop.</summary>
    internal static bool Leaves(Exception exception) => exception is LoopExitException;

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
        _stopRequested = _draining = false;
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
        "The loop runs on another thread, and its channels, map and timers belong to it. Hand the work over with Loop.Post.");

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
