using System.Net.Sockets;

using AsyncoreNet;

namespace Micro;

/// <summary>
/// Two connected Unix stream sockets. What one end sends is at the other when the call returns: the pass that follows finds
/// it. They cost the kernel less than TCP does, so more of a figure is the library's.
/// </summary>
/// <param name="Near">The end for a channel.</param>
/// <param name="Far">The peer's, which does not wait either.</param>
internal readonly record struct Pair(ChannelSocket Near, ChannelSocket Far)
{
    public static Pair Connect()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ac{Guid.NewGuid():N}"[..20]); // short enough for every system
        var address = new UnixDomainSocketEndPoint(path);
        try
        {
            using ChannelSocket listener = Open();
            Check(listener.Bind(address));
            Check(listener.Listen(1));
            ChannelSocket far = Open();
            Check(far.Connect(address));
            Check(listener.Accept(out ChannelSocket? near, out _));
            return new Pair(near!, far);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Closes both ends.</summary>
    public void Close()
    {
        Near.Close();
        Far.Close();
    }

    private static ChannelSocket Open() => SystemNetwork.Instance.CreateSocket(AddressFamily.Unix, SocketType.Stream);

    private static void Check(SocketError error)
    {
        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }
    }
}
