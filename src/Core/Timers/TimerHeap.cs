using System.Diagnostics;

namespace AsyncoreNet;

/// <summary>
/// The timers that are armed, the next one first: a binary heap whose timers know their places, so that cancelling one takes it
/// out at once instead of leaving a tombstone. A connection that arms a time-out for each request cancels nearly all of them.
/// </summary>
internal sealed class TimerHeap
{
    private LoopTimer[] _items = new LoopTimer[16];
    private ulong _sequence;

    public int Count { get; private set; }

    /// <summary>The sequence that the next armed timer gets: timers at or above it were armed later than this was read.</summary>
    public ulong NextSequence => _sequence;

    /// <summary>The timer due next, or null.</summary>
    public LoopTimer? Peek() => Count > 0 ? _items[0] : null;

    public void Add(LoopTimer timer, TimeSpan deadline)
    {
        Debug.Assert(timer.HeapIndex < 0, "A timer is armed once at a time.");
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        timer.Deadline = deadline;
        timer.Sequence = _sequence++;
        Rise(timer, Count++);
    }

    /// <summary>Takes a timer out, if it is in.</summary>
    public void Remove(LoopTimer timer)
    {
        int place = timer.HeapIndex;
        if (place < 0)
        {
            return;
        }

        timer.HeapIndex = -1;
        LoopTimer last = _items[--Count];
        _items[Count] = null!;
        if (last != timer)
        {
            Sink(last, place);
            Rise(last, last.HeapIndex);
        }

        if (Count < _items.Length / 4 && _items.Length > 64)
        {
            Array.Resize(ref _items, _items.Length / 2); // a burst of timers does not hold its memory for ever
        }
    }

    private static bool Before(LoopTimer a, LoopTimer b) =>
        a.Deadline < b.Deadline || (a.Deadline == b.Deadline && a.Sequence < b.Sequence);

    private void Rise(LoopTimer timer, int place)
    {
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (!Before(timer, _items[parent]))
            {
                break;
            }

            Put(_items[parent], place);
            place = parent;
        }

        Put(timer, place);
    }

    private void Sink(LoopTimer timer, int place)
    {
        for (int child; (child = (2 * place) + 1) < Count; place = child)
        {
            if (child + 1 < Count && Before(_items[child + 1], _items[child]))
            {
                child++;
            }

            if (!Before(_items[child], timer))
            {
                break;
            }

            Put(_items[child], place);
        }

        Put(timer, place);
    }

    private void Put(LoopTimer timer, int place)
    {
        _items[place] = timer;
        timer.HeapIndex = place;
    }
}
