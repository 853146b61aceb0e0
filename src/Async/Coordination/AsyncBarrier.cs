namespace AsyncoreNet.Async;

/// <summary>
/// Holds back who arrives until so many have, then lets them all pass, again and again. asyncio: <c>Barrier</c>.
/// </summary>
/// <remarks>
/// <para>
/// Any thread may use every member. What is awaited on a loop goes on there, in a later pass; the last to arrive does not wait.
/// </para>
/// <para>
/// A wait that is cancelled has not arrived, and leaves the barrier whole, as in asyncio. Unlike there, those who pass together
/// have different numbers even then.
/// </para>
/// </remarks>
public sealed class AsyncBarrier
{
    private readonly Lock _gate = new();
    private readonly WaitQueue<int> _waiters; // under the gate: fewer than the participants; empty while broken
    private bool _isBroken; // under the gate

    /// <summary>Makes a barrier.</summary>
    /// <param name="participantCount">How many have to arrive. Above zero.</param>
    public AsyncBarrier(int participantCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participantCount);
        ParticipantCount = participantCount;
        _waiters = new WaitQueue<int>(_gate);
    }

    /// <summary>How many have to arrive. Any thread. asyncio: <c>parties</c>.</summary>
    public int ParticipantCount { get; }

    /// <summary>How many wait. Any thread; it may have changed when the caller looks at it. asyncio: <c>n_waiting</c>.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Count;
            }
        }
    }

    /// <summary>
    /// Whether it was aborted and not reset. Any thread; it may have changed when the caller looks at it. asyncio: <c>broken</c>.
    /// </summary>
    public bool IsBroken
    {
        get
        {
            lock (_gate)
            {
                return _isBroken;
            }
        }
    }

    /// <summary>Arrives, and waits for the others. Any thread. asyncio: <c>wait</c>.</summary>
    /// <returns>
    /// A number from zero, which no other of those who pass together has: the order of arrival. One of them can so be chosen for
    /// what is to be done once.
    /// </returns>
    /// <exception cref="BrokenBarrierException">By the task: the barrier is broken, or was reset during the wait.</exception>
    public Task<int> SignalAndWaitAsync() => SignalAndWaitAsync(CancellationToken.None);

    /// <inheritdoc cref="SignalAndWaitAsync()"/>
    /// <param name="cancellationToken">
    /// Cancels the wait, which then has not arrived. If it is cancelled already, the last one to arrive passes all the same.
    /// </param>
    /// <exception cref="OperationCanceledException">By the task: the token was cancelled before all had arrived.</exception>
    public Task<int> SignalAndWaitAsync(CancellationToken cancellationToken)
    {
        int last = ParticipantCount - 1;
        Waiter<int>? waiter = null;
        Waiter<int>[] taken = [];
        lock (_gate)
        {
            if (_isBroken)
            {
                return Task.FromException<int>(new BrokenBarrierException("The barrier was aborted: Reset makes it whole."));
            }

            if (_waiters.Count == last)
            {
                taken = _waiters.TakeAll();
                for (int i = 0; i < taken.Length; i++)
                {
                    taken[i].Result = i; // now: before, a cancelled wait would have left a hole
                }
            }
            else if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<int>(cancellationToken);
            }
            else
            {
                waiter = _waiters.Add(0);
            }
        }

        if (waiter is not null)
        {
            return waiter.AsTask(cancellationToken);
        }

        foreach (Waiter<int> other in taken)
        {
            other.Complete();
        }

        return Task.FromResult(last);
    }

    /// <summary>
    /// Breaks the barrier: who waits, and who comes before <see cref="Reset"/>, fails. Any thread. asyncio: <c>abort</c>.
    /// </summary>
    public void Abort() => Break(stay: true, "The barrier was aborted during the wait.");

    /// <summary>
    /// Empties the barrier and makes it whole: who waits fails, who comes later does not. Any thread. asyncio: <c>reset</c>.
    /// </summary>
    public void Reset() => Break(stay: false, "The barrier was reset during the wait.");

    private void Break(bool stay, string message)
    {
        Waiter<int>[] taken;
        lock (_gate)
        {
            _isBroken = stay;
            taken = _waiters.TakeAll();
        }

        foreach (Waiter<int> waiter in taken)
        {
            waiter.Fail(new BrokenBarrierException(message));
        }
    }
}
