namespace AsyncoreNet.Async.Tests;

/// <summary>A value that is made once.</summary>
public sealed class AsyncLazyTests : AsyncTest
{
    [Fact]
    public void All_WhoAsk_GetTheOneValue_MadeOnTheLoop() => Run(async () =>
    {
        int made = 0;
        var lazy = new AsyncLazy<int>(async () =>
        {
            Assert.True(Loop.IsLoopThread);
            await Task.Yield();
            return ++made;
        });
        Assert.False(lazy.IsStarted);
        int[] values = await Task.WhenAll(lazy.Task, lazy.Task);
        Assert.Equal([1, 1], values);
        Assert.Equal(1, await lazy.ConfigureAwait(true));
        Assert.True(lazy.IsStarted);
    });

    [Fact]
    public void Failure_Stays() => Run(async () =>
    {
        int calls = 0;
        var lazy = new AsyncLazy<int>(() => throw new IOException($"{++calls}"));
        lazy.Start();
        Assert.Equal("1", (await Assert.ThrowsAsync<IOException>(() => lazy.Task)).Message);
        Assert.Equal("1", (await Assert.ThrowsAsync<IOException>(async () => await lazy)).Message);
    });

    [Fact]
    public void RetryOnFailure_CallsTheFactoryAgain() => Run(async () =>
    {
        int calls = 0;
        var lazy = new AsyncLazy<int>(
            async () =>
            {
                await Task.Yield();
                return ++calls switch
                {
                    1 => throw new IOException("first"),
                    2 => throw new OperationCanceledException(),
                    _ => calls,
                };
            },
            AsyncLazyFlags.RetryOnFailure);
        Task<int> waiting = lazy.Task;
        Assert.Same(waiting, lazy.Task);
        await Assert.ThrowsAsync<IOException>(() => waiting);
        Assert.False(lazy.IsStarted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lazy.Task);
        Assert.Equal(3, await lazy);
        Assert.Equal(3, await lazy);
    });

    [Fact]
    public void NoFactory_Throws() => Assert.Throws<ArgumentNullException>(() => new AsyncLazy<int>(null!));
}
