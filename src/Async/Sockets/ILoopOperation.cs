namespace AsyncoreNet.Async;

/// <summary>What a channel does with a wait, whatever its result.</summary>
internal interface ILoopOperation
{
    /// <summary>Whether a wait of this kind is under way, or its outcome was not fetched.</summary>
    bool IsBusy { get; }

    /// <summary>Tries what is waited for. Returns whether there is an outcome; <see cref="Continue"/> is then to be called.</summary>
    bool TryPerform();

    /// <summary>Has the awaiting code go on, in this call.</summary>
    void Continue();

    /// <summary>The token of the present wait was cancelled, or may have been. Any thread; the awaiting code goes on in a later pass.</summary>
    void Cancelled();

    /// <summary>Ends a wait that is under way; the awaiting code goes on in the next pass.</summary>
    void Fail(Exception error);
}
