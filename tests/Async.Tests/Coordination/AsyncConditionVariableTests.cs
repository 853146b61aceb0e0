namespace AsyncoreNet.Async.Tests;

/// <summary>Waiting under a lock.</summary>
public sealed class AsyncConditionVariableTests : AsyncTest
{
    private readonly AsyncLock _mutex = new();
    private readonly AsyncConditionVariable _changed;
    private readonly List<int> _order = [];

    public AsyncConditionVariableTests() => _changed = new AsyncConditionVariable(_mutex);

    [Fact]
    public void Notify_LetsOneGoOn_NotifyAllTheOthers_InOrder() => Run(async () =>
    {
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(number => WaitAsync(number))];
        using (await _mutex.LockAsync())
        {
            _changed.Notify();
        }

        await tasks[0];
        Assert.Equal([0], _order);
        using (await _mutex.LockAsync())
        {
            _changed.NotifyAll();
            await Task.Yield();
            Assert.Equal([0], _order);
        }

        await Task.WhenAll(tasks);
        Assert.Equal([0, 1, 2, 3], _order);
    });

    [Fact]
    public void CancelledWait_HoldsTheLock_AndLeavesTheNotificationToTheNext() => Run(async () =>
    {
        using var cancel = new CancellationTokenSource();
        Task cancelled = WaitAsync(0, cancel.Token);
        Task next = WaitAsync(1);
        using (await _mutex.LockAsync())
        {
            await cancel.CancelAsync();
            await Task.Yield();
            Assert.False(cancelled.IsCompleted, "It goes on while another holds the lock.");
            _changed.Notify();
        }

        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        await next;
        Assert.Equal([1], _order);
        Assert.True(_mutex.LockAsync().AsTask().IsCompleted);
    });

    [Fact]
    public void CancelledAfterTheNotification_GoesOn() => Run(async () =>
    {
        using var cancel = new CancellationTokenSource();
        Task notified = WaitAsync(0, cancel.Token);
        using (await _mutex.LockAsync())
        {
            _changed.Notify();
            await cancel.CancelAsync();
        }

        await notified;
        Assert.Equal([0], _order);
    });

    [Fact]
    public void WithoutTheLock_Throws() => Run(async () =>
    {
        Assert.Throws<InvalidOperationException>(_changed.Notify);
        Assert.Throws<InvalidOperationException>(_changed.NotifyAll);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(_changed.WaitAsync);
        Assert.Contains("WaitAsync", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new AsyncConditionVariable(null!));
    });

    private async Task WaitAsync(int number, CancellationToken token = default)
    {
        using (await _mutex.LockAsync(CancellationToken.None))
        {
            await _changed.WaitAsync(token);
            Assert.True(Loop.IsLoopThread);
            Task<IDisposable> other = _mutex.LockAsync(new CancellationToken(canceled: true));
            Assert.True(other.IsCanceled, "The lock is free.");
            _order.Add(number);
        }
    }
}
