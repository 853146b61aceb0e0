namespace AsyncoreNet.Conformance;

/// <summary>The system's own sockets, watched by one of its pollers.</summary>
internal sealed class SystemGround(PollerKind poller) : IGround
{
    public INetwork network => SystemNetwork.Instance;

    public (ChannelSocket One, ChannelSocket Other) socketpair() => Posix.socketpair();

    public Loop new_loop(ChannelMap map) => new(map, new LoopOptions { Poller = poller });

    public bool wait(ChannelSocket socket, PollFlags flags) => Posix.poll(socket.Descriptor, flags, Stage.Timeout);

    public bool wait_bytes(ChannelSocket socket, int count)
    {
        for (int i = 0; i < Stage.Timeout; i++)
        {
            if (socket.Available >= count)
            {
                return true;
            }

            Posix.poll(-1, PollFlags.None, 1);
        }

        return false;
    }

    public void unlink(string path) => File.Delete(path);
}
