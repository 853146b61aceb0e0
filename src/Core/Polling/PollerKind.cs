namespace AsyncoreNet;

/// <summary>The system call that a loop waits in.</summary>
public enum PollerKind
{
    /// <summary>The best there is: epoll on Linux, poll on other Unix systems, select elsewhere.</summary>
    Default,

    /// <summary><c>epoll</c>: work in proportion to what is ready. Linux.</summary>
    Epoll,

    /// <summary><c>poll</c>: work in proportion to what is registered. Any Unix.</summary>
    Poll,

    /// <summary>
    /// <see cref="System.Net.Sockets.Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, TimeSpan)"/>:
    /// every system. It reports no hang-up of its own: a broken descriptor is readable.
    /// </summary>
    Select,
}
