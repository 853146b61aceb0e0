using System.Runtime.InteropServices;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Async;

/// <summary>Runs an asynchronous program on a loop. asyncio: <c>asyncio.run</c>.</summary>
public static class AsyncLoop
{
    /// <summary>
    /// Runs the loop until the program's task has ended, and returns its result. Its exception passes through. What it has started and
    /// left running ends with it: servers are stopped, work that was started for a channel is cancelled, and both are waited for, as is
    /// what <see cref="LoopExtensions.InvokeAsync(Loop, Func{Task}, CancellationToken)"/> has handed over. Tasks that nobody holds only
    /// see the token cancelled: start them in a <see cref="TaskGroup"/>. Channels of the loop's map are served meanwhile, and stay, with what
    /// they have not sent; a program that has called <see cref="Loop.Stop(TimeSpan)"/> before its end has them closed first.
    /// </summary>
    /// <param name="main">
    /// Called on the loop. Its token is cancelled by SIGINT, SIGTERM and <paramref name="cancellationToken"/>, and when the task has ended.
    /// A second signal of a kind does what it does without: it ends the process.
    /// </param>
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
        if (loop.IsRunning)
        {
            throw new InvalidOperationException("The loop runs already. Await the program on it, or use InvokeAsync.");
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using IDisposable? interrupted = options.HandleSignals ? OnFirst(loop, PosixSignal.SIGINT, stopping) : null;
        using IDisposable? terminated = options.HandleSignals ? OnFirst(loop, PosixSignal.SIGTERM, stopping) : null;

        ArgumentOutOfRangeException.ThrowIfLessThan(options.StopTimeout, TimeSpan.Zero, nameof(options));
        using var scope = new RunScope(loop);
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
            try
            {
                Cancel(stopping, loop);
                await scope.EndAsync(options.StopTimeout).ConfigureAwait(true);
            }
            finally
            {
                if (!loop.IsStopping)
                {
                    loop.Stop();
                }
            }
        }
    }

    /// <summary>
    /// The same for a program without a result. One that ends by the cancellation for SIGINT or SIGTERM has ended as it was asked to:
    /// this returns.
    /// </summary>
    /// <inheritdoc cref="Run{T}"/>
    public static void Run(Func<CancellationToken, Task> main, AsyncLoopOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(
            async token =>
            {
                try
                {
                    await main(token).ConfigureAwait(true);
                    return true;
                }
                catch (OperationCanceledException) when (token.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                {
                    return false; // by a signal: nothing else cancels the token while the program runs
                }
            },
            options, cancellationToken);
    }

    private static void Cancel(CancellationTokenSource source, Loop loop)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException failure)
        {
            loop.Logger.LogError(failure, "A callback on the end of the run failed.");
        }
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
