using System.Diagnostics;

namespace AsyncoreNet.Async;

/// <summary>
/// One who waits in a <see cref="WaitQueue{T}"/>: queued until it is taken or cancelled, whichever comes first under the gate.
/// </summary>
/// <remarks>
/// That one decision is why nothing is lost: who has been taken gets what it was taken for, even if its token is cancelled before
/// its code goes on; who was cancelled has left the queue and is never taken.
/// </remarks>
internal sealed class Waiter<T>
{
    private readonly WaitQueue<T> _queue;

    // It completes outside the gate and posts to the context that the await captured, so what is awaited never runs in here.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CancellationTokenRegistration _registration; // written under the gate while queued, read once taken

    public Waiter(WaitQueue<T> queue, T result)
    {
        _queue = queue;
        Result = result;
        Node = new LinkedListNode<Waiter<T>>(this);
    }

    /// <summary>The place in the queue. Under the gate.</summary>
    public LinkedListNode<Waiter<T>> Node { get; }

    /// <summary>What the wait gives. Written under the gate, read once taken.</summary>
    public T Result { get; set; }

    private bool IsQueued => Node.List is not null;

    /// <summary>The wait, which a token cancels. Outside the gate, once.</summary>
    public Task<T> AsTask(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            // Not under the gate: a token that is cancelled by now calls back at once.
            CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
                static (waiter, token) => ((Waiter<T>)waiter!).Cancel(token), this);
            bool isQueued;
            lock (_queue.Gate)
            {
                isQueued = IsQueued;
                if (isQueued)
                {
                    _registration = registration;
                }
            }

            if (!isQueued)
            {
                registration.Unregister();
            }
        }

        return _done.Task;
    }

    /// <summary>Completes a waiter that was taken. Outside the gate.</summary>
    public void Complete()
    {
        Debug.Assert(!IsQueued, "A waiter leaves the queue before it completes.");
        _registration.Unregister();
        _done.SetResult(Result);
    }

    /// <inheritdoc cref="Complete"/>
    public void Fail(Exception exception)
    {
        Debug.Assert(!IsQueued, "A waiter leaves the queue before it fails.");
        _registration.Unregister();
        _done.SetException(exception);
    }

    private void Cancel(CancellationToken token)
    {
        lock (_queue.Gate)
        {
            if (!IsQueued)
            {
                return;
            }

            _queue.Remove(this);
        }

        _done.SetCanceled(token);
    }
}
