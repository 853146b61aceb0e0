namespace AsyncoreNet.Async;

/// <summary>Lets all pass while it is set; the others wait. asyncio: <c>Event</c>.</summary>
/// <remarks>
/// <para>
/// Any thread may use every member. What is awaited on a loop goes on there, in a later pass, even if the event is reset before
/// that.
/// </para>
/// <para>
/// The members have the names of Nito.AsyncEx, so that a program can take either. <c>Wait</c> is not here: it would block the
/// loop.
/// </para>
/// </remarks>
public sealed class AsyncManualResetEvent
{
    private readonly Lock _gate = new();
    private readonly WaitQueue<bool> _waiters; // under the gate: empty while the event is set
    private bool _isSet; // under the gate

    /// <summary>Makes an event that is not set.</summary>
    public AsyncManualResetEvent()
        : this(set: false)
    {
    }

    /// <summary>Makes an event.</summary>
    /// <param name="set">Whether it is set.</param>
    public AsyncManualResetEvent(bool set)
    {
        _waiters = new WaitQueue<bool>(_gate);
        _isSet = set;
    }

    /// <summary>Whether it is set. Any thread; it may have changed when the caller looks at it.</summary>
    public bool IsSet
    {
        get
        {
            lock (_gate)
            {
                return _isSet;
            }
        }
    }

    /// <summary>Waits until it is set. Any thread.</summary>
    public Task WaitAsync() => WaitAsync(CancellationToken.None);

    /// <inheritdoc cref="WaitAsync()"/>
    /// <param name="cancellationToken">
    /// Cancels the wait. If it is cancelled already, an event that is set lets pass all the same.
    /// </param>
    /// <exception cref="OperationCanceledException">By the task: the token was cancelled before the event was set.</exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        Waiter<bool> waiter;
        lock (_gate)
        {
            if (_isSet)
            {
                return Task.CompletedTask;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled(cancellationToken);
            }

            waiter = _waiters.Add(true);
        }

        return waiter.AsTask(cancellationToken);
    }

    /// <summary>Sets it: all who wait pass, in order of arrival. Any thread.</summary>
    public void Set()
    {
        Waiter<bool>[] taken;
        lock (_gate)
        {
            _isSet = true;
            taken = _waiters.TakeAll();
        }

        foreach (Waiter<bool> waiter in taken)
        {
            waiter.Complete();
        }
    }

    /// <summary>Resets it: those who come from now on wait. Any thread.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _isSet = false;
        }
    }
}
