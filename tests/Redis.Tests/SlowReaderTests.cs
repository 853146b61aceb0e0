using Redis;

namespace AsyncoreNet.Redis.Tests;

/// <summary>
/// Clients that ask and do not read: what waits for them is bounded, others are served meanwhile, and nothing is lost for those
/// who read in the end.
/// </summary>
public sealed class SlowReaderTests : ServerTest
{
    private const int Keys = 8;
    private const int MostAsked = 1000;

    /// <summary>
    /// However the requests come: many in a piece, whose replies are a batch or more; or each in a piece of its own, so that no
    /// piece has much of a reply.
    /// </summary>
    /// <param name="length">Bytes of a value.</param>
    /// <param name="together">Requests in a piece.</param>
    [Theory]
    [InlineData(500_000, 20)]
    [InlineData(500_000, 1)]
    [InlineData(30_000, 1)]
    [InlineData(30_000, 3)]
    [InlineData(6_000, 10)]
    public void Pipeline_OfOneWhoDoesNotRead_IsBounded_AndAnsweredInOrderInTheEnd(int length, int together)
    {
        Client slow = Connect();
        byte[] values = Resp.Bytes(string.Concat(Enumerable.Range(0, Keys).Select(i => Reply(i, length)))); // which repeat
        for (int i = 0; i < Keys; i++)
        {
            Exchange(slow, Resp.Bytes(Resp.Request("SET", $"key{i}", Value(i, length))), 1);
        }

        (int asked, byte[] left) = (0, []);
        for (int idle = 0; idle < 10 && asked < MostAsked;)
        {
            if (left.Length == 0)
            {
                left = Resp.Bytes(string.Concat(Enumerable.Range(asked, together).Select(i => Resp.Line($"GET key{i % Keys}"))));
                asked += together;
            }

            int before = left.Length;
            left = slow.Send(left);
            idle = left.Length < before ? 0 : idle + 1;
            Pass();
            Assert.InRange(Pending(), 0, Limits.Unsent + Limits.Batch + length + 100);
        }

        Assert.InRange(Pending(), Limits.Unsent + 1, int.MaxValue);
        Assert.Equal("+OK\r\n", Ask(Connect(), "SET another 1"));

        byte[] buffer = new byte[65536];
        long total = (long)asked * Reply(0, length).Length;
        for (long received = 0; received < total;)
        {
            left = slow.Send(left); // of the last piece there may be some that the kernel had no room for
            Pass();
            int place = (int)(received % values.Length);
            int count = slow.Socket.Receive(buffer.AsSpan(0, Math.Min(buffer.Length, values.Length - place)));
            bool isGood = buffer.AsSpan(0, count).SequenceEqual(values.AsSpan(place, count));
            Assert.True(isGood, $"Other bytes come from {received} on.");
            received += count;
        }

        Assert.Equal(0, Pending());
        Assert.Equal("+PONG\r\n", Ask(slow, "PING"));
    }

    /// <summary>Nor does a wait between the requests let the replies pile up.</summary>
    [Fact]
    public void Pipeline_WithWaits_OfOneWhoDoesNotRead_IsBounded()
    {
        Client slow = Connect();
        Exchange(slow, Resp.Bytes(Resp.Request("SET", "a", new string('x', 50_000))), 1);
        slow.Send(string.Concat(Enumerable.Repeat(Resp.Line("GET a") + Resp.Line("BLPOP nosuch 0.001"), 200)));

        for (int i = 0; i < 300; i++)
        {
            PassTime(TimeSpan.FromMilliseconds(2));
            Assert.InRange(Pending(), 0, Limits.Unsent + Limits.Batch + 50_000);
        }

        Assert.InRange(Pending(), Limits.Unsent + 1, int.MaxValue);
        Assert.Equal("+PONG\r\n", Ask(Connect(), "PING"));
    }

    /// <summary>One who leaves what was asked for unread, by a reset or a clean end, leaves nothing behind.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OneWhoDoesNotRead_AndLeaves_LeavesNothingBehind(bool resets)
    {
        Client slow = Connect(AsyncoreNet.Tests.StreamFamily.IPv4);
        Exchange(slow, Resp.Bytes(Resp.Request("SET", "a", new string('x', 1_000_000))), 1);
        slow.Send(string.Concat(Enumerable.Repeat(Resp.Line("GET a"), 100)));
        RunUntil(() => Pending() > Limits.Unsent);

        if (resets)
        {
            slow.Socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, 0);
        }

        slow.Dispose();

        RunUntil(() => Server.SessionCount == 0);
        Assert.Equal(0, Pending());
    }

    /// <summary>The original's hard limit for subscribers. The message that reaches it is the last one that is kept.</summary>
    [Fact]
    public void Subscriber_WhoDoesNotRead_IsDisconnectedAtTheLimit_AndOthersAreNot()
    {
        const int Length = 1_000_000;
        Client slow = Connect();
        Client quick = Connect();
        Ask(slow, "SUBSCRIBE a");
        Ask(quick, "SUBSCRIBE a");
        Client publisher = Connect();
        byte[] publish = Resp.Bytes(Resp.Request("PUBLISH", "a", new string('x', Length)));

        long most = 0;
        int receivers = 2;
        for (int i = 0; i < 100 && receivers == 2; i++)
        {
            receivers = Exchange(publisher, publish, 1) == ":2\r\n" ? 2 : 1;
            Exchange(quick, [], 1);
            most = Math.Max(most, Pending());
        }

        Assert.Equal(1, receivers);
        Assert.InRange(most, Limits.Subscriber - (2 * Length), Limits.Subscriber);
        RunUntil(() => Server.SessionCount == 2);
        Assert.Equal(0, Pending());
        Assert.Equal(":1\r\n", Exchange(publisher, publish, 1));
    }

    private static string Reply(int key, int length) => $"${length}\r\n{Value(key, length)}\r\n";

    private static string Value(int key, int length) => string.Concat(Enumerable.Repeat($"<{key}>", (length / 3) + 1))[..length];

    /// <summary>Bytes that the server holds for clients who do not read.</summary>
    private long Pending() => Loop.GetSnapshot().Channels.Sum(channel => (long)channel.PendingOutput);
}
