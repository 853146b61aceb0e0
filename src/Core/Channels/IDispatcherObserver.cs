namespace AsyncoreNet;

/// <summary>
/// Looks on at a channel's events, whatever class the channel is of: what makes the events of a legacy channel something to await.
/// Loop thread. An observer notes what it sees and calls no code of the program: it may be in the midst of a close.
/// </summary>
public interface IDispatcherObserver
{
    /// <summary>
    /// Whether the channel is not to be read for now. When that changes, call <see cref="Dispatcher.InterestChanged"/>.
    /// </summary>
    bool HoldsInput { get; }

    /// <summary>Something has happened.</summary>
    /// <param name="channel">Where.</param>
    /// <param name="kind">What.</param>
    /// <param name="error">The exception of an <see cref="DispatcherEventKind.Error"/>.</param>
    void Observe(Dispatcher channel, DispatcherEventKind kind, Exception? error);
}
