namespace AsyncoreNet;

/// <summary>
/// What has happened on a <see cref="Dispatcher"/>. Of an event whose handler closed the channel there is only the
/// <see cref="Close"/>.
/// </summary>
public enum DispatcherEventKind
{
    /// <summary>There was input, and the channel's own handler has had its turn.</summary>
    Read,

    /// <summary>There was room to write, and the channel's own handler has had its turn.</summary>
    Write,

    /// <summary>There was urgent data.</summary>
    Exceptional,

    /// <summary>A connection waited on the listener, and the channel's own handler has had its turn.</summary>
    Accept,

    /// <summary>The channel is connected.</summary>
    Connect,

    /// <summary>A handler threw, and the channel's error handler is about to be called.</summary>
    Error,

    /// <summary>The channel is closed.</summary>
    Close,
}
