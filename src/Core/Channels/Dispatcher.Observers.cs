namespace AsyncoreNet;

/// <content>
/// Who looks on. The loop calls a channel through <see cref="IChannel"/>, and here is where those calls come in: whatever a subclass
/// overrides, its observers are told.
/// </content>
public partial class Dispatcher
{
    private IDispatcherObserver[]? _observers; // replaced when it changes: an observer may leave while it is told

    /// <summary>Has an observer look on. Repeatable: it is told once of each event.</summary>
    public void AddObserver(IDispatcherObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        VerifyAccess();
        if (_observers is null || !_observers.Contains(observer))
        {
            _observers = [.. _observers ?? [], observer];
            InterestChanged();
        }
    }

    /// <summary>Ends that. Repeatable.</summary>
    public void RemoveObserver(IDispatcherObserver observer)
    {
        VerifyAccess();
        if (_observers is not null)
        {
            IDispatcherObserver[] others = [.. _observers.Where(o => o != observer)];
            _observers = others.Length == 0 ? null : others;
            InterestChanged();
        }
    }

    void IChannel.HandleReadEvent()
    {
        bool accepting = _observers is not null && Accepting;
        HandleReadEvent();
        TellHandled(accepting ? DispatcherEventKind.Accept : DispatcherEventKind.Read);
    }

    void IChannel.HandleWriteEvent()
    {
        HandleWriteEvent();
        TellHandled(DispatcherEventKind.Write);
    }

    void IChannel.HandleExceptionalEvent()
    {
        HandleExceptionalEvent();
        TellHandled(DispatcherEventKind.Exceptional);
    }

    void IChannel.HandleClose() => SignalClose();

    void IChannel.HandleError(Exception exception)
    {
        Tell(DispatcherEventKind.Error, exception);
        _map.Loop?.HandlerThrew?.Invoke(this, exception);
        HandleError(exception);
    }

    private bool IsHeldByObserver()
    {
        foreach (IDispatcherObserver observer in _observers!)
        {
            if (observer.HoldsInput)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells of an event whose handler has been called; if that closed the channel, they know more by now.</summary>
    private void TellHandled(DispatcherEventKind kind)
    {
        if (_observers is not null && !IsClosed)
        {
            Tell(kind);
        }
    }

    private void Tell(DispatcherEventKind kind, Exception? error = null)
    {
        if (_observers is { } observers)
        {
            foreach (IDispatcherObserver observer in observers)
            {
                observer.Observe(this, kind, error);
            }
        }
    }
}
