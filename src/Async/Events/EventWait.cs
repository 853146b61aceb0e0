namespace AsyncoreNet.Async;

/// <summary>Waits for one event of a kind.</summary>
internal sealed class EventWait : IDispatcherObserver
{
    // Posted, not called: the event may be in the midst of a handler or a close.
    private readonly TaskCompletionSource<DispatcherEvent> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DispatcherEventKind _kind;

    private EventWait(DispatcherEventKind kind) => _kind = kind;

    public bool HoldsInput => false;

    public static async Task<DispatcherEvent> RunAsync(Dispatcher channel, DispatcherEventKind kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (channel.IsClosed)
        {
            return kind == DispatcherEventKind.Close ? new DispatcherEvent(kind) : throw Closed(channel, kind);
        }

        var wait = new EventWait(kind);
        channel.AddObserver(wait);
        try
        {
            return await wait._result.Task.WaitAsync(cancellationToken).ConfigureAwait(true);
        }
        finally
        {
            channel.RemoveObserver(wait);
        }
    }

    public void Observe(Dispatcher channel, DispatcherEventKind kind, Exception? error)
    {
        if (kind == _kind)
        {
            _result.TrySetResult(new DispatcherEvent(kind, error));
        }
        else if (kind == DispatcherEventKind.Close)
        {
            _result.TrySetException(Closed(channel, _kind));
        }
    }

    private static ObjectDisposedException Closed(Dispatcher channel, DispatcherEventKind kind) =>
        new(channel.ToString(), $"The channel was closed before the event {kind} that is awaited.");
}
