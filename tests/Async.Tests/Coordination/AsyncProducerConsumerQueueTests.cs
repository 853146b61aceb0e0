namespace AsyncoreNet.Async.Tests;

/// <summary>Items from producers to consumers.</summary>
public sealed class AsyncProducerConsumerQueueTests : AsyncTest
{
    [Fact]
    public void Consumers_GetItemsInOrderOfArrival() => Run(async () =>
    {
        var queue = new AsyncProducerConsumerQueue<int>();
        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => queue.DequeueAsync())];
        for (int i = 0; i < 3; i++)
        {
            await queue.EnqueueAsync(i);
        }

        int[] items = await Task.WhenAll(waiting);
        Assert.Equal([0, 1, 2], items);
    });

    [Fact]
    public void FullQueue_HoldsProducersBack_InOrder() => Run(async () =>
    {
        var queue = new AsyncProducerConsumerQueue<int>([1, 2], 2);
        Task third = queue.EnqueueAsync(3);
        Task fourth = queue.EnqueueAsync(4);
        Assert.Equal(1, await queue.DequeueAsync());
        await third;
        Assert.False(fourth.IsCompleted);
        Assert.Equal(2, await queue.DequeueAsync());
        Assert.Equal(3, await queue.DequeueAsync());
        Assert.Equal(4, await queue.DequeueAsync());
        await fourth;
    });

    [Fact]
    public void CancelledWait_LosesNoItem() => Run(async () =>
    {
        var queue = new AsyncProducerConsumerQueue<int>(1);
        using var cancel = new CancellationTokenSource();
        Task<int> cancelled = queue.DequeueAsync(cancel.Token);
        Task<bool> asking = queue.OutputAvailableAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.True(Loop.IsLoopThread);
        await queue.EnqueueAsync(1, cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.EnqueueAsync(2, cancel.Token));
        Assert.True(await queue.OutputAvailableAsync(cancel.Token));
        Assert.Equal(1, await queue.DequeueAsync(cancel.Token));
        Assert.False(queue.OutputAvailableAsync().IsCompleted);
    });

    [Fact]
    public void CompleteAdding_LetsTheRestOut_AndEndsAllWaits() => Run(async () =>
    {
        var queue = new AsyncProducerConsumerQueue<int>([1], 1);
        Task producing = queue.EnqueueAsync(2);
        queue.CompleteAdding();
        queue.CompleteAdding();
        await Assert.ThrowsAsync<InvalidOperationException>(() => producing);
        Assert.True(await queue.OutputAvailableAsync());
        Assert.Equal(1, await queue.DequeueAsync());
        Assert.False(await queue.OutputAvailableAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(queue.DequeueAsync);

        var empty = new AsyncProducerConsumerQueue<int>();
        Task<int> consuming = empty.DequeueAsync();
        Task<bool> asking = empty.OutputAvailableAsync();
        empty.CompleteAdding();
        await Assert.ThrowsAsync<InvalidOperationException>(() => consuming);
        Assert.False(await asking);
    });

    [Fact]
    public void Misuse_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncProducerConsumerQueue<int>(0));
        Assert.Throws<ArgumentNullException>(() => new AsyncProducerConsumerQueue<int>(null!));
        Assert.Throws<ArgumentException>(() => new AsyncProducerConsumerQueue<int>([1, 2], 1));
    }
}
