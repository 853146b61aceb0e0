namespace AsyncoreNet;

/// <summary>
/// Callbacks handed to the loop, from any thread. The loop swaps the list under the lock and runs the batch outside it: a
/// callback may post again without a deadlock, and what it posts waits for the next pass, so that readiness is never starved.
/// </summary>
internal sealed class WorkQueue
{
    private readonly Lock _lock = new();
    private List<WorkItem> _incoming = []; // under the lock
    private List<WorkItem> _batch = []; // loop thread
    private int _next; // loop thread: where a batch that was left by an exit goes on
    private bool _wakeSent; // under the lock: the poller knows that there is work
    private bool _closed; // under the lock
    private volatile bool _hasIncoming; // written under the lock, read without: a pass asks several times

    /// <summary>Whether a pass has nothing to run. Loop thread; a post that races with this wakes the poller.</summary>
    public bool IsEmpty => !_hasIncoming && _next >= _batch.Count;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _incoming.Count + _batch.Count - _next;
            }
        }
    }

    /// <summary>
    /// Adds a callback. Any thread. Returns false once closed; <paramref name="wake"/> says that this post is to wake the poller.
    /// </summary>
    public bool TryAdd(Action<object?> callback, object? state, out bool wake)
    {
        lock (_lock)
        {
            if (_closed)
            {
                wake = false;
                return false;
            }

            _incoming.Add(new WorkItem(callback, state));
            _hasIncoming = true;
            wake = !_wakeSent;
            _wakeSent = true;
            return true;
        }
    }

    /// <summary>Makes what has arrived the batch of this pass. Loop thread.</summary>
    public void TakeBatch()
    {
        lock (_lock)
        {
            _wakeSent = false;
            if (_next < _batch.Count)
            {
                return; // the rest of a batch that was left comes first
            }

            (_incoming, _batch, _next) = (_batch, _incoming, 0);
            _incoming.Clear();
            _hasIncoming = false;
        }
    }

    /// <summary>The next callback of the batch. Loop thread.</summary>
    public bool TryNext(out WorkItem item)
    {
        if (_next >= _batch.Count)
        {
            _batch.Clear();
            _next = 0;
            item = default;
            return false;
        }

        item = _batch[_next];
        _batch[_next++] = default;
        return true;
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _incoming.Clear();
            _hasIncoming = false;
        }
    }

    internal readonly record struct WorkItem(Action<object?> Callback, object? State);
}
