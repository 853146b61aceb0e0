using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Output that the kernel has no room for: kept, in order, within bounds.</summary>
public abstract class BufferedDispatcherTests(PollerKind poller) : LoopTest(poller)
{
    private readonly List<IDisposable> _open = [];

    /// <summary>A peer that sends and never reads: what it is answered with must not fill the memory.</summary>
    [SkippableTheory]
    [InlineData(StreamFamily.IPv4, 0)]
    [InlineData(StreamFamily.IPv4, 64 * 1024)]
    [InlineData(StreamFamily.IPv6, 64 * 1024)]
    [InlineData(StreamFamily.Unix, 64 * 1024)]
    public void Echo_PeerNeverReads_StaysWithinHighWaterMarkAndOneRead(StreamFamily family, int highWaterMark)
    {
        const int ReadSize = 16 * 1024;
        (ChannelSocket near, Socket far) = Connect(family);
        far.Blocking = false;
        int most = 0;
        byte[] buffer = new byte[ReadSize];
        var echo = new Echo(near, Map, buffer) { HighWaterMark = highWaterMark };
        byte[] flood = new byte[256 * 1024];
        long taken = 0;
        int idle = 0;

        // Until the peer's own output stands still though the loop waits for the kernel: the echo has stopped reading for good.
        for (int i = 0; i < 20_000 && idle < 5; i++)
        {
            int sent = far.Send(flood, SocketFlags.None, out _);
            taken += Math.Max(sent, 0);
            idle = sent > 0 || echo.PendingOutput <= highWaterMark ? 0 : idle + 1;
            Loop.RunOnce(sent > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(10));
            most = Math.Max(most, echo.PendingOutput);
        }

        Assert.Equal(5, idle);
        Assert.InRange(most, 1, highWaterMark + ReadSize);
        Assert.True(taken > highWaterMark);
        Assert.Equal(PollFlags.Out, Assert.Single(Loop.GetSnapshot().Channels).Interest);

        // The peer reads at last, and everything that was taken comes back.
        far.Shutdown(SocketShutdown.Send);
        long received = 0;
        for (int i = 0; i < 200_000 && received < echo.Taken + near.Available; i++)
        {
            received += Math.Max(far.Receive(flood, SocketFlags.None, out _), 0);
            Loop.RunOnce(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(echo.Taken, received);
        Assert.Equal(taken, received);
    }

    [SkippableFact]
    public void Send_ManyPieces_ArriveInOrder()
    {
        (ChannelSocket near, Socket far) = Connect(StreamFamily.Unix);
        var probe = new Probe(near, Map);
        var random = new Random(9);
        var sent = new MemoryStream();
        var received = new MemoryStream();
        byte[] buffer = new byte[256 * 1024];
        far.Blocking = false;

        for (int i = 0; i < 2_000; i++)
        {
            byte[] piece = new byte[random.Next(5_000)];
            random.NextBytes(piece);
            sent.Write(piece);
            Assert.Equal(piece.Length, probe.Send(piece));
            if (random.Next(10) == 0)
            {
                int count = far.Receive(buffer.AsSpan(0, random.Next(1, buffer.Length)), SocketFlags.None, out _);
                received.Write(buffer, 0, Math.Max(count, 0));
                Pass();
            }
        }

        for (int i = 0; i < 10_000 && received.Length < sent.Length; i++)
        {
            int count = far.Receive(buffer, SocketFlags.None, out _);
            received.Write(buffer, 0, Math.Max(count, 0));
            Pass();
        }

        Assert.Equal(sent.ToArray(), received.ToArray());
        Assert.Equal(0, probe.PendingOutput);
    }

    [SkippableFact]
    public void Send_WhileConnecting_WaitsForTheConnection()
    {
        using var address = new Address(StreamFamily.IPv4);
        using Socket listener = address.Listen();
        var probe = new Probe(null, Map);
        probe.CreateSocket();
        probe.Connect(listener.LocalEndPoint!);

        Assert.Equal(5, probe.Send("early"u8));
        Assert.Equal(5, probe.PendingOutput);
        using Socket far = listener.Accept();
        RunUntil(() => probe.PendingOutput == 0);

        byte[] buffer = new byte[16];
        Assert.Equal(5, far.Receive(buffer));
        Assert.Equal("connect", probe.Calls[0]);
    }

    [SkippableFact]
    public void HighWaterMark_Lowered_StopsReadingAtOnce()
    {
        (ChannelSocket near, Socket far) = Connect(StreamFamily.Unix);
        var probe = new Probe(near, Map);
        probe.HighWaterMark = int.MaxValue;
        probe.Send(new byte[1 << 20]);
        Pass();
        Assert.Equal(PollFlags.In | PollFlags.Out | PollFlags.Pri, Assert.Single(Loop.GetSnapshot().Channels).Interest);

        probe.HighWaterMark = 10;
        far.Send("x"u8);
        Pass();

        Assert.DoesNotContain("read", probe.Calls);
    }

    [SkippableFact]
    public void CloseWhenSent_NothingWaits_ClosesAtOnce()
    {
        (ChannelSocket near, _) = Connect(StreamFamily.Unix);
        var probe = new Probe(near, Map);

        probe.CloseWhenSent();

        Assert.True(probe.IsClosed);
    }

    [SkippableFact]
    public void CloseWhenSent_OutputWaits_ClosesAfterIt()
    {
        (ChannelSocket near, Socket far) = Connect(StreamFamily.Unix);
        var probe = new Probe(near, Map);
        probe.Send(new byte[1 << 20]);
        probe.CloseWhenSent();
        Assert.False(probe.ReadInterest);
        Background reader = Background.Start(() =>
        {
            byte[] buffer = new byte[64 * 1024];
            int total = 0;
            for (int count; (count = far.Receive(buffer)) > 0;)
            {
                total += count;
            }

            Assert.Equal(1 << 20, total);
        });

        RunUntil(() => probe.IsClosed);

        reader.Finish();
        Assert.DoesNotContain("close", probe.Calls);
    }

    [SkippableFact]
    public void Send_AfterClose_IsDropped()
    {
        (ChannelSocket near, _) = Connect(StreamFamily.Unix);
        var probe = new Probe(near, Map);
        probe.Send(new byte[1 << 20]);

        probe.Close();

        Assert.Equal(0, probe.Send("x"u8));
        Assert.Equal(0, probe.PendingOutput);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _open.ForEach(item => item.Dispose());
    }

    private (ChannelSocket Near, Socket Far) Connect(StreamFamily family)
    {
        (ChannelSocket near, Socket far) = new Address(family).Connect();
        _open.AddRange([near, far]);
        return (near, far);
    }

    private sealed class Echo(ChannelSocket socket, ChannelMap map, byte[] buffer) : BufferedDispatcher(socket, map)
    {
        public long Taken { get; private set; }

        protected override void HandleRead()
        {
            int count = Receive(buffer);
            Taken += count;
            Send(buffer.AsSpan(0, count));
        }

        protected override void HandleClose() => CloseWhenSent();
    }
}

public sealed class BufferedOnEpollTests() : BufferedDispatcherTests(PollerKind.Epoll);

public sealed class BufferedOnPollTests() : BufferedDispatcherTests(PollerKind.Poll);

public sealed class BufferedOnSelectTests() : BufferedDispatcherTests(PollerKind.Select);
