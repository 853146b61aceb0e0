namespace AsyncoreNet.Async;

/// <summary>
/// A lock that is awaited: <c>using (await mutex.LockAsync()) { ... }</c>. Those who wait get it in order of arrival. It is not
/// recursive: who holds it and asks for it again waits for ever. asyncio: <c>Lock</c>.
/// </summary>
/// <remarks>
/// <para>
/// Any thread may ask for it, release it and cancel a wait; what is awaited on a loop goes on there, in a later pass. On one loop
/// a lock is needed only where what it guards is left half done over an <c>await</c>.
/// </para>
/// <para>
/// Only the token cancels a wait. Whoever gives up waiting in another way (<c>Task.WaitAsync</c> around the task) leaves the wait
/// in the queue, and the lock taken when its turn has come.
/// </para>
/// <para>
/// The members have the names of Nito.AsyncEx, so that a program can take either. <c>Lock</c> is not here: it would block the
/// loop, and with it whoever is to release the lock.
/// </para>
/// </remarks>
public sealed class AsyncLock
{
    private readonly Lock _gate = new();
    private readonly WaitQueue<IDisposable> _waiters; // under the gate: empty while nobody holds the lock
    private IDisposable? _holder; // under the gate: the key that releases the lock now; null when it is free

    /// <summary>Makes a lock that is free.</summary>
    public AsyncLock()
    {
        _waiters = new WaitQueue<IDisposable>(_gate);
    }

    /// <summary>Takes the lock. Any thread.</summary>
    /// <returns>The key: dispose it to release the lock, on any thread. Disposing it again does nothing.</returns>
    public AwaitableDisposable<IDisposable> LockAsync() => LockAsync(CancellationToken.None);

    /// <inheritdoc cref="LockAsync()"/>
    /// <param name="cancellationToken">Cancels the wait. If it is cancelled already, the lock is taken if it is free.</param>
    /// <exception cref="OperationCanceledException">By the task: the token was cancelled, and the lock was not taken.</exception>
    public AwaitableDisposable<IDisposable> LockAsync(CancellationToken cancellationToken) =>
        new(LockAsync(new Key(this), cancellationToken));

    /// <summary>Takes the lock for a key, which may have held it before.</summary>
    internal Task<IDisposable> LockAsync(IDisposable key, CancellationToken cancellationToken)
    {
        Waiter<IDisposable> waiter;
        lock (_gate)
        {
            if (_holder is null)
            {
                _holder = key;
                return Task.FromResult(key);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<IDisposable>(cancellationToken);
            }

            waiter = _waiters.Add(key);
        }

        return waiter.AsTask(cancellationToken);
    }

    /// <summary>The key that holds the lock; null when it is free.</summary>
    internal IDisposable? GetHolder()
    {
        lock (_gate)
        {
            return _holder;
        }
    }

    /// <summary>Hands the lock to the next one, if this key holds it.</summary>
    internal void Release(IDisposable key)
    {
        Waiter<IDisposable>? next;
        lock (_gate)
        {
            if (_holder != key)
            {
                return;
            }

            // It is never free in between: nobody overtakes those who wait.
            next = _waiters.TakeFirst();
            _holder = next?.Result;
        }

        next?.Complete();
    }

    private sealed class Key(AsyncLock mutex) : IDisposable
    {
        public void Dispose() => mutex.Release(this);
    }
}
