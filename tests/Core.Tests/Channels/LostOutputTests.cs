using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>A peer that sends, closes and never reads: writing to it fails while what it sent is still here.</summary>
public abstract class LostOutputTests(PollerKind poller) : LoopTest(poller)
{
    private const int Sent = 5_000;

    [Fact]
    public void SendToAPeerThatIsGone_StillReadsAllThatItSent()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        AllArrives(near, far);
    }

    [Fact]
    public void SendToAPeerThatIsGone_OverTcp_StillReadsAllThatItSent()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        far.Connect(listener.LocalEndPoint!);
        AllArrives(listener.Accept(), far);
    }

    /// <summary>Writes on every event and reads ten bytes an event: writing breaks long before reading has ended.</summary>
    private void AllArrives(ChannelSocket near, Socket far)
    {
        var channel = new Probe(near, Map) { ReadSize = 10 };
        channel.OnRead = () =>
        {
            channel.ReceiveOnce();
            if (!channel.IsClosed)
            {
                channel.Send("nobody reads this"u8);
            }
        };
        Assert.Equal(Sent, far.Send(new byte[Sent]));
        far.Dispose();

        RunUntil(() => channel.IsClosed);

        Assert.Equal(Sent, channel.Received.Length);
        Assert.Equal(1, channel.CountOf("close"));
        Assert.Empty(channel.Errors);
    }

    public sealed class OnEpoll() : LostOutputTests(PollerKind.Epoll);

    public sealed class OnPoll() : LostOutputTests(PollerKind.Poll);

    public sealed class OnSelect() : LostOutputTests(PollerKind.Select);
}
