namespace AsyncoreNet.Async.Tests;

/// <summary>10,000 waits with cancellations at every moment: nobody gets what another has, and nothing is lost.</summary>
public sealed class RandomRunTests : AsyncTest
{
    private const int Operations = 10_000;
    private const int MostPasses = 60_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Lock_IsHeldByOne_AndIsFreeAtTheEnd(int seed) => Run(
        async () =>
        {
            var mutex = new AsyncLock();
            var contenders = new Contenders(seed);
            bool held = false;
            await contenders.RunAsync(12, Operations, token => mutex.LockAsync(token).AsTask(), async key =>
            {
                Assert.True(Loop.IsLoopThread);
                Assert.False(held, "Two hold the lock.");
                held = true;
                if (contenders.Random.Next(2) == 0)
                {
                    await Task.Yield();
                }

                held = false;
                contenders.Release(key.Dispose);
                key.Dispose();
            });
            Assert.True(mutex.LockAsync().AsTask().IsCompletedSuccessfully, "The lock was lost.");
        },
        MostPasses);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Semaphore_LetsNoMoreThroughThanItsCount_AndHasItAtTheEnd(int seed) => Run(
        async () =>
        {
            const int Count = 3;
            var semaphore = new AsyncSemaphore(Count);
            var contenders = new Contenders(seed);
            int inside = 0;
            await contenders.RunAsync(12, Operations, token => semaphore.LockAsync(token).AsTask(), async key =>
            {
                Assert.InRange(++inside, 1, Count);
                if (contenders.Random.Next(2) == 0)
                {
                    await Task.Yield();
                }

                inside--;
                contenders.Release(key.Dispose);
                key.Dispose();
            });
            Assert.Equal(Count, semaphore.CurrentCount);
        },
        MostPasses);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AutoResetEvent_LetsOneThroughForEachSetting(int seed) => Run(
        async () =>
        {
            var ready = new AsyncAutoResetEvent(true);
            var contenders = new Contenders(seed);
            int inside = 0;
            await contenders.RunAsync(12, Operations, token => WaitAsync(ready, token), async _ =>
            {
                Assert.Equal(1, ++inside);
                if (contenders.Random.Next(2) == 0)
                {
                    await Task.Yield();
                }

                inside--;
                contenders.Release(ready.Set);
            });
            Assert.True(ready.IsSet, "A setting was lost.");
        },
        MostPasses);

    /// <summary>
    /// One token that goes from hand to hand: who is notified and does not take it would leave the others waiting for ever.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ConditionVariable_LosesNoNotification(int seed) => Run(
        async () =>
        {
            var mutex = new AsyncLock();
            var given = new AsyncConditionVariable(mutex);
            var contenders = new Contenders(seed);
            int tokens = 1;
            bool held = false;
            await contenders.RunAsync(12, Operations, TakeAsync, async _ =>
            {
                await Task.Yield();
                using (await mutex.LockAsync())
                {
                    Assert.Equal(0, tokens);
                    tokens++;
                    contenders.Release(given.Notify);
                }
            });
            Assert.Equal(1, tokens);
            Assert.True(mutex.LockAsync().AsTask().IsCompletedSuccessfully, "The lock was lost.");

            async Task<bool> TakeAsync(CancellationToken token)
            {
                using (await mutex.LockAsync(CancellationToken.None))
                {
                    while (tokens == 0)
                    {
                        try
                        {
                            await given.WaitAsync(token);
                        }
                        finally
                        {
                            Assert.False(held, "Two hold the lock.");
                            held = true;
                            await Task.Yield();
                            held = false;
                        }
                    }

                    tokens--;
                    return true;
                }
            }
        },
        MostPasses);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Queue_LosesNoItem_AndGivesNoneTwice(int seed) => Run(
        async () =>
        {
            var queue = new AsyncProducerConsumerQueue<int>(4);
            var producers = new Contenders(seed);
            var consumers = new Contenders(-seed);
            var sent = new List<int>();
            var received = new List<int>();
            int next = 0;

            // They pass for ever until the other side ends: the last ones are for those who still wait.
            Task consuming = consumers.RunAsync(6, Operations, queue.DequeueAsync, item =>
            {
                received.Add(item);
                producers.Release(static () => { });
                return Task.CompletedTask;
            });
            Task producing = producers.RunAsync(6, Operations, EnqueueAsync, item =>
            {
                sent.Add(item);
                consumers.Release(static () => { });
                return Task.CompletedTask;
            });
            Task first = await Task.WhenAny(consuming, producing);
            await first;
            if (first == consuming)
            {
                Task rest = TakeRestAsync();
                await producing;
                queue.CompleteAdding();
                await rest;
            }
            else
            {
                while (!consuming.IsCompleted)
                {
                    if (await TryEnqueueAsync())
                    {
                        await Task.Yield();
                    }
                }

                await consuming;
                queue.CompleteAdding();
                await TakeRestAsync();
            }

            Assert.Equal(sent.Order(), received.Order());

            async Task<int> EnqueueAsync(CancellationToken token)
            {
                int item = next++;
                await queue.EnqueueAsync(item, token);
                return item;
            }

            async Task<bool> TryEnqueueAsync()
            {
                int item = next++;
                using var cancel = new CancellationTokenSource();
                await cancel.CancelAsync();
                Task adding = queue.EnqueueAsync(item, cancel.Token);
                await adding.ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                if (adding.IsCompletedSuccessfully)
                {
                    sent.Add(item);
                }

                await Task.Yield();
                return adding.IsCompletedSuccessfully;
            }

            async Task TakeRestAsync()
            {
                while (await queue.OutputAvailableAsync())
                {
                    received.Add(await queue.DequeueAsync());
                }
            }
        },
        MostPasses);

    private static async Task<bool> WaitAsync(AsyncAutoResetEvent ready, CancellationToken token)
    {
        await ready.WaitAsync(token);
        return true;
    }
}
