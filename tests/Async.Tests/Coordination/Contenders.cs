namespace AsyncoreNet.Async.Tests;

/// <summary>
/// Tasks on a loop that wait for one thing again and again, each wait with a token that is cancelled at a drawn moment: before,
/// while it waits, just before or just after it is granted (before its code goes on), from the loop or from the thread pool.
/// </summary>
internal sealed class Contenders(int seed)
{
    private readonly HashSet<CancellationTokenSource> _waiting = [];
    private readonly List<Task> _elsewhere = [];

    public Random Random { get; } = new(seed);

    public int Granted { get; private set; }

    public int Cancelled { get; private set; }

    /// <summary>Runs so many operations, shared out among the contenders.</summary>
    /// <param name="contenders">How many wait at a time.</param>
    /// <param name="operations">How many waits in all.</param>
    /// <param name="wait">Starts a wait.</param>
    /// <param name="use">What is done with what was granted; it ends with <see cref="Release"/>.</param>
    public async Task RunAsync<T>(int contenders, int operations, Func<CancellationToken, Task<T>> wait, Func<T, Task> use)
    {
        int left = operations;
        await Task.WhenAll(Enumerable.Range(0, contenders).Select(_ => ContendAsync()));
        await Task.WhenAll(_elsewhere);
        Assert.Equal(operations, Granted + Cancelled);
        Assert.InRange(Cancelled, operations / 50, operations * 49 / 50);

        async Task ContendAsync()
        {
            while (left-- > 0)
            {
                using var cancel = new CancellationTokenSource();
                if (Random.Next(20) == 0)
                {
                    await cancel.CancelAsync();
                }

                _waiting.Add(cancel);
                try
                {
                    T granted = await wait(cancel.Token);
                    Granted++;
                    _waiting.Remove(cancel);
                    await use(granted);
                }
                catch (OperationCanceledException canceled) when (canceled.CancellationToken == cancel.Token)
                {
                    Cancelled++;
                    await Task.Yield();
                }
                finally
                {
                    _waiting.Remove(cancel);
                }
            }
        }
    }

    /// <summary>
    /// Grants, with a cancellation of some waits just before or just after, or at the same time on another thread.
    /// </summary>
    public void Release(Action grant)
    {
        switch (Random.Next(4))
        {
            case 0:
                CancelSome();
                grant();
                break;
            case 1:
                grant();
                CancelSome();
                break;
            case 2:
                CancellationTokenSource[] drawn = Draw();
                _elsewhere.Add(Task.Run(() => Cancel(drawn)));
                grant();
                break;
            default:
                grant();
                break;
        }
    }

    private static void Cancel(CancellationTokenSource[] drawn)
    {
        foreach (CancellationTokenSource cancel in drawn)
        {
            try
            {
                cancel.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // Its wait has ended meanwhile.
            }
        }
    }

    private void CancelSome() => Cancel(Draw());

    /// <summary>One in four of those who wait.</summary>
    private CancellationTokenSource[] Draw() => [.. _waiting.Where(_ => Random.Next(4) == 0)];
}
