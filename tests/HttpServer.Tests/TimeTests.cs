using System.Net.Sockets;
using System.Text;

using HttpServer;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>Clients that are silent, slow or never go, on a clock that the test moves.</summary>
public abstract class TimeTests : ServerTest
{
    private const int Patience = 60;
    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private const string Last = "GET / HTTP/1.0\r\n\r\n";
    private const string BeginningOfPost = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";

    protected TimeTests(string style)
        : base(style) => Limits = new Limits { Timeout = Patience };

    [Theory]
    [InlineData("")]
    [InlineData(Get)]
    [InlineData("\r\n\r\n")]
    public void Idle_IsClosedWithoutAWord(string before)
    {
        using Socket client = Connect();
        Send(client, before);
        var output = new MemoryStream();
        Receive(client, output);
        output.SetLength(0);

        PassSeconds(Patience);
        Assert.False(Handler.IsClosed);
        PassSeconds(1);

        Assert.True(Handler.IsClosed);
        Assert.Empty(ReceiveAll(client, output));
        AssertNoErrors();
    }

    [Theory]
    [InlineData("G")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX")]
    [InlineData(BeginningOfPost)]
    [InlineData(BeginningOfPost + "abc")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n")]
    public void HalfARequest_IsAnsweredWith408(string half)
    {
        using Socket client = Connect();
        PassSeconds(Patience / 2);
        Send(client, half);

        PassSeconds(Patience);
        Assert.True(Receive(client, new MemoryStream()));
        PassSeconds(1);

        Answer answer = Assert.Single(Answer.ReadAll(ReceiveAll(client)));
        Assert.Equal("408 Request Timeout", answer.Status);
        Assert.True(answer.Closes);
        AssertNoErrors();
    }

    /// <summary>One byte now and then does not keep a head alive; it has to be whole in time.</summary>
    [Fact]
    public void HeadByDrips_IsAnsweredWith408()
    {
        using Socket client = Connect();
        for (int i = 0; i <= Patience / 10; i++)
        {
            Send(client, "a");
            PassSeconds(i < Patience / 10 ? 10 : 1);
        }

        Assert.Equal("408 Request Timeout", Assert.Single(Answer.ReadAll(ReceiveAll(client))).Status);
        AssertNoErrors();
    }

    [Fact]
    public void EmptyLinesNowAndThen_KeepNothingAlive()
    {
        using Socket client = Connect();
        for (int i = 0; i <= Patience / 10; i++)
        {
            Send(client, "\r\n\r\n");
            PassSeconds(i < Patience / 10 ? 10 : 1);
        }

        Assert.True(Handler.IsClosed);
        AssertNoErrors();
    }

    /// <summary>A body takes as long as it takes, as long as it goes on.</summary>
    [Fact]
    public void BodyInSlowPieces_IsRead()
    {
        using Socket client = Connect();
        Send(client, BeginningOfPost);
        for (int i = 0; i < 10; i++)
        {
            PassSeconds(Patience);
            Send(client, new string('a', 100));
        }

        Assert.Equal("200 OK", Assert.Single(ReceiveAnswers(client, 1)).Status);
        AssertNoErrors();
    }

    [Fact]
    public void RequestsNowAndThen_KeepTheConnection()
    {
        using Socket client = Connect();
        for (int i = 0; i < 10; i++)
        {
            Send(client, Get);
            Assert.Single(ReceiveAnswers(client, 1));
            PassSeconds(Patience);
        }

        Assert.False(Handler.IsClosed);
        AssertNoErrors();
    }

    [Theory]
    [InlineData("")]
    [InlineData(BeginningOfPost)]
    public void WithoutALimit_TheServerWaits(string half)
    {
        Limits = new Limits { Timeout = 0 };
        using Socket client = Connect();
        Send(client, half);

        PassSeconds(10_000);

        Assert.False(Handler.IsClosed);
        Assert.True(Receive(client, new MemoryStream()));
        AssertNoErrors();
    }

    /// <summary>Whatever the limit, and whatever the client still sends.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public void AfterTheLastAnswer_TheClientIsWaitedForAMoment(int timeout)
    {
        Limits = new Limits { Timeout = timeout };
        using Socket client = Connect();
        Send(client, Last);
        Assert.Single(Answer.ReadAll(ReceiveAll(client)));

        PassSeconds(1);
        Send(client, Get);
        PassSeconds(1);
        Assert.False(Handler.IsClosed);
        PassSeconds(1);

        Assert.True(Handler.IsClosed);
        AssertNoErrors();
    }

    [Fact]
    public void ClientThatDoesNotRead_IsAborted()
    {
        using Socket client = AskForMuch();

        PassSeconds(Patience);
        Assert.False(Handler.IsClosed);
        PassSeconds(1);

        Assert.True(Handler.IsClosed);
        AssertNoErrors();
    }

    [Fact]
    public void ClientThatReadsSlowly_IsServed()
    {
        using Socket client = AskForMuch();
        var output = new MemoryStream();
        while (Handler.PendingOutput > 0)
        {
            PassSeconds(Patience);
            Assert.True(Receive(client, output));
            Pass();
        }

        Receive(client, output);
        Assert.Equal(4_000_000, Assert.Single(Answer.ReadAll(output.ToArray())).Body.Length);
        AssertNoErrors();
    }

    [Fact]
    public void Date_FollowsTheClock()
    {
        using Socket client = Connect();
        Send(client, Get);
        Assert.Equal("Sat, 01 Jan 2000 00:00:00 GMT", ReceiveAnswers(client, 1)[0].Fields["Date"]);

        PassSeconds(59);
        Send(client, Get);

        Assert.Equal("Sat, 01 Jan 2000 00:00:59 GMT", ReceiveAnswers(client, 1)[0].Fields["Date"]);
    }

    /// <summary>A stop closes what is idle, and lets an answer under way arrive whole.</summary>
    [Fact]
    public void GracefulStop_SendsWhatWaits()
    {
        using Socket idle = Connect();
        Dispatcher idleHandler = Handler;
        using Socket client = AskForMuch();

        Loop.Stop(TimeSpan.FromSeconds(5));

        Assert.True(idleHandler.IsClosed);
        Assert.Empty(ReceiveAll(idle));
        byte[] output = ReceiveAll(client);
        Assert.Equal(4_000_000, Assert.Single(Answer.ReadAll(output)).Body.Length);
        Assert.True(Handler.IsClosed);
        AssertNoErrors();
    }

    /// <summary>A client that has not read its answer, which is more than the kernel has room for.</summary>
    private Socket AskForMuch()
    {
        Socket client = Connect();
        string request = $"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n{new string('a', 4_000_000)}";
        byte[] bytes = Encoding.ASCII.GetBytes(request);
        for (int sent = 0; sent < bytes.Length; Pass())
        {
            sent += client.Send(bytes.AsSpan(sent), SocketFlags.None, out _);
        }

        RunUntil(() => Handler.PendingOutput > 0);
        return client;
    }
}

public sealed class TimeOnCompatTests() : TimeTests(Styles.Compat);

public sealed class TimeOnAwaitTests() : TimeTests(Styles.Await);
