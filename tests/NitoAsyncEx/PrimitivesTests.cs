using AsyncoreNet;

using Xunit;
#if NITO
using Nito.AsyncEx;
#else
using AsyncoreNet.Async;
#endif

// Not below AsyncoreNet: there, the primitives of AsyncoreNet.Async would be found before those that the file asks for.
namespace Primitives.Tests;

/// <summary>
/// One program, two libraries: it is compiled against Nito.AsyncEx here, and against AsyncoreNet.Async in tests/Async.Tests.
/// Either way what is awaited on the loop goes on there.
/// </summary>
public sealed class PrimitivesTests : IDisposable
{
    private const int MostPasses = 1_000;

    private readonly Loop _loop = new();

    [Fact]
    public void AsyncLock_GivesTheLockOnTheLoop_InOrder() => Run(async () =>
    {
        var mutex = new AsyncLock();
        var order = new List<int>();
        Task[] tasks = [.. Enumerable.Range(0, 3).Select(TakeAsync)];
        await Task.WhenAll(tasks);
        Assert.Equal([0, 1, 2], order);

        async Task TakeAsync(int number)
        {
            using (await mutex.LockAsync())
            {
                AssertOnLoop();
                order.Add(number);
                await Task.Yield();
                AssertOnLoop();
            }
        }
    });

    [Fact]
    public void AsyncLock_CancelledWait_EndsOnTheLoop_AndTakesNothing() => Run(async () =>
    {
        var mutex = new AsyncLock();
        using var cancel = new CancellationTokenSource();
        using (await mutex.LockAsync(CancellationToken.None))
        {
            Task<IDisposable> waiting = mutex.LockAsync(cancel.Token).AsTask();
            await ElsewhereAsync(cancel.Cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            AssertOnLoop();
        }

        using (await mutex.LockAsync())
        {
            AssertOnLoop();
        }
    });

    [Fact]
    public void AsyncManualResetEvent_SetElsewhere_LetsAllGoOnOnTheLoop() => Run(async () =>
    {
        var ready = new AsyncManualResetEvent(false);
        int passed = 0;
        Task[] tasks = [PassAsync(), PassAsync()];
        await ElsewhereAsync(ready.Set);
        await Task.WhenAll(tasks);
        await ready.WaitAsync();
        Assert.True(ready.IsSet);
        Assert.Equal(2, passed);
        ready.Reset();
        Assert.False(ready.IsSet);

        async Task PassAsync()
        {
            await ready.WaitAsync(CancellationToken.None);
            AssertOnLoop();
            passed++;
        }
    });

    [Fact]
    public void AsyncAutoResetEvent_SetElsewhere_LetsOneGoOnOnTheLoop() => Run(async () =>
    {
        var ready = new AsyncAutoResetEvent();
        int passed = 0;
        Task first = PassAsync();
        Task second = PassAsync();
        await ElsewhereAsync(ready.Set);
        await first;
        Assert.Equal(1, passed);
        Assert.False(second.IsCompleted);
        ready.Set();
        await second;
        Assert.False(ready.IsSet);

        async Task PassAsync()
        {
            await ready.WaitAsync();
            AssertOnLoop();
            passed++;
        }
    });

    [Fact]
    public void AsyncConditionVariable_Notified_HoldsTheLockOnTheLoop() => Run(async () =>
    {
        var mutex = new AsyncLock();
        var changed = new AsyncConditionVariable(mutex);
        int value = 0;
        bool inside = false;
        Task[] tasks = [ConsumeAsync(), ConsumeAsync()];
        for (int i = 0; i < 2; i++)
        {
            using (await mutex.LockAsync())
            {
                AssertOnLoop();
                value++;
                changed.Notify();
            }
        }

        await Task.WhenAll(tasks);
        Assert.Equal(0, value);

        async Task ConsumeAsync()
        {
            using (await mutex.LockAsync())
            {
                while (value == 0)
                {
                    await changed.WaitAsync();
                    AssertOnLoop();
                    Assert.False(inside, "Two hold the lock.");
                }

                inside = true;
                value--;
                await Task.Yield();
                inside = false;
            }
        }
    });

    [Fact]
    public void AsyncProducerConsumerQueue_PassesItemsOnTheLoop() => Run(async () =>
    {
        var queue = new AsyncProducerConsumerQueue<int>(2);
        Task producing = ProduceAsync();
        var items = new List<int>();
        while (await queue.OutputAvailableAsync())
        {
            AssertOnLoop();
            items.Add(await queue.DequeueAsync(CancellationToken.None));
            AssertOnLoop();
        }

        await producing;
        Assert.Equal(Enumerable.Range(0, 10), items);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => queue.DequeueAsync());
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => queue.EnqueueAsync(10));
        AssertOnLoop();

        async Task ProduceAsync()
        {
            for (int i = 0; i < 10; i++)
            {
                await queue.EnqueueAsync(i);
                AssertOnLoop();
            }

            queue.CompleteAdding();
        }
    });

    [Fact]
    public void AsyncLazy_IsMadeOnce_AndAwaitedOnTheLoop() => Run(async () =>
    {
        int made = 0;
        var lazy = new AsyncLazy<int>(
            async () =>
            {
                AssertOnLoop();
                await Task.Yield();
                AssertOnLoop();
                return ++made;
            },
            AsyncLazyFlags.ExecuteOnCallingThread);
        Assert.False(lazy.IsStarted);
        lazy.Start();
        Assert.True(lazy.IsStarted);
        Assert.Equal(1, await lazy);
        AssertOnLoop();
        Assert.Equal(1, await lazy.Task);
        AssertOnLoop();
    });

    public void Dispose() => _loop.Dispose();

    /// <summary>Calls on a thread of the pool.</summary>
    private static Task ElsewhereAsync(Action action) => Task.Run(action);

    private void AssertOnLoop() => Assert.True(_loop.IsLoopThread, "This goes on elsewhere than on the loop.");

    /// <summary>Runs a task on the loop to its end, and fails the test if it has none.</summary>
    private void Run(Func<Task> work)
    {
        Task? task = null;
        _loop.Post(() => task = StartAsync(work));
        for (int i = 0; i < MostPasses && task is not { IsCompleted: true }; i++)
        {
            _loop.RunOnce(TimeSpan.FromMilliseconds(10));
        }

        Assert.True(task is { IsCompleted: true }, $"After {MostPasses} passes the task has not ended.");
        task.GetAwaiter().GetResult();
    }

    private static async Task StartAsync(Func<Task> work) => await work();
}
