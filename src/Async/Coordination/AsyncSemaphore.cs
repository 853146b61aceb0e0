using System.Diagnostics;

namespace AsyncoreNet.Async;

/// <summary>Lets so many pass at a time; the others wait, in order of arrival. asyncio: <c>Semaphore</c>.</summary>
/// <remarks>
/// <para>Any thread may use every member. What is awaited on a loop goes on there, in a later pass.</para>
/// <para>
/// The members have the names of Nito.AsyncEx, so that a program can take either. <c>Wait</c> and <c>Lock</c> are not here: they
/// would block the loop.
/// </para>
/// </remarks>
public sealed class AsyncSemaphore
{
    private readonly Lock _gate = new();
    private readonly WaitQueue<bool> _waiters; // under the gate: empty while the count is above zero
    private long _count; // under the gate

    /// <summary>Makes a semaphore.</summary>
    /// <param name="initialCount">How many may pass. Not negative.</param>
    public AsyncSemaphore(long initialCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        _waiters = new WaitQueue<bool>(_gate);
        _count = initialCount;
    }

    /// <summary>How many may pass without waiting. Any thread; it may have changed when the caller looks at it.</summary>
    public long CurrentCount
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Waits until it may pass, and takes one from the count. Any thread.</summary>
    public Task WaitAsync() => WaitAsync(CancellationToken.None);

    /// <inheritdoc cref="WaitAsync()"/>
    /// <param name="cancellationToken">
    /// Cancels the wait. If it is cancelled already, who need not wait passes all the same.
    /// </param>
    /// <exception cref="OperationCanceledException">
    /// By the task: the token was cancelled, and nothing was taken from the count.
    /// </exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        Waiter<bool> waiter;
        lock (_gate)
        {
            if (_count > 0)
            {
                Debug.Assert(_waiters.Count == 0, "Nobody waits while the count is above zero.");
                _count--;
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

    /// <summary>Gives one back. Any thread.</summary>
    /// <exception cref="OverflowException">The count would exceed <see cref="long.MaxValue"/>.</exception>
    public void Release() => Release(1);

    /// <summary>Gives some back: as many pass of those who wait, in order, and the rest adds to the count. Any thread.</summary>
    /// <param name="releaseCount">How many. Not negative; zero does nothing.</param>
    /// <exception cref="OverflowException">
    /// The count would exceed <see cref="long.MaxValue"/>; nothing was given back.
    /// </exception>
    public void Release(long releaseCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(releaseCount);
        Waiter<bool>[] taken;
        lock (_gate)
        {
            long count = checked(_count + releaseCount);
            taken = _waiters.Take(releaseCount);
            _count = count - taken.Length;
        }

        foreach (Waiter<bool> waiter in taken)
        {
            waiter.Complete();
        }
    }

    /// <summary>Waits as <see cref="WaitAsync()"/> does. Any thread.</summary>
    /// <returns>What gives it back when disposed, on any thread. Disposing it again does nothing.</returns>
    public AwaitableDisposable<IDisposable> LockAsync() => LockAsync(CancellationToken.None);

    /// <inheritdoc cref="LockAsync()"/>
    /// <param name="cancellationToken">
    /// Cancels the wait. If it is cancelled already, who need not wait passes all the same.
    /// </param>
    /// <exception cref="OperationCanceledException">
    /// By the task: the token was cancelled, and nothing was taken from the count.
    /// </exception>
    public AwaitableDisposable<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        return new(WaitForKeyAsync());

        async Task<IDisposable> WaitForKeyAsync()
        {
            await WaitAsync(cancellationToken).ConfigureAwait(true);
            return new Key(this);
        }
    }

    private sealed class Key(AsyncSemaphore semaphore) : IDisposable
    {
        private AsyncSemaphore? _semaphore = semaphore;

        public void Dispose() => Interlocked.Exchange(ref _semaphore, null)?.Release();
    }
}
