namespace AsyncoreNet.Redis.Tests;

/// <summary>Messages on channels.</summary>
public sealed class ChannelTests : ServerTest
{
    [Fact]
    public void Message_ReachesWhoListens_ByNameAndByPattern()
    {
        Client named = Connect();
        Client like = Connect();
        Client both = Connect();
        Client none = Connect();
        Ask(named, "SUBSCRIBE news");
        Ask(like, "PSUBSCRIBE n*");
        Ask(both, "SUBSCRIBE news");
        Ask(both, "PSUBSCRIBE ?ews");
        Ask(none, "SUBSCRIBE other");
        Client publisher = Connect();

        Assert.Equal(":4\r\n", Ask(publisher, "PUBLISH news hello"));

        const string Message = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n";
        Assert.Equal(Message, Receive(named));
        Assert.Equal("*4\r\n$8\r\npmessage\r\n$2\r\nn*\r\n$4\r\nnews\r\n$5\r\nhello\r\n", Receive(like));
        Assert.Equal(Message, Receive(both));
        Assert.Equal("*4\r\n$8\r\npmessage\r\n$4\r\n?ews\r\n$4\r\nnews\r\n$5\r\nhello\r\n", Receive(both));
        AssertNothing(none);
    }

    [Fact]
    public void Unsubscribed_GetsNoMessage_AndMayUseAllCommands()
    {
        Client client = Connect();
        client.Send(Resp.Line("SUBSCRIBE a b"));
        Receive(client);
        Receive(client);
        Assert.Equal("*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n", Ask(client, "UNSUBSCRIBE a"));
        Assert.Equal(":0\r\n", Ask(Connect(), "PUBLISH a x"));
        Assert.StartsWith("-ERR Can't execute", Ask(client, "GET a"), StringComparison.Ordinal);

        Assert.Equal("*3\r\n$11\r\nunsubscribe\r\n$1\r\nb\r\n:0\r\n", Ask(client, "UNSUBSCRIBE"));
        Assert.Equal("$-1\r\n", Ask(client, "GET a"));
    }

    [Fact]
    public void MessagesOfAPipeline_LeaveWithOneSendToEachSubscriber()
    {
        (AsyncoreNet.Tests.FaultySocket counted, Client subscriber) = ConnectCounted();
        Ask(subscriber, "SUBSCRIBE a");
        int before = counted.Sends;

        Exchange(Connect(), Resp.Bytes(string.Concat(Enumerable.Repeat(Resp.Line("PUBLISH a x"), 100))), 100);

        Assert.Equal(1, counted.Sends - before);
        Exchange(subscriber, [], 100);
    }
}
