namespace AsyncoreNet.Async.Tests;

/// <summary>So many at a time.</summary>
public sealed class AsyncSemaphoreTests : AsyncTest
{
    [Fact]
    public void Release_LetsAsManyPass_InOrder_AndCountsTheRest() => Run(async () =>
    {
        var semaphore = new AsyncSemaphore(1);
        await semaphore.WaitAsync();
        var order = new List<int>();
        Task[] tasks = [.. Enumerable.Range(0, 3).Select(PassAsync)];
        semaphore.Release(2);
        await Task.WhenAll(tasks[0], tasks[1]);
        Assert.False(tasks[2].IsCompleted);
        Assert.Equal(0, semaphore.CurrentCount);
        semaphore.Release(0);
        Assert.Equal(0, semaphore.CurrentCount);
        semaphore.Release(4);
        await tasks[2];
        Assert.Equal([0, 1, 2], order);
        Assert.Equal(3, semaphore.CurrentCount);

        async Task PassAsync(int number)
        {
            await semaphore.WaitAsync();
            Assert.True(Loop.IsLoopThread);
            order.Add(number);
        }
    });

    [Fact]
    public void CancelledWait_TakesNothing() => Run(async () =>
    {
        var semaphore = new AsyncSemaphore(0);
        using var cancel = new CancellationTokenSource();
        Task cancelled = semaphore.WaitAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await semaphore.LockAsync(cancel.Token));
        semaphore.Release();
        Assert.Equal(1, semaphore.CurrentCount);
        await semaphore.WaitAsync(cancel.Token);
        Assert.Equal(0, semaphore.CurrentCount);
    });

    [Fact]
    public void Key_DisposedTwice_GivesBackOnce() => Run(async () =>
    {
        var semaphore = new AsyncSemaphore(1);
        IDisposable key = await semaphore.LockAsync();
        key.Dispose();
        key.Dispose();
        Assert.Equal(1, semaphore.CurrentCount);
    });

    [Fact]
    public void Misuse_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncSemaphore(-1));
        var semaphore = new AsyncSemaphore(long.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Release(-1));
        Assert.Throws<OverflowException>(() => semaphore.Release(2));
        semaphore.Release();
        Assert.Equal(long.MaxValue, semaphore.CurrentCount);
    }
}
