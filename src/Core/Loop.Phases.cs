namespace AsyncoreNet;

/// <content>The phases of a pass, in order.</content>
public sealed partial class Loop
{
    /// <param name="timeout">The longest wait.</param>
    /// <param name="order">The order of dispatch.</param>
    /// <param name="goesOn">
    /// Whether the run would make another pass. Asked again before the wait: the callbacks of this pass may have closed the last
    /// channel, and then nothing is left to wait for.
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
}
