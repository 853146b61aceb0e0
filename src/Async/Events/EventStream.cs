using System.Threading.Channels;

namespace AsyncoreNet.Async;

/// <summary>
/// One stream of a channel's events, in a bounded queue. When the queue is full the channel is not read, and what happens all the
/// same (a close, an error) waits beside it: nothing is lost.
/// </summary>
internal sealed class EventStream : IDispatcherObserver, IAsyncEnumerable<DispatcherEvent>
{
    private readonly Dispatcher _channel;
    private readonly HashSet<DispatcherEventKind> _kinds;
    private readonly Channel<DispatcherEvent> _queue;
    private readonly Queue<DispatcherEvent> _beside = new(); // loop thread: what came when the queue was full
    private readonly int _capacity;
    private bool _isEnumerated; // what was taken is gone
    private bool _hasWrite; // a write event waits: another would say the same

    public EventStream(Dispatcher channel, IEnumerable<DispatcherEventKind> kinds, int capacity)
    {
        (_channel, _kinds, _capacity) = (channel, [.. kinds], capacity);
        _queue = Channel.CreateBounded<DispatcherEvent>(new BoundedChannelOptions(capacity) { SingleWriter = true });
        channel.AddObserver(this);
        if (channel.IsClosed)
        {
            End();
        }
    }

    public bool HoldsInput => _queue.Reader.Count >= _capacity;

    public void Observe(Dispatcher channel, DispatcherEventKind kind, Exception? error)
    {
        if (_kinds.Contains(kind) && !(kind == DispatcherEventKind.Write && _hasWrite))
        {
            _hasWrite |= kind == DispatcherEventKind.Write;
            var item = new DispatcherEvent(kind, error);
            if (_beside.Count > 0 || !_queue.Writer.TryWrite(item))
            {
                _beside.Enqueue(item);
            }

            if (HoldsInput)
            {
                channel.InterestChanged();
            }
        }

        if (kind == DispatcherEventKind.Close)
        {
            End();
        }
    }

    public IAsyncEnumerator<DispatcherEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_isEnumerated)
        {
            throw new InvalidOperationException($"{_channel}: its stream of events is enumerated a second time. Ask for another with Events().");
        }

        _isEnumerated = true;
        return EnumerateAsync(cancellationToken);
    }

    private async IAsyncEnumerator<DispatcherEvent> EnumerateAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(true))
            {
                while (_queue.Reader.TryRead(out DispatcherEvent item))
                {
                    _hasWrite &= item.Kind != DispatcherEventKind.Write;
                    Refill();
                    yield return item;
                }
            }
        }
        finally
        {
            _channel.RemoveObserver(this);
        }
    }

    private void Refill()
    {
        while (_beside.TryPeek(out DispatcherEvent next) && _queue.Writer.TryWrite(next))
        {
            _beside.Dequeue();
        }

        if (_channel.IsClosed)
        {
            End();
        }
        else
        {
            _channel.InterestChanged(); // there is room again
        }
    }

    private void End()
    {
        if (_beside.Count == 0)
        {
            _queue.Writer.TryComplete();
        }
    }
}
