namespace AsyncoreNet.Redis.Tests;

/// <summary>Clients that wait for lists.</summary>
public sealed class BlockingTests : ServerTest
{
    [Theory]
    [InlineData("BLPOP", "RPUSH")]
    [InlineData("BRPOP", "RPUSH")]
    [InlineData("BLPOP", "LPUSH")]
    public void Pop_WaitsForPush(string pop, string push)
    {
        Client waiting = Connect();
        Client other = Connect();

        waiting.Send(Resp.Line($"{pop} nosuch a 0"));
        AssertNothing(waiting);
        Assert.Equal(1, Server.BlockedCount);

        Assert.Equal(":1\r\n", Ask(other, $"{push} a x"));
        Assert.Equal("*2\r\n$1\r\na\r\n$1\r\nx\r\n", Receive(waiting));
        Assert.Equal(":0\r\n", Ask(other, "EXISTS a"));
        Assert.Equal("+PONG\r\n", Ask(waiting, "PING"));
    }

    [Fact]
    public void Pushes_ServeInOrderOfArrival_AndTheRestStays()
    {
        Client[] waiting = [Connect(), Connect(), Connect()];
        foreach (Client one in waiting)
        {
            one.Send(Resp.Line("BLPOP a 0"));
            AssertNothing(one);
        }

        Client other = Connect();
        Assert.Equal(":2\r\n", Ask(other, "RPUSH a 1 2"));
        Assert.Equal("*2\r\n$1\r\na\r\n$1\r\n1\r\n", Receive(waiting[0]));
        Assert.Equal("*2\r\n$1\r\na\r\n$1\r\n2\r\n", Receive(waiting[1]));
        AssertNothing(waiting[2]);

        Assert.Equal(":2\r\n", Ask(other, "LPUSH a 3 4"));
        Assert.Equal("*2\r\n$1\r\na\r\n$1\r\n4\r\n", Receive(waiting[2]));
        Assert.Equal("*1\r\n$1\r\n3\r\n", Ask(other, "LRANGE a 0 -1"));
    }

    [Fact]
    public void Transaction_ServesWhenItIsOver_InWhicheverDatabase()
    {
        Client waiting = Connect();
        Ask(waiting, "SELECT 1");
        waiting.Send(Resp.Line("BLPOP a 0"));
        AssertNothing(waiting);

        Client other = Connect();
        Ask(other, "MULTI");
        Ask(other, "SELECT 1");
        Ask(other, "RPUSH a 1");
        Ask(other, "LPUSH a 2");
        Ask(other, "SELECT 0");
        AssertNothing(waiting);
        Assert.Equal("*4\r\n+OK\r\n:1\r\n:2\r\n+OK\r\n", Ask(other, "EXEC"));

        Assert.Equal("*2\r\n$1\r\na\r\n$1\r\n2\r\n", Receive(waiting));
    }

    [Fact]
    public void Timeout_EndsTheWait()
    {
        Client waiting = Connect();
        waiting.Send(Resp.Line("BLPOP a b 0.5"));
        AssertNothing(waiting);

        PassTime(TimeSpan.FromSeconds(0.4));
        AssertNothing(waiting);

        PassTime(TimeSpan.FromSeconds(0.2));
        Assert.Equal("*-1\r\n", Receive(waiting));

        Client other = Connect();
        Assert.Equal(":1\r\n", Ask(other, "RPUSH a x"));
        Assert.Equal("*1\r\n$1\r\nx\r\n", Ask(other, "LRANGE a 0 -1"));
    }

    [Fact]
    public void RequestsBehindABlockedOne_WaitTheirTurn()
    {
        Client waiting = Connect();
        waiting.Send(Resp.Line("PING") + Resp.Line("BLPOP a 0") + Resp.Line("GET b") + "*2\r\n$3\r\nGE");
        Assert.Equal("+PONG\r\n", Receive(waiting));
        AssertNothing(waiting);

        Client other = Connect();
        Ask(other, "SET b 1");
        waiting.Send("T\r\n$1\r\nb\r\n");
        AssertNothing(waiting);

        Ask(other, "RPUSH a x");
        Assert.Equal("*2\r\n$1\r\na\r\n$1\r\nx\r\n", Receive(waiting));
        Assert.Equal("$1\r\n1\r\n", Receive(waiting));
        Assert.Equal("$1\r\n1\r\n", Receive(waiting));
    }

    [Fact]
    public void BlockedClient_ThatLeaves_GetsNothing()
    {
        Client waiting = Connect();
        waiting.Send(Resp.Line("BLPOP a a b 0"));
        AssertNothing(waiting);

        waiting.Dispose();
        RunUntil(() => Server.SessionCount == 0);

        Client other = Connect();
        Ask(other, "RPUSH a x");
        Assert.Equal("*1\r\n$1\r\nx\r\n", Ask(other, "LRANGE a 0 -1"));
    }

    /// <summary>What a blocked client says is read up to a limit, and all of it is answered in the end.</summary>
    [Fact]
    public void BlockedClient_ThatSaysALot_IsNotReadFurther()
    {
        Client waiting = Connect();
        byte[] left = Resp.Bytes(Resp.Line("BLPOP a 0") + string.Concat(Enumerable.Repeat(Resp.Line("PING"), 200_000)));
        for (int idle = 0; idle < 10;)
        {
            int before = left.Length;
            left = waiting.Send(left);
            idle = left.Length < before ? 0 : idle + 1;
            Pass();
        }

        Assert.NotEmpty(left);
        Ask(Connect(), "RPUSH a x");
        string output = Exchange(waiting, left, 200_001);
        Assert.EndsWith("+PONG\r\n+PONG\r\n", output, StringComparison.Ordinal);
    }
}
