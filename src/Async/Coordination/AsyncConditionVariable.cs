namespace AsyncoreNet.Async;

/// <summary>Waits, under a lock, for what others change under it. asyncio: <c>Condition</c>.</summary>
/// <remarks>
/// <para>
/// As the lock has no owner but its key, what is checked is that the lock is taken, not by whom. Look at the condition again
/// after each wait: between the notification and the lock's return others may have changed it.
/// </para>
/// <para>Any thread may use every member. What is awaited on a loop goes on there, in a later pass.</para>
/// <para>
/// The members have the names of Nito.AsyncEx, so that a program can take either. <c>Wait</c> is not here: it would block the
/// loop.
/// </para>
/// </remarks>
public sealed class AsyncConditionVariable
{
    private readonly Lock _gate = new();
    private readonly AsyncLock _mutex;
    private readonly WaitQueue<bool> _waiters; // under the gate

    /// <summary>Makes a condition variable.</summary>
    /// <param name="asyncLock">The lock under which it is waited for and notified.</param>
    public AsyncConditionVariable(AsyncLock asyncLock)
    {
        ArgumentNullException.ThrowIfNull(asyncLock);
        _mutex = asyncLock;
        _waiters = new WaitQueue<bool>(_gate);
    }

    /// <summary>
    /// Lets go on who has waited longest, once the lock is free; without effect when nobody waits. Any thread, under the lock.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nobody holds the lock.</exception>
    public void Notify()
    {
        _ = GetKey(nameof(Notify));
        Waiter<bool>? next;
        lock (_gate)
        {
            next = _waiters.TakeFirst();
        }

        next?.Complete();
    }

    /// <summary>Lets all who wait go on, one after the other, as each gets the lock. Any thread, under the lock.</summary>
    /// <exception cref="InvalidOperationException">Nobody holds the lock.</exception>
    public void NotifyAll()
    {
        _ = GetKey(nameof(NotifyAll));
        Waiter<bool>[] taken;
        lock (_gate)
        {
            taken = _waiters.TakeAll();
        }

        foreach (Waiter<bool> waiter in taken)
        {
            waiter.Complete();
        }
    }

    /// <summary>
    /// Releases the lock, waits for a notification, and takes the lock again before it returns or throws. Any thread, under the
    /// lock.
    /// </summary>
    public Task WaitAsync() => WaitAsync(CancellationToken.None);

    /// <inheritdoc cref="WaitAsync()"/>
    /// <param name="cancellationToken">Cancels the wait for the notification, not that for the lock.</param>
    /// <exception cref="InvalidOperationException">Nobody holds the lock.</exception>
    /// <exception cref="OperationCanceledException">
    /// By the task: the token was cancelled, and no notification was used up. The lock is held all the same.
    /// </exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        IDisposable key = GetKey(nameof(WaitAsync));
        Waiter<bool> waiter;
        lock (_gate)
        {
            waiter = _waiters.Add(true);
        }

        // It waits before the lock is free, so no notification passes in between.
        Task notified = waiter.AsTask(cancellationToken);
        _mutex.Release(key);
        return RetakeAsync(notified, key);
    }

    private async Task RetakeAsync(Task notified, IDisposable key)
    {
        try
        {
            await notified.ConfigureAwait(true);
        }
        finally
        {
            // For the same key: it releases the lock after the wait as it would have before.
            await _mutex.LockAsync(key, CancellationToken.None).ConfigureAwait(true);
        }
    }

    private IDisposable GetKey(string member) => _mutex.GetHolder()
        ?? throw new InvalidOperationException(
            $"{member} is for whoever holds the condition's lock, which is free: await its LockAsync first.");
}
