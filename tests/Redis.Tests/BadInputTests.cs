using System.Net.Sockets;

using AsyncoreNet.Tests;

using Redis;

namespace AsyncoreNet.Redis.Tests;

/// <summary>What no client should send: it gets what the original says, and then the end.</summary>
public sealed class BadInputTests(RealRedis real) : ServerTest, IClassFixture<RealRedis>
{
    public static TheoryData<string> Inputs =>
    [
        "*x\r\n", "*1x\r\n", "*01\r\n", "*+1\r\n", "* 1\r\n", "*\r\n", "*99999999999\r\n", "*9223372036854775808\r\n",
        "*1\r\n4\r\nPING\r\n", "*1\r\n:4\r\n", "*1\r\n\r\n\r\n", "*1\r\n*1\r\n", "*1\r\n\r\n", "*1\r\n\xff\r\n", "*1\r\n\n\r\n",
        "*1\r\n$x\r\n", "*1\r\n$-1\r\n", "*1\r\n$04\r\n", "*1\r\n$\r\n",
        "*1\r\n$ 4\r\n", "*1\r\n$536870913\r\n", "*1\r\n$99999999999999999999\r\n",
        "SET a \"b\r\n", "SET a \"b\"c\r\n", "SET a 'b\r\n", "SET a 'b'c\r\n", "\"\r\n", "SET a \"b\\\"\r\n",
        "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\nSET \"\r\n*1\r\n$4\r\nPING\r\n",
    ];

    [SkippableTheory]
    [MemberData(nameof(Inputs))]
    public void ProtocolError_IsTheOriginals_AndTheEnd(string input)
    {
        using Socket original = real.Connect();
        string theirs = RealRedis.Ask(original, input);
        Client client = Connect();
        client.Send(input);
        AssertEnds(client);

        Assert.Equal(theirs, client.Output);
        Assert.Contains("-ERR Protocol error", client.Output, StringComparison.Ordinal);
    }

    /// <summary>What a browser says is not listened to: a page of somebody else may have made it say the rest.</summary>
    [SkippableTheory]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\n\r\nSET a 1\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\nSET a 1\r\n")]
    [InlineData("*2\r\n$4\r\npost\r\n$1\r\n/\r\nSET a 1\r\n")]
    public void Browser_GetsTheEnd_AsFromTheOriginal(string input)
    {
        using Socket original = real.Connect();
        string theirs = RealRedis.Ask(original, input);
        Client client = Connect();
        client.Send(input);
        AssertEnds(client);

        Assert.Equal(theirs, client.Output);
        Assert.Equal("$-1\r\n", Ask(Connect(), "GET a"));
    }

    /// <summary>A line with a NUL has no end, neither there nor here: what follows it is not performed.</summary>
    [SkippableTheory]
    [InlineData("PING a\0b\r\n")]
    [InlineData("*1\0\r\n$4\r\nPING\r\n")]
    [InlineData("*1\r\n$4\0\r\nPING\r\n")]
    [InlineData("*1\r\n\0\r\n")]
    public void LineWithNul_IsWaitedForUntilItIsTooLong(string input)
    {
        input = input + Resp.Line("PING") + new string('\r', Limits.Line + 1);
        using Socket original = real.Connect();
        Client client = Connect();

        client.Send(input);
        AssertEnds(client);

        Assert.StartsWith("-ERR Protocol error: too big", client.Output, StringComparison.Ordinal);
        Assert.Equal(RealRedis.Ask(original, input), client.Output);
    }

    [Theory]
    [InlineData("", "too big inline request")]
    [InlineData("*", "too big mbulk count string")]
    [InlineData("*1\r\n$", "too big bulk count string")]
    public void LineWithoutEnd_IsRefusedAtItsLimit(string begin, string error)
    {
        Client client = Connect();
        byte[] input = Resp.Bytes(begin + new string('1', Limits.Line + 1));

        Assert.Empty(client.Send(input[..^1000]));
        AssertNothing(client);
        client.Send(input[^1000..]);
        AssertEnds(client);

        Assert.Equal($"-ERR Protocol error: {error}\r\n", client.Output);
    }

    [Fact]
    public void MostArguments_AreTaken_AndNotOneMore()
    {
        Client client = Connect();
        string arguments = string.Concat(Enumerable.Repeat("$0\r\n\r\n", Limits.Arguments - 1));
        byte[] input = Resp.Bytes($"*{Limits.Arguments}\r\n$6\r\nEXISTS\r\n{arguments}");
        Assert.Equal(":0\r\n", Exchange(client, input, 1));

        client.Send($"*{Limits.Arguments + 1}\r\n");
        AssertEnds(client);
        Assert.Equal("-ERR Protocol error: invalid multibulk length\r\n", client.Output);
    }

    /// <summary>The announcement of a long argument takes no memory for it.</summary>
    [Fact]
    public void LongestArgument_IsWaitedFor_WithoutMemoryForIt()
    {
        Client client = Connect();
        Pass(10);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        client.Send($"*2\r\n$4\r\nECHO\r\n${Limits.Bulk}\r\nabc");
        AssertNothing(client);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4_000_000);
    }

    [Fact]
    public void ClientThatResets_LeavesNothingBehind()
    {
        Client client = Connect(StreamFamily.IPv4);
        Ask(client, "SUBSCRIBE a");
        Ask(client, "PSUBSCRIBE a*");
        client.Socket.LingerState = new LingerOption(enable: true, 0);

        client.Dispose();
        RunUntil(() => Server.SessionCount == 0);

        Assert.Equal(":0\r\n", Ask(Connect(), "PUBLISH a x"));
    }

    /// <summary>No session, subscription, wait or exception is left.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ClientThatLeavesAtAnyByte_LeavesNothingBehind(bool resets)
    {
        byte[] input = Resp.Bytes(Resp.Line("SET a 1") + Resp.Line("MULTI") + Resp.Line("GET a") + Resp.Line("EXEC") + "get a\r\n"
            + Resp.Line("BLPOP nosuch 0.1") + Resp.Line("PSUBSCRIBE a*") + Resp.Line("SUBSCRIBE a b"));
        for (int cut = 0; cut <= input.Length; cut++)
        {
            Client client = Connect(resets ? StreamFamily.IPv4 : StreamFamily.Unix);
            Assert.Empty(client.Send(input[..cut]));
            Pass();
            if (resets)
            {
                client.Socket.LingerState = new LingerOption(enable: true, 0);
            }

            client.Dispose();
            RunUntil(() => Server.SessionCount == 0);
            Assert.Equal(0, Server.BlockedCount);
            Assert.Empty(Server.Channels.All);
            Assert.Empty(Server.Patterns.All);
        }
    }
}
