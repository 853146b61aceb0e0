namespace AsyncoreNet.Conformance;

/// <summary>Where sockets, loops and paths come from, and how to wait for what a socket is to have. Traces show none of it.</summary>
internal interface IGround
{
    INetwork network { get; }

    (ChannelSocket One, ChannelSocket Other) socketpair();

    /// <summary>A loop that watches the sockets of this ground.</summary>
    Loop new_loop(ChannelMap map);

    /// <summary>Whether the socket has one of the flags, or a hang-up or an error, within <see cref="Stage.Timeout"/>.</summary>
    bool wait(ChannelSocket socket, PollFlags flags);

    /// <summary>Whether so many bytes lie there to be read within <see cref="Stage.Timeout"/>.</summary>
    bool wait_bytes(ChannelSocket socket, int count);

    /// <summary>Deletes the path of a Unix socket, if it is there.</summary>
    void unlink(string path);
}
