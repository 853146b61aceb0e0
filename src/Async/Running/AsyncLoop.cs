using System.Runtime.InteropServices;

namespace AsyncoreNet.Async;

/// <summary>Runs an asynchronous program on a loop. asyncio: <c>asyncio.run</c>.</summary>
public static class AsyncLoop
{
    /// <summary>
    /// Runs the loop until the program's task has ended, and returns its result. Its exception passes through. Channels of the loop's
    /// map are served meanwhile, and stay when it returns.
    /// </summary>
    /// <param name="main">Called on the loop. Its token is cancelled by SIGINT, SIGTERM and <paramref name="cancellationToken"/>.</param>
    /// <param name="options">By default an <see cref="AsyncLoopOptions"/> as it comes.</param>
    /// <param name="cancellationToken">Cancels the program's token.</param>
    /// <exception cref="InvalidOperationException">The loop runs already, here or on another thread.</exception>
    /// <exception cref="LoopExitException">A handler threw it: the loop was left, and the program's task with it.</exception>
    public static T Run<T>(
        Func<CancellationToken, Task<T>> main, AsyncLoopOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        options ??= new AsyncLoopOptions();
        Loop loop = options.Loop ?? Loop.Default;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using IDisposable? interrupted = options.HandleSignals ? OnFirst(loop, PosixSignal.SIGINT, stopping) : null;
        using IDisposable? terminated = options.HandleSignals ? OnFirst(loop, PosixSignal.SIGTERM, stopping) : null;

        Task<T>? task = null;
        loop.SynchronizationContext.OperationStarted(); // the loop does not run out before the task ends
        loop.Post(() => _ = RunToTheEndAsync());
        try
        {
            loop.Run(CancellationToken.None);
        }
        finally
        {
            loop.SynchronizationContext.OperationCompleted();
        }

        return task is { IsCompleted: true }
            ? task.GetAwaiter().GetResult()
            : throw new InvalidOperationException("The loop was stopped before the program's task ended.");

        async Task RunToTheEndAsync()
        {
            task = StartAsync(main, stopping.Token);
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            loop.Stop();
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(Func<CancellationToken, Task> main, AsyncLoopOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(
            async token =>
            {
                await main(token).ConfigureAwait(true);
                return true;
            },
            options, cancellationToken);
    }

    /// <summary>Starts the program; what it throws before its first wait is its task's exception too.</summary>
    private static async Task<T> StartAsync<T>(Func<CancellationToken, Task<T>> main, CancellationToken token) =>
        await main(token).ConfigureAwait(true);

    /// <summary>Cancels at the first signal of a kind; the next one finds nobody to take it.</summary>
    private static IDisposable OnFirst(Loop loop, PosixSignal signal, CancellationTokenSource stopping)
    {
        IDisposable? registration = null;
        registration = loop.OnSignal(signal, () =>
        {
            registration?.Dispose();
            stopping.Cancel();
        });
        return registration;
    }
}
