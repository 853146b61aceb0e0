namespace AsyncoreNet.Testing;

/// <summary>
/// One direction of a connection: what the sender's kernel holds, what is on its way, and when it arrives. Nothing overtakes
/// anything; what a link loses comes later, with all that is behind it. Between Unix sockets there is no way: what is sent is
/// there.
/// </summary>
internal sealed class Wire(StreamSocket from, StreamSocket to, SimulatedLink link)
{
    private readonly ByteFifo _unsent = new();
    private readonly Queue<Segment> _flight = new();
    private int _bytesInFlight;
    private bool _finished; // the end has left
    private bool _isOver; // nothing more leaves
    private long _lastArrival;
    private ScheduledEvent? _next; // the arrival of the first in flight
    private ScheduledEvent? _patience; // while the link is partitioned: when the sender gives up

    public StreamSocket From => from;

    public FaultOptions Faults => link.Faults;

    /// <summary>The end is to follow what is unsent.</summary>
    public bool IsFinishing { get; private set; }

    /// <summary>The end has arrived.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Bytes that fill the sender's buffer.</summary>
    public int Used => _unsent.Count + _bytesInFlight + (from.IsLocal ? to.Queued : 0);

    private World World => from.World;

    public void Write(ReadOnlySpan<byte> data)
    {
        _unsent.Write(data);
        Pump();
    }

    /// <summary>The urgent pointer: it travels with the byte before it, which is the last one written.</summary>
    public void WriteUrgent(ReadOnlySpan<byte> data)
    {
        Write(data[..^1]);
        Send(new Segment(SegmentKind.Urgent, [.. _unsent.Read(_unsent.Count), data[^1]]));
    }

    public void Finish()
    {
        IsFinishing = true;
        Pump();
    }

    public void Establish() => Send(new Segment(SegmentKind.Establish, []));

    /// <summary>
    /// A reset leaves in place of all that is unsent, also where the connection is over: what still comes is answered by it.
    /// </summary>
    public void Reset()
    {
        _unsent.Clear();
        _isOver = false;
        Send(new Segment(SegmentKind.Reset, []));
        _isOver = true;
    }

    /// <summary>Drops all there is: the connection is over at the sender's end.</summary>
    public void Cut()
    {
        _isOver = true;
        _unsent.Clear();
        _flight.Clear();
        _bytesInFlight = 0;
        _next?.Cancel();
        _patience?.Cancel();
    }

    /// <summary>Sends what the receiver has room for.</summary>
    public void Pump()
    {
        while (_unsent.Count > 0)
        {
            int room = to.Room - _bytesInFlight;
            if (room <= 0)
            {
                return;
            }

            int size = from.Network.Dice.Part(Math.Min(room, link.SegmentSize), link.Faults.SplitSegment);
            Send(new Segment(SegmentKind.Data, _unsent.Read(size)));
        }

        if (IsFinishing && !_finished && !_isOver)
        {
            _finished = true;
            Send(new Segment(SegmentKind.Finish, []));
        }
    }

    /// <summary>The link carries again.</summary>
    public void Resume()
    {
        _patience?.Cancel();
        _patience = null;
        ScheduleFirst(World.Now + SimulatedLink.Retransmission.Ticks);
    }

    private void Send(Segment segment)
    {
        if (_isOver)
        {
            return;
        }

        if (from.IsLocal)
        {
            to.Take(segment);
            return;
        }

        segment.Arrival = _lastArrival = Math.Max(_lastArrival, link.ArrivalOfSegment(from.Host, segment.Data.Length));
        _flight.Enqueue(segment);
        _bytesInFlight += segment.Data.Length;
        if (_flight.Count > 1)
        {
            return; // the one before it schedules it
        }

        if (segment.Arrival <= World.Now)
        {
            Arrive(); // within one machine the receiver knows before the call returns
        }
        else
        {
            ScheduleFirst(segment.Arrival);
        }
    }

    private void ScheduleFirst(long earliest)
    {
        _next?.Cancel();
        _next = _flight.TryPeek(out Segment? first)
            ? World.Schedule(Math.Max(first.Arrival, earliest), static wire => ((Wire)wire!).Arrive(), this)
            : null;
    }

    private void Arrive()
    {
        if (link.IsPartitioned)
        {
            link.Hold(this);
            _patience ??= World.Schedule(
                World.Now + SimulatedLink.Patience.Ticks, static sender => ((StreamSocket)sender!).GiveUp(), from);
            return;
        }

        Segment segment = _flight.Dequeue();
        _bytesInFlight -= segment.Data.Length;
        if (segment.Kind == SegmentKind.Data && to.Hears(this) && from.Network.Dice.Chance(link.Faults.Reset))
        {
            World.Trace.Add(
                World.Now, SimulationEventKind.Fault, from.Host, from.Descriptor, segment.Data.Length, "reset in the middle");
            to.Take(new Segment(SegmentKind.Data, segment.Data[..from.Network.Dice.Below(segment.Data.Length)]));
            to.Take(new Segment(SegmentKind.Reset, []));
            from.Take(new Segment(SegmentKind.Reset, []));
            return;
        }

        IsFinished |= segment.Kind == SegmentKind.Finish;
        if (to.Hears(this))
        {
            to.Take(segment);
        }
        else if (segment.Kind != SegmentKind.Reset)
        {
            from.Take(new Segment(SegmentKind.Reset, [])); // its socket belongs to another connection by now
        }

        from.OnSent();
        ScheduleFirst(World.Now);
    }
}
