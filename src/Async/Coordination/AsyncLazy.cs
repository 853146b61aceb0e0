using System.Runtime.CompilerServices;

namespace AsyncoreNet.Async;

/// <summary>A value that is made when it is first asked for, by asynchronous code, and awaited by all who ask.</summary>
/// <remarks>
/// <para>
/// Any thread may ask; the factory is called on the thread of the first one, outside any lock, and those who ask meanwhile wait.
/// What is awaited on a loop goes on there. A factory that awaits its own value waits for ever.
/// </para>
/// <para>
/// The members have the names of Nito.AsyncEx, so that a program can take either. There the factory runs on the thread pool
/// unless the flags say otherwise; here it stays on the loop.
/// </para>
/// </remarks>
/// <typeparam name="T">The value.</typeparam>
public sealed class AsyncLazy<T>
{
    private readonly Lock _gate = new();
    private readonly Func<Task<T>> _factory;
    private readonly AsyncLazyFlags _flags;
    private Task<T>? _task; // under the gate: null before the factory is called

    /// <summary>Makes a value that is not there yet.</summary>
    /// <param name="factory">Makes it.</param>
    /// <param name="flags">How.</param>
    public AsyncLazy(Func<Task<T>> factory, AsyncLazyFlags flags = AsyncLazyFlags.None)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _factory = factory;
        _flags = flags;
    }

    /// <summary>Whether the factory has been called; false again after a failure that is to be retried. Any thread.</summary>
    public bool IsStarted
    {
        get
        {
            lock (_gate)
            {
                return _task is not null;
            }
        }
    }

    /// <summary>The value to await; asking for it starts the factory. Any thread. It fails as the factory does.</summary>
    public Task<T> Task
    {
        get
        {
            TaskCompletionSource<T> made;
            lock (_gate)
            {
                if (_task is not null)
                {
                    return _task;
                }

                made = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
                _task = made.Task;
            }

            _ = MakeAsync(made);
            return made.Task;
        }
    }

    /// <summary>Starts the factory, if nobody has yet. Any thread.</summary>
    public void Start() => _ = Task;

    /// <summary>For <c>await</c>.</summary>
    public TaskAwaiter<T> GetAwaiter() => Task.GetAwaiter();

    /// <summary>For <c>await</c>: whether it goes on in the context that it was called in, on a loop that loop's.</summary>
    public ConfiguredTaskAwaitable<T> ConfigureAwait(bool continueOnCapturedContext) =>
        Task.ConfigureAwait(continueOnCapturedContext);

    private async Task MakeAsync(TaskCompletionSource<T> made)
    {
        try
        {
            made.SetResult(await _factory().ConfigureAwait(true));
        }
        catch (OperationCanceledException canceled)
        {
            Forget();
            made.SetCanceled(canceled.CancellationToken);
        }
        catch (Exception failure)
        {
            Forget();
            made.SetException(failure);
        }
    }

    private void Forget()
    {
        if (_flags.HasFlag(AsyncLazyFlags.RetryOnFailure))
        {
            lock (_gate)
            {
                _task = null;
            }
        }
    }
}
