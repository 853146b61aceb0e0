namespace AsyncoreNet.Async;

/// <summary>
/// Tasks that start and end together: the group ends when all of its tasks have. The first that fails cancels the others. asyncio:
/// <c>TaskGroup</c>.
/// </summary>
/// <remarks>
/// The group holds its tasks, so none is collected or forgotten. A task that ends because the group was cancelled is no failure. One that is
/// cancelled for another reason is: here a timeout is a cancellation too, and must not pass for success. Groups nest: give the inner one the
/// outer one's <see cref="Token"/>. Any thread; on a loop all of it stays on the loop.
/// </remarks>
public sealed class TaskGroup
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancel;
    private readonly HashSet<Task> _running = []; // under the lock
    private readonly List<Exception> _failures = []; // under the lock
    private TaskCompletionSource? _idle; // under the lock: done when no task runs
    private bool _isOver; // under the lock: nothing more is started
    private volatile bool _isCancelled; // by Cancel: who asked for that is not told

    private TaskGroup(CancellationTokenSource cancel)
    {
        _cancel = cancel;
        Token = cancel.Token;
    }

    /// <summary>Cancelled when a task fails, by <see cref="Cancel"/>, and by the token that the group was given.</summary>
    public CancellationToken Token { get; }

    /// <summary>Tasks that have not ended.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>
    /// Runs a body that starts tasks, and waits for it and for all of them, those included that are started meanwhile.
    /// </summary>
    /// <param name="body">What starts the tasks. It may go on while they run; when it fails, they are cancelled.</param>
    /// <param name="cancellationToken">Cancels all of them.</param>
    /// <exception cref="AggregateException">All that failed, the body among them, in the order in which they did.</exception>
    /// <exception cref="OperationCanceledException">
    /// Nothing failed, and <paramref name="cancellationToken"/> was cancelled, or the body has ended by a cancellation of its own.
    /// </exception>
    public static async Task RunAsync(Func<TaskGroup, Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var group = new TaskGroup(cancel);
        Task bodyTask = group.Add(Run(body, group), isBody: true);
        await group.EndAsync().ConfigureAwait(true);
        cancellationToken.ThrowIfCancellationRequested();
        if (!group._isCancelled)
        {
            await bodyTask.ConfigureAwait(true); // which may have been cancelled
        }

        static async Task<bool> Run(Func<TaskGroup, Task> body, TaskGroup group)
        {
            await body(group).ConfigureAwait(true);
            return true;
        }
    }

    /// <summary>Starts a task. It may be awaited; if it fails, the group fails too.</summary>
    /// <param name="work">Called at once, with the group's token.</param>
    /// <exception cref="InvalidOperationException">The group has ended.</exception>
    public Task Start(Func<CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Start(async token =>
        {
            await work(token).ConfigureAwait(true);
            return true;
        });
    }

    /// <inheritdoc cref="Start(Func{CancellationToken, Task})"/>
    public Task<T> Start<T>(Func<CancellationToken, Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_lock)
        {
            if (_isOver)
            {
                throw new InvalidOperationException("The task group has ended: start its tasks before its body and they all have returned.");
            }
        }

        return Add(Run(work, Token));

        // What it throws before its first wait is its task's too.
        static async Task<T> Run(Func<CancellationToken, Task<T>> work, CancellationToken token) => await work(token).ConfigureAwait(true);
    }

    /// <summary>Cancels the group's tasks. The group then ends as if they had finished: their cancellation is no failure.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        CancelTasks();
    }

    private Task<T> Add<T>(Task<T> task, bool isBody = false)
    {
        lock (_lock)
        {
            _running.Add(task);
        }

        _ = WatchAsync(task, isBody);
        return task;
    }

    private async Task WatchAsync(Task task, bool isBody)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (task.Exception is { } failure)
        {
            AddFailures(failure);
            CancelTasks();
        }
        else if (task.IsCanceled && !Token.IsCancellationRequested)
        {
            if (!isBody)
            {
                AddFailures(new AggregateException(new TaskCanceledException(task)));
            }

            CancelTasks();
        }

        lock (_lock)
        {
            _running.Remove(task);
            if (_running.Count == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }
        }
    }

    private void CancelTasks()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (AggregateException failure)
        {
            AddFailures(failure); // of what was registered with the token; the rest was called too
        }
        catch (ObjectDisposedException)
        {
            // The group has ended.
        }
    }

    private void AddFailures(AggregateException failure)
    {
        lock (_lock)
        {
            _failures.AddRange(failure.InnerExceptions);
        }
    }

    private async Task EndAsync()
    {
        while (true)
        {
            Task idle;
            lock (_lock)
            {
                _isOver = _running.Count == 0;
                if (_isOver)
                {
                    break;
                }

                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                idle = _idle.Task;
            }

            await idle.ConfigureAwait(true);
        }

        if (_failures.Count > 0)
        {
            throw new AggregateException(_failures);
        }
    }
}
