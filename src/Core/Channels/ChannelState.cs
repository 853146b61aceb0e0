namespace AsyncoreNet;

/// <summary>
/// The life of a <see cref="Dispatcher"/>. asyncore tells it by three booleans, of which at most one is ever true.
/// </summary>
public enum ChannelState
{
    /// <summary>It has no socket yet.</summary>
    Detached,

    /// <summary>It has a socket that is neither connected nor listening: new, bound, or a datagram socket.</summary>
    Open,

    /// <summary>A connect goes on. asyncore: <c>connecting</c>.</summary>
    Connecting,

    /// <summary>It has a peer. asyncore: <c>connected</c>.</summary>
    Connected,

    /// <summary>It accepts connections. asyncore: <c>accepting</c>.</summary>
    Listening,

    /// <summary>It is closed, and out of its map. A new socket brings it back.</summary>
    Closed,
}
