using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Connected pairs without an address: the near end for a channel, the far end for the test.</summary>
internal static class Pairs
{
    /// <summary>The far end is a blocking socket that gives up after a while.</summary>
    public static (ChannelSocket Near, Socket Far) Connect()
    {
        (int near, int far) = Kernel.BlockingSocketPair();
        _ = Native.Descriptors.SetNonBlocking(near);
        return (new LinuxSocket(near, AddressFamily.Unix, SocketType.Stream), Peer(far));
    }

    private static Socket Peer(int descriptor)
    {
        var peer = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        peer.ReceiveTimeout = peer.SendTimeout = (int)Background.Patience.TotalMilliseconds;
        return peer;
    }
}
