namespace AsyncoreNet.Async;

/// <summary>Something that has happened on a channel.</summary>
/// <param name="Kind">What.</param>
/// <param name="Error">The exception, where that is an error.</param>
public readonly record struct DispatcherEvent(DispatcherEventKind Kind, Exception? Error = null);
