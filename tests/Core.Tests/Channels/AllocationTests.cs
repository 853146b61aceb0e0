using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>An echo in its steady state leaves nothing for the collector.</summary>
public sealed class AllocationTests
{
    private const int WarmUp = 3_000;
    private const int Messages = 3_000;
    private const int Rounds = 5;

    [Theory]
    [InlineData(PollerKind.Epoll, 1)]
    [InlineData(PollerKind.Epoll, 50)]
    [InlineData(PollerKind.Poll, 1)]
    [InlineData(PollerKind.Poll, 50)]
    public void Echo_SteadyState_AllocatesNothing(PollerKind poller, int connections)
    {
        using var loop = new Loop(new ChannelMap(), new LoopOptions { Poller = poller });
        List<(Echo Echo, Socket Client)> pairs = [];
        for (int i = 0; i < connections; i++)
        {
            using var address = new Address(StreamFamily.IPv4);
            (ChannelSocket near, Socket far) = address.Connect();
            far.Blocking = false;
            pairs.Add((new Echo(near, loop.Map), far));
        }

        byte[] message = new byte[64];
        byte[] answer = new byte[64];
        Exchange(loop, pairs, WarmUp, message, answer);

        // The least of some rounds: the runtime allocates a few bytes of its own when it puts better code in the place of hot code. What
        // a message allocates would be in every round.
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long echoed = Exchange(loop, pairs, Messages, message, answer);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(echoed >= Messages, $"Only {echoed} of {Messages} messages came back.");
        }

        Assert.Equal(0, least);
        pairs.ForEach(pair =>
        {
            pair.Echo.Close();
            pair.Client.Dispose();
        });
    }

    /// <summary>Timers and posts allocate what the program gives them; passes that find nothing to do allocate nothing.</summary>
    [Theory]
    [InlineData(PollerKind.Epoll)]
    [InlineData(PollerKind.Poll)]
    public void RunOnce_NothingReady_AllocatesNothing(PollerKind poller)
    {
        using var loop = new Loop(new ChannelMap(), new LoopOptions { Poller = poller });
        loop.CallLater(TimeSpan.FromDays(1), () => { });
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var echo = new Echo(near, loop.Map);
        for (int i = 0; i < WarmUp; i++)
        {
            loop.RunOnce(TimeSpan.Zero);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < WarmUp; i++)
        {
            loop.RunOnce(TimeSpan.Zero);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        echo.Close();
        far.Dispose();
    }

    /// <summary>Each client in turn sends and gets its message back, in a bounded number of passes.</summary>
    private static long Exchange(Loop loop, List<(Echo Echo, Socket Client)> pairs, int messages, byte[] message, byte[] answer)
    {
        long echoed = 0;
        for (int sent = 0; sent < messages;)
        {
            foreach ((_, Socket client) in pairs)
            {
                client.Send(message, SocketFlags.None, out _);
                sent++;
            }

            foreach ((_, Socket client) in pairs)
            {
                int count = 0;
                for (int pass = 0; pass < 1_000 && count < answer.Length; pass++)
                {
                    loop.RunOnce(TimeSpan.Zero);
                    count += client.Receive(answer, count, answer.Length - count, SocketFlags.None, out SocketError _);
                }

                echoed += count == answer.Length ? 1 : 0;
            }
        }

        return echoed;
    }

    private sealed class Echo(ChannelSocket socket, ChannelMap map) : BufferedDispatcher(socket, map)
    {
        private readonly byte[] _buffer = new byte[4096];

        protected override void HandleRead()
        {
            int count = Receive(_buffer);
            if (count > 0)
            {
                Send(_buffer.AsSpan(0, count));
            }
        }
    }
}
