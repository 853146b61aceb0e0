namespace AsyncoreNet.Async.Tests;

/// <summary>One holder at a time, in order of arrival.</summary>
public sealed class AsyncLockTests : AsyncTest
{
    [Fact]
    public void Release_HandsOver_SoThatNobodyOvertakes() => Run(async () =>
    {
        var mutex = new AsyncLock();
        IDisposable key = await mutex.LockAsync();
        Task<IDisposable> first = mutex.LockAsync();
        key.Dispose();
        Task<IDisposable> second = mutex.LockAsync();
        Assert.False(second.IsCompleted);
        (await first).Dispose();
        (await second).Dispose();
    });

    [Fact]
    public void Release_DoesNotRunTheNextHolder_BeforeItReturns() => Run(async () =>
    {
        var mutex = new AsyncLock();
        bool ran = false;
        IDisposable key = await mutex.LockAsync();
        Task next = TakeAsync();
        key.Dispose();
        Assert.False(ran);
        await next;

        async Task TakeAsync()
        {
            using (await mutex.LockAsync())
            {
                ran = true;
            }
        }
    });

    [Fact]
    public void Key_DisposedTwice_DoesNotReleaseTheNextHolder() => Run(async () =>
    {
        var mutex = new AsyncLock();
        IDisposable key = await mutex.LockAsync();
        Task<IDisposable> next = mutex.LockAsync();
        key.Dispose();
        key.Dispose();
        Assert.False(mutex.LockAsync().AsTask().IsCompleted);
        (await next).Dispose();
    });

    [Fact]
    public void CancelledWait_LeavesTheQueue() => Run(async () =>
    {
        var mutex = new AsyncLock();
        using var cancel = new CancellationTokenSource();
        IDisposable key = await mutex.LockAsync();
        Task<IDisposable> cancelled = mutex.LockAsync(cancel.Token);
        Task<IDisposable> next = mutex.LockAsync();
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        Assert.Equal(cancel.Token, error.CancellationToken);
        key.Dispose();
        (await next).Dispose();
    });

    [Fact]
    public void CancelledAfterTheGrant_HoldsTheLock() => Run(async () =>
    {
        var mutex = new AsyncLock();
        using var cancel = new CancellationTokenSource();
        IDisposable key = await mutex.LockAsync();
        Task<IDisposable> next = mutex.LockAsync(cancel.Token);
        key.Dispose();
        await cancel.CancelAsync();
        (await next).Dispose();
        Assert.True(mutex.LockAsync().AsTask().IsCompleted);
    });

    [Fact]
    public void CancelledToken_TakesAFreeLock_AndDoesNotWait() => Run(async () =>
    {
        var mutex = new AsyncLock();
        var cancelled = new CancellationToken(canceled: true);
        using (await mutex.LockAsync(cancelled))
        {
            Assert.True(mutex.LockAsync(cancelled).AsTask().IsCanceled);
        }
    });

    [Fact]
    public void GrantedWait_LeavesNothingOnItsToken() => Run(async () =>
    {
        var mutex = new AsyncLock();
        using var cancel = new CancellationTokenSource();
        WeakReference wait = await WaitAsync(mutex, cancel.Token);
        for (int i = 0; i < 10 && wait.IsAlive; i++)
        {
            await Task.Yield();
            GC.Collect();
        }

        Assert.False(wait.IsAlive, "The token holds a wait that has ended.");

        static async Task<WeakReference> WaitAsync(AsyncLock mutex, CancellationToken token)
        {
            IDisposable key = await mutex.LockAsync(CancellationToken.None);
            Task<IDisposable> waiting = mutex.LockAsync(token);
            key.Dispose();
            (await waiting).Dispose();
            return new WeakReference(waiting);
        }
    });

    [Fact]
    public void AwaitableDisposable_IsItsTask() => Run(async () =>
    {
        var mutex = new AsyncLock();
        AwaitableDisposable<IDisposable> locking = mutex.LockAsync();
        Task<IDisposable> task = locking;
        Assert.Same(task, locking.AsTask());
        Assert.Same(await task, await locking.ConfigureAwait(true));
        Assert.True(locking == new AwaitableDisposable<IDisposable>(task));
        Assert.Throws<ArgumentNullException>(static void () => _ = new AwaitableDisposable<IDisposable>(null!));
    });
}
