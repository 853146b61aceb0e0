using System.Diagnostics;

namespace AsyncoreNet.Async;

/// <summary>
/// Lets one pass each time that it is set, in order of arrival; set when nobody waits, it lets the next one pass.
/// </summary>
/// <remarks>
/// <para>Any thread may use every member. What is awaited on a loop goes on there, in a later pass.</para>
/// <para>
/// The members have the names of Nito.AsyncEx, so that a program can take either. <c>Wait</c> is not here: it would block the
/// loop.
/// </para>
/// </remarks>
public sealed class AsyncAutoResetEvent
{
    private readonly Lock _gate = new();
    private readonly WaitQueue<bool> _waiters; // under the gate: empty while the event is set
    private bool _isSet; // under the gate

    /// <summary>Makes an event that is not set.</summary>
    public AsyncAutoResetEvent()
        : this(set: false)
    {
    }

    /// <summary>Makes an event.</summary>
    /// <param name="set">Whether it is set.</param>
    public AsyncAutoResetEvent(bool set)
    {
        _waiters = new WaitQueue<bool>(_gate);
        _isSet = set;
    }

    /// <summary>Whether it is set. Any thread; it may have changed when the caller looks at it.</summary>
    public bool IsSet
    {
        get
        {
            lock (_gate)
            {
                return _isSet;
            }
        }
    }

    /// <summary>Waits until it is set, and resets it. Any thread.</summary>
    public Task WaitAsync() => WaitAsync(CancellationToken.None);

    /// <inheritdoc cref="WaitAsync()"/>
    /// <param name="cancellationToken">
    /// Cancels the wait. If it is cancelled already, an event that is set lets pass all the same.
    /// </param>
    /// <exception cref="OperationCanceledException">By the task: the token was cancelled, and no setting was used up.</exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        Waiter<bool> waiter;
        lock (_gate)
        {
            if (_isSet)
            {
                Debug.Assert(_waiters.Count == 0, "Nobody waits for an event that is set.");
                _isSet = false;
                return Task.CompletedTask;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled(cancellationToken);
            }

            waiter = _waiters.Add(true);
        }

        return waiter.AsTask(cancellationToken);
    }

    /// <summary>
    /// Lets one pass: who has waited longest, or else the next to come. Setting it when it is set does nothing. Any thread.
    /// </summary>
    public void Set()
    {
        Waiter<bool>? next;
        lock (_gate)
        {
            next = _waiters.TakeFirst();
            _isSet = next is null;
        }

        next?.Complete();
    }
}
