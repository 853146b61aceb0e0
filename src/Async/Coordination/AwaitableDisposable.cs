using System.Runtime.CompilerServices;

namespace AsyncoreNet.Async;

/// <summary>
/// A disposable to be awaited. It is not disposable itself, so <c>using (mutex.LockAsync())</c>, with its <c>await</c> forgotten,
/// does not compile.
/// </summary>
/// <typeparam name="T">What the await gives.</typeparam>
/// <param name="task">What is awaited.</param>
public readonly struct AwaitableDisposable<T>(Task<T> task) : IEquatable<AwaitableDisposable<T>>
    where T : IDisposable
{
    private readonly Task<T> _task = task ?? throw new ArgumentNullException(nameof(task));

    /// <summary>The task, which may be passed on.</summary>
    public static implicit operator Task<T>(AwaitableDisposable<T> source) => source.AsTask();

    /// <summary>Whether both await the same task.</summary>
    public static bool operator ==(AwaitableDisposable<T> left, AwaitableDisposable<T> right) => left.Equals(right);

    /// <summary>Whether they await different tasks.</summary>
    public static bool operator !=(AwaitableDisposable<T> left, AwaitableDisposable<T> right) => !left.Equals(right);

    /// <summary>The task, which may be passed on.</summary>
    public Task<T> AsTask() => _task;

    /// <summary>For <c>await</c>.</summary>
    public TaskAwaiter<T> GetAwaiter() => _task.GetAwaiter();

    /// <summary>For <c>await</c>: whether it goes on in the context that it was called in, on a loop that loop's.</summary>
    public ConfiguredTaskAwaitable<T> ConfigureAwait(bool continueOnCapturedContext) =>
        _task.ConfigureAwait(continueOnCapturedContext);

    /// <inheritdoc/>
    public bool Equals(AwaitableDisposable<T> other) => _task == other._task;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AwaitableDisposable<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _task?.GetHashCode() ?? 0;
}
