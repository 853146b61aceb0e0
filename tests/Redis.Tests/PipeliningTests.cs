using AsyncoreNet.Tests;

namespace AsyncoreNet.Redis.Tests;

/// <summary>Requests come together, or in pieces.</summary>
public sealed class PipeliningTests : ServerTest
{
    private const string Input =
        "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$5\r\n1\r\n$2\r\n"
        + "*2\r\n$3\r\nGET\r\n$1\r\na\r\n"
        + "*0\r\n\r\n*-1\r\n"
        + "set b \"x y\"\r\n"
        + "get b\n"
        + "*12\r\n$4\r\nMGET\r\n$1\r\na\r\n$1\r\nb\r\n$0\r\n\r\n"
        + "$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n$1\r\n4\r\n$1\r\n5\r\n$1\r\n6\r\n$1\r\n7\r\n$1\r\n8\r\n"
        + "*1\r\n$4\r\nPING\r\n";

    private const string Output =
        "+OK\r\n$5\r\n1\r\n$2\r\n+OK\r\n$3\r\nx y\r\n"
        + "*11\r\n$5\r\n1\r\n$2\r\n$3\r\nx y\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n"
        + "+PONG\r\n";

    private const int Replies = 6;

    [Fact]
    public void Requests_CutAnywhere_GetTheSameReplies()
    {
        Client client = Connect();
        byte[] input = Resp.Bytes(Input);
        for (int cut = 1; cut < input.Length; cut++)
        {
            Assert.Empty(client.Send(input[..cut]));
            Pass();
            Assert.Equal(Output, Exchange(client, input[cut..], Replies));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Requests_InSmallPieces_GetTheSameReplies(int size)
    {
        Client client = Connect();
        byte[] input = Resp.Bytes(Input);
        for (int i = 0; i + size < input.Length; i += size)
        {
            Assert.Empty(client.Send(input[i..(i + size)]));
            Pass();
        }

        Assert.Equal(Output, Exchange(client, input[((input.Length - 1) / size * size)..], Replies));
    }

    [Fact]
    public void RequestsThatComeTogether_AreAnsweredWithOneSend()
    {
        (FaultySocket counted, Client client) = ConnectCounted();

        client.Send(string.Concat(Enumerable.Repeat(Input, 20)));
        RunUntil(() => counted.Sends > 0);

        Assert.Equal(1, counted.Sends);
        Assert.Equal(string.Concat(Enumerable.Repeat(Output, 20)), Exchange(client, [], 20 * Replies));
    }

    [Fact]
    public void LongPipeline_IsAnsweredInOrder()
    {
        Client client = Connect();
        byte[] input = Resp.Bytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => Resp.Request("ECHO", $"{i}"))));

        string output = Exchange(client, input, 20_000);

        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"${$"{i}".Length}\r\n{i}\r\n")), output);
    }

    [Fact]
    public void LargeValue_ComesBack()
    {
        Client client = Connect();
        string value = new('x', 3_000_000);

        Assert.Equal("+OK\r\n", Exchange(client, Resp.Bytes(Resp.Request("SET", "a", value)), 1));
        Assert.Equal($"$3000000\r\n{value}\r\n", Exchange(client, Resp.Bytes(Resp.Line("GET a")), 1));
    }

    [Fact]
    public void Quit_IsTheLastRequestAnswered()
    {
        Client client = Connect();

        client.Send(Resp.Line("PING") + Resp.Line("QUIT") + Resp.Line("SET a 1"));
        AssertEnds(client);

        Assert.Equal("+PONG\r\n+OK\r\n", client.Output);
        Assert.Equal("$-1\r\n", Ask(Connect(), "GET a"));
    }

    [Fact]
    public void RequestsBeforeTheClientsEnd_AreAnswered()
    {
        Client client = Connect();

        client.Send(Resp.Line("PING") + Resp.Line("PING"));
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        AssertEnds(client);

        Assert.Equal("+PONG\r\n+PONG\r\n", client.Output);
    }
}
