using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Tests;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>Many requests on one connection, in whatever pieces they come.</summary>
public abstract class PipeliningTests(string style) : ServerTest(style)
{
    /// <summary>A request of each kind, one behind the other.</summary>
    internal const string Dialogue =
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        + "\r\nHEAD / HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"
        + "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: a/b\r\n\r\n\r\n\r\nGET /"
        + "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n\r\n\r\n\r\n\r\n1;x\r\n!\r\n0\r\nT: u\r\n\r\n"
        + "GET /nosuch HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\r\n\r\n"
        + "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok"
        + "DELETE /echo HTTP/1.1\r\nHost: x\r\n\r\n"
        + "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        + "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        + "GET /never HTTP/1.1\r\nHost: x\r\n\r\n";

    private static readonly (string Status, string Body)[] Expected =
    [
        ("200 OK", "Hello, World!"),
        ("200 OK", ""),
        ("200 OK", "\r\n\r\nGET /"),
        ("200 OK", "\r\n\r\n\r\n!"),
        ("404 Not Found", "404 Not Found\n"),
        ("100 Continue", ""),
        ("200 OK", "ok"),
        ("405 Method Not Allowed", "405 Method Not Allowed\n"),
        ("200 OK", "Hello, World!"),
        ("200 OK", "Hello, World!"),
    ];

    [Fact]
    public void AtOnce_AreAnsweredInOrder()
    {
        IReadOnlyList<Answer> answers = Answer.ReadAll(Exchange(Dialogue), withoutBody: 1);

        Assert.Equal(Expected, answers.Select(answer => (answer.Status, answer.Body)));
        Assert.Equal("a/b", answers[2].Fields["Content-Type"]);
        Assert.Equal("keep-alive", answers[^2].Fields["Connection"]);
        Assert.Equal([.. Enumerable.Repeat(false, Expected.Length - 1), true], answers.Select(answer => answer.Closes));
        AssertNoErrors();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(63)]
    [InlineData(200)]
    public void InEqualPieces_TheAnswersAreTheSame(int size)
    {
        Assert.Equal(Exchange(Dialogue), Exchange(Dialogue, Enumerable.Repeat(size, (Dialogue.Length / size) + 1)));
        AssertNoErrors();
    }

    [Fact]
    public void CutAnywhere_TheAnswersAreTheSame()
    {
        byte[] expected = Exchange(Dialogue);
        for (int cut = 1; cut < Dialogue.Length; cut++)
        {
            Assert.Equal(expected, Exchange(Dialogue, cut));
        }

        AssertNoErrors();
    }

    [Fact]
    public void InRandomPieces_TheAnswersAreTheSame()
    {
        byte[] expected = Exchange(Dialogue);
        var random = new Random(17);
        for (int run = 0; run < 200; run++)
        {
            int most = random.Next(2, 60);
            Assert.Equal(expected, Exchange(Dialogue, Enumerable.Range(0, 200).Select(_ => random.Next(1, most)).ToArray()));
        }

        AssertNoErrors();
    }

    /// <summary>What has come together is answered together.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("GET / HTT")]
    public void SixteenAtOnce_AreAnsweredWithOneSend(string behind)
    {
        (FaultySocket server, Socket client) = ConnectCounted();

        Send(client, string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 16)) + behind);

        Assert.Equal(16, ReceiveAnswers(client, 16).Count);
        Assert.Equal(1, server.Sends);
    }

    /// <summary>More than fits the buffers on the way: the server stops reading, and goes on when the client reads.</summary>
    [Fact]
    public void Thousands_AreAllAnswered()
    {
        const int Requests = 30_000;
        var input = new StringBuilder();
        for (int i = 0; i < Requests; i++)
        {
            input.Append("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n").Append(i.ToString("D5", null));
        }

        byte[] output = Exchange(input.ToString());

        IReadOnlyList<Answer> answers = ReadAllByLength(output);
        Assert.Equal(Enumerable.Range(0, Requests).Select(i => i.ToString("D5", null)), answers.Select(answer => answer.Body));
        AssertNoErrors();
    }

    /// <summary>The end of the client's output is not the end of its input.</summary>
    [Fact]
    public void ClientThatEndsItsOutputBeforeItReads_GetsItsAnswers()
    {
        const int Size = 240_000; // more than the kernel has room for, less than stops the reading
        using Socket client = Connect();
        var output = new MemoryStream();
        string request = $"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {Size}\r\n\r\n{new string('a', Size)}";
        byte[] bytes = Encoding.ASCII.GetBytes(request);
        for (int sent = 0; sent < bytes.Length; Pass())
        {
            sent += client.Send(bytes.AsSpan(sent), SocketFlags.None, out _);
        }

        End(client);
        Pass(3);
        Assert.InRange(Handler.PendingOutput, 1, Size);

        Answer answer = Assert.Single(Answer.ReadAll(ReceiveAll(client, output)));
        Assert.Equal(Size, answer.Body.Length);
        Assert.True(Handler.IsClosed);
        AssertNoErrors();
    }

    /// <summary>The same as <see cref="Answer.ReadAll"/>, for answers of one length: that one copies the rest for each.</summary>
    private static IReadOnlyList<Answer> ReadAllByLength(byte[] output)
    {
        int length = output.AsSpan(1).IndexOf("HTTP/1.1"u8) + 1;
        Assert.Equal(0, output.Length % length);
        return [.. output.Chunk(length).Select(one => Assert.Single(Answer.ReadAll(one)))];
    }
}

public sealed class PipeliningOnCompatTests() : PipeliningTests(Styles.Compat);

public sealed class PipeliningOnAwaitTests() : PipeliningTests(Styles.Await);
