namespace AsyncoreNet.Async;

/// <summary>
/// Those who wait for one thing, in order of arrival. Its owner's lock guards it: every member is for whoever holds that.
/// </summary>
/// <typeparam name="T">What a wait gives.</typeparam>
internal sealed class WaitQueue<T>(Lock gate)
{
    private readonly LinkedList<Waiter<T>> _waiters = []; // a cancelled waiter leaves from the middle

    /// <summary>The owner's lock.</summary>
    public Lock Gate { get; } = gate;

    public int Count => _waiters.Count;

    /// <summary>Queues a waiter; <see cref="Waiter{T}.AsTask"/> follows, outside the gate.</summary>
    public Waiter<T> Add(T result)
    {
        var waiter = new Waiter<T>(this, result);
        _waiters.AddLast(waiter.Node);
        return waiter;
    }

    /// <summary>
    /// Takes the one that has waited longest; null when nobody waits. <see cref="Waiter{T}.Complete"/> follows, outside the gate.
    /// </summary>
    public Waiter<T>? TakeFirst()
    {
        Waiter<T>? first = _waiters.First?.Value;
        if (first is not null)
        {
            _waiters.Remove(first.Node);
        }

        return first;
    }

    /// <summary>Takes as many as wait, up to a number, in order.</summary>
    public Waiter<T>[] Take(long most)
    {
        if (_waiters.Count == 0)
        {
            return [];
        }

        var taken = new Waiter<T>[Math.Min(most, _waiters.Count)];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = TakeFirst()!;
        }

        return taken;
    }

    /// <summary>Takes all, in order.</summary>
    public Waiter<T>[] TakeAll() => Take(_waiters.Count);

    public void Remove(Waiter<T> waiter) => _waiters.Remove(waiter.Node);
}
