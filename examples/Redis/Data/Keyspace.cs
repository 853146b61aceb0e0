using AsyncoreNet;

namespace Redis.Data;

/// <summary>The keys of one database, and what they stand for.</summary>
/// <remarks>
/// <para>
/// <b>Expiry.</b> A key whose time is over is never found, whether or not it was removed already. One timer removes them, for
/// the nearest deadline, some in a pass. A key that is removed or gets another deadline leaves its entry in the queue: that is
/// dropped when it comes up, or with all others of its kind when they are the majority.
/// </para>
/// <para>
/// <b>Scans.</b> All keys are also in a list, and the last takes the place of one that is removed. A scan goes through it from
/// the end to the begin: whatever moves meanwhile moves from what was seen to what was seen or will be seen, so no key that
/// stays is missed.
/// </para>
/// </remarks>
internal sealed class Keyspace
{
    private const int ExpiredInAPass = 1000; // then the clients have their turn
    private const int FewEntries = 1024; // in the queue, so few that the dead among them are no matter

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1); // of the timer, which looks again then

    private readonly Loop _loop;
    private readonly Dictionary<byte[], Value> _values = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], Value>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly List<byte[]> _keys = []; // the same keys; a value knows its key's place
    private readonly PriorityQueue<(byte[] Key, Value Value), long> _deadlines = new();
    private LoopTimer? _timer; // for the nearest deadline
    private long _timerAt;

    public Keyspace(Loop loop)
    {
        _loop = loop;
        _bySpan = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
        Waiting = new BlockedPops(this);
    }

    /// <summary>Keys, those among them whose time is over and that were not removed yet.</summary>
    public int Count => _values.Count;

    /// <summary>Keys that will expire.</summary>
    public int ExpiringCount { get; private set; }

    /// <summary>Deadlines in the queue, those among them that do not count any more.</summary>
    public int QueuedDeadlines => _deadlines.Count;

    /// <summary>The clients that wait for a list to get an item.</summary>
    public BlockedPops Waiting { get; }

    /// <summary>The time, in milliseconds of Unix time.</summary>
    public long Now => _loop.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What a key stands for; null if it is not there.</summary>
    public Value? Find(ReadOnlySpan<byte> key)
    {
        if (!_bySpan.TryGetValue(key, out Value? value))
        {
            return null;
        }

        if (value.ExpiresAt != Value.Never && value.ExpiresAt <= Now)
        {
            Remove(key);
            return null;
        }

        return value;
    }

    /// <summary>Adds a key, which must not be there.</summary>
    public T Add<T>(ReadOnlySpan<byte> key, T value)
        where T : Value
    {
        byte[] own = key.ToArray();
        _values.Add(own, value);
        value.Place = _keys.Count;
        _keys.Add(own);
        return value;
    }

    /// <summary>Makes a key stand for a string, whatever it was. Its deadline goes.</summary>
    public void SetString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes, bool keepsDeadline = false)
    {
        Value? old = Find(key);
        if (old is StringValue same)
        {
            same.Set(bytes);
            if (!keepsDeadline)
            {
                SetDeadline(key, same, Value.Never);
            }

            return;
        }

        long deadline = old is not null && keepsDeadline ? old.ExpiresAt : Value.Never;
        if (old is not null)
        {
            Remove(key);
        }

        StringValue value = Add(key, new StringValue());
        value.Set(bytes);
        SetDeadline(key, value, deadline);
    }

    /// <summary>Removes a key. Returns whether it was there.</summary>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        if (!_bySpan.Remove(key, out _, out Value? value))
        {
            return false;
        }

        bool wasThere = value.ExpiresAt == Value.Never || value.ExpiresAt > Now;
        ExpiringCount -= value.ExpiresAt == Value.Never ? 0 : 1;
        value.ExpiresAt = Value.Never; // whoever finds its entry in the queue sees that it is dead
        byte[] last = _keys[^1];
        _keys[value.Place] = last;
        _keys.RemoveAt(_keys.Count - 1);
        if (value.Place < _keys.Count)
        {
            _values[last].Place = value.Place;
        }

        return wasThere;
    }

    /// <summary>Removes a key if nothing is left in its value.</summary>
    public void RemoveIfEmpty(ReadOnlySpan<byte> key, Value value)
    {
        if (value.IsEmpty)
        {
            Remove(key);
        }
    }

    /// <summary>Removes all keys.</summary>
    public void Clear()
    {
        _values.Clear();
        _values.TrimExcess();
        _keys.Clear();
        _keys.TrimExcess();
        _deadlines.Clear();
        _deadlines.TrimExcess();
        ExpiringCount = 0;
        SetTimer();
    }

    /// <summary>Has a key expire at a time, or <see cref="Value.Never"/>.</summary>
    public void SetDeadline(ReadOnlySpan<byte> key, Value value, long deadline)
    {
        if (value.ExpiresAt == deadline)
        {
            return;
        }

        ExpiringCount += (deadline == Value.Never ? 0 : 1) - (value.ExpiresAt == Value.Never ? 0 : 1);
        value.ExpiresAt = deadline;

        // One with a later deadline than it is queued for is queued again when its entry comes up.
        if (deadline != Value.Never && (value.QueuedFor == Value.Never || deadline < value.QueuedFor))
        {
            value.QueuedFor = deadline;
            _deadlines.Enqueue((_keys[value.Place], value), deadline);
            DropDead();
            SetTimer();
        }
    }

    /// <summary>
    /// Gives out keys from a place on, towards the begin. Returns the place to go on from, 0 after the last.
    /// </summary>
    /// <param name="from">0 to begin.</param>
    /// <param name="count">The number of keys to look at.</param>
    /// <param name="found">Called with each key that is there.</param>
    public ulong Scan(ulong from, long count, Action<byte[], Value> found)
    {
        int place = from == 0 || from > (ulong)_keys.Count ? _keys.Count : (int)from;
        for (long i = 0; i < count && place > 0; i++)
        {
            byte[] key = _keys[--place];
            if (Find(key) is { } value)
            {
                found(key, value);
            }
            else
            {
                place = Math.Min(place, _keys.Count); // it has just expired
            }
        }

        return (ulong)place;
    }

    /// <summary>Removes some keys whose time is over, and has the timer go on with the others.</summary>
    private void Expire()
    {
        _timer = null;
        long now = Now;
        for (int i = 0; i < ExpiredInAPass && _deadlines.TryPeek(out (byte[] Key, Value Value) entry, out long deadline); i++)
        {
            if (deadline > now)
            {
                break;
            }

            _deadlines.Dequeue();
            Value value = entry.Value;
            if (value.QueuedFor != deadline)
            {
                continue; // it has another entry, with an earlier deadline, or had
            }

            value.QueuedFor = Value.Never;
            if (value.ExpiresAt > now)
            {
                value.QueuedFor = value.ExpiresAt;
                _deadlines.Enqueue(entry, value.ExpiresAt);
            }
            else if (value.ExpiresAt != Value.Never)
            {
                Remove(entry.Key);
            }
        }

        SetTimer();
    }

    private void SetTimer()
    {
        if (!_deadlines.TryPeek(out _, out long deadline))
        {
            _timer?.Cancel();
            _timer = null;
        }
        else if (_timer is null || deadline < _timerAt)
        {
            _timer?.Cancel();
            _timerAt = deadline;
            double milliseconds = Math.Clamp((double)deadline - Now, 0, LongestWait.TotalMilliseconds);
            _timer = _loop.CallLater(TimeSpan.FromMilliseconds(milliseconds), Expire);
        }
    }

    private void DropDead()
    {
        if (_deadlines.Count <= FewEntries + (2 * ExpiringCount))
        {
            return;
        }

        var alive = _deadlines.UnorderedItems.Where(item => item.Priority == item.Element.Value.QueuedFor).ToList();
        _deadlines.Clear();
        foreach (((byte[] Key, Value Value) element, long deadline) in alive)
        {
            if (element.Value.ExpiresAt == Value.Never)
            {
                element.Value.QueuedFor = Value.Never;
            }
            else
            {
                _deadlines.Enqueue(element, deadline);
            }
        }
    }
}
