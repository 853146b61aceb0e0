namespace Redis;

/// <summary>What one client may ask of the server's memory.</summary>
internal static class Limits
{
    /// <summary>Bytes of an inline request, and of a line that says a length.</summary>
    public const int Line = 64 * 1024;

    /// <summary>Arguments of a request.</summary>
    public const int Arguments = 1024 * 1024;

    /// <summary>Bytes of an argument, and of a string that is kept.</summary>
    public const int Bulk = 512 * 1024 * 1024;

    /// <summary>Bytes of a request, or of a transaction that waits for its EXEC; a client beyond is disconnected.</summary>
    public const int Request = 1024 * 1024 * 1024;

    /// <summary>Bytes of replies after which some are sent, before the next request of the same piece is looked at.</summary>
    public const int Batch = 64 * 1024;

    /// <summary>Bytes of replies that may be unsent; a client that leaves more of them unread is not read either.</summary>
    public const int Unsent = 1024 * 1024;

    /// <summary>Bytes that a blocked client may send ahead.</summary>
    public const int Ahead = 64 * 1024;

    /// <summary>Bytes that may wait for a subscriber; one who lets more wait is disconnected.</summary>
    public const int Subscriber = 32 * 1024 * 1024;

    /// <summary>Bytes of the reply to one request; a client that asks for more is disconnected.</summary>
    public const int Reply = 1024 * 1024 * 1024;
}
