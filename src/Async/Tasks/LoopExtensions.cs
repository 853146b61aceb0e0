namespace AsyncoreNet.Async;

/// <summary>Work for a loop from other threads, with its result.</summary>
public static class LoopExtensions
{
    /// <summary>
    /// Runs a function on the loop, in its next pass, and gives its result. Any thread. An <see cref="AsyncLoop"/> run waits for it at its
    /// end. asyncio: <c>run_coroutine_threadsafe</c>.
    /// </summary>
    /// <param name="loop">The loop.</param>
    /// <param name="work">Called on the loop.</param>
    /// <param name="cancellationToken">Before the call: it is not made. After it: up to the function.</param>
    /// <exception cref="ObjectDisposedException">The loop has been disposed.</exception>
    public static Task<T> InvokeAsync<T>(this Loop loop, Func<Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(work);
        // Whoever waits on another thread is not to go on inside the loop.
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(() => RunningTask.Register(loop, RunAsync(), static () => { }));
        return result.Task;

        async Task RunAsync()
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                result.SetResult(await work().ConfigureAwait(true));
            }
            catch (OperationCanceledException canceled)
            {
                result.SetCanceled(canceled.CancellationToken);
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        }
    }

    /// <inheritdoc cref="InvokeAsync{T}(Loop, Func{Task{T}}, CancellationToken)"/>
    public static Task InvokeAsync(this Loop loop, Func<Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return loop.InvokeAsync(
            async () =>
            {
                await work().ConfigureAwait(true);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc cref="InvokeAsync{T}(Loop, Func{Task{T}}, CancellationToken)"/>
    public static Task<T> InvokeAsync<T>(this Loop loop, Func<T> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return loop.InvokeAsync(() => Task.FromResult(work()), cancellationToken);
    }

    /// <inheritdoc cref="InvokeAsync{T}(Loop, Func{Task{T}}, CancellationToken)"/>
    public static Task InvokeAsync(this Loop loop, Action work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return loop.InvokeAsync(
            () =>
            {
                work();
                return Task.FromResult(true);
            },
            cancellationToken);
    }
}
