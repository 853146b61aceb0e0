namespace AsyncoreNet.Redis.Tests;

/// <summary>Keys whose time is over, by a clock that the test moves.</summary>
public sealed class ExpiryTests : ServerTest
{
    [Theory]
    [InlineData("SET a 1 EX 10")]
    [InlineData("SET a 1 PX 10000")]
    [InlineData("SET a 1|EXPIRE a 10")]
    [InlineData("SET a 1|PEXPIRE a 10000")]
    [InlineData("RPUSH a 1|EXPIRE a 10")]
    [InlineData("SET a 1 EX 5|EXPIRE a 10")]
    [InlineData("SET a 1 EX 20|EXPIRE a 10")]
    [InlineData("SET a 1 EX 10|INCR a")]
    public void Key_IsThereUntilItsTime(string commands)
    {
        Client client = Connect();
        foreach (string command in commands.Split('|'))
        {
            Ask(client, command);
        }

        PassTime(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(":1\r\n", Ask(client, "EXISTS a"));
        Assert.Equal(":1\r\n", Ask(client, "PTTL a"));

        PassTime(TimeSpan.FromMilliseconds(1));
        Assert.Equal(":0\r\n", Ask(client, "EXISTS a"));
        Assert.Equal(":-2\r\n", Ask(client, "TTL a"));
        Assert.Equal(0, Server.Databases[0].Count);
    }

    [Theory]
    [InlineData("SET a 2")]
    [InlineData("PERSIST a")]
    [InlineData("GETSET a 2")]
    [InlineData("MSET a 2")]
    [InlineData("EXPIRE a 100")]
    [InlineData("DEL a|SET a 2")]
    [InlineData("DEL a|RPUSH a 2|EXPIRE a 100")]
    public void Key_WhoseTimeWasTakenBack_Stays(string commands)
    {
        Client client = Connect();
        Ask(client, "SET a 1 EX 10");
        foreach (string command in commands.Split('|'))
        {
            Ask(client, command);
        }

        PassTime(TimeSpan.FromSeconds(11));

        Assert.Equal(":1\r\n", Ask(client, "EXISTS a"));
    }

    /// <summary>One timer for all of them, which removes them though nobody asks, some in each pass.</summary>
    [Fact]
    public void ManyKeys_AreRemovedByOneTimer_AFewInAPass()
    {
        const int Count = 10_000;
        Client client = Connect();
        byte[] input = Resp.Bytes(string.Concat(Enumerable.Range(0, Count)
            .Select(i => Resp.Request("SET", $"{i}", "x", "EX", $"{10 + (i % 10)}"))));
        Exchange(client, input, Count);
        Assert.Equal(Count, Server.Databases[0].ExpiringCount);
        Assert.Equal(1, Loop.GetSnapshot().Timers);

        PassTime(TimeSpan.FromSeconds(30));
        Assert.InRange(Server.Databases[0].Count, Count / 2, Count - 1);

        RunUntil(() => Server.Databases[0].Count == 0);
        Assert.Equal(0, Server.Databases[0].ExpiringCount);
        Assert.Equal(0, Loop.GetSnapshot().Timers);
    }

    [Fact]
    public void ExpiredKey_IsNeitherListedNorCounted_ThoughItWasNotRemovedYet()
    {
        Client client = Connect();
        Ask(client, "SET a 1 EX 10");
        Ask(client, "SET b 1");
        client.Send(Resp.Line("KEYS *") + Resp.Line("SCAN 0") + Resp.Line("DEL a") + Resp.Line("GET a"));
        Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("*1\r\n$1\r\nb\r\n", Receive(client));
        Assert.Equal("*2\r\n$1\r\n0\r\n*1\r\n$1\r\nb\r\n", Receive(client));
        Assert.Equal(":0\r\n", Receive(client));
        Assert.Equal("$-1\r\n", Receive(client));
    }

    /// <summary>Deadlines that were replaced or taken back do not pile up.</summary>
    [Fact]
    public void DeadlinesOfTheDead_AreDropped()
    {
        Client client = Connect();
        string again = Resp.Line("DEL a") + Resp.Line("SET a 1 EX 1000000") + Resp.Line("EXPIRE a 900000");
        Exchange(client, Resp.Bytes(string.Concat(Enumerable.Repeat(again, 10_000))), 30_000);

        Assert.InRange(Server.Databases[0].QueuedDeadlines, 1, 2000);
        PassTime(TimeSpan.FromSeconds(900_001));
        PassTime(TimeSpan.Zero);
        Assert.Equal(":0\r\n", Ask(client, "EXISTS a"));
    }
}
