using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Tests;

using HttpServer;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>What is too much is refused, at the first byte beyond the limit, and not kept.</summary>
public abstract class LimitTests : ServerTest
{
    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n";
    private const string Post = "POST /echo HTTP/1.1\r\nHost: x\r\n";

    protected LimitTests(string style)
        : base(style) => Limits = new Limits { Line = 100, Header = 300, Fields = 5, Body = 1000 };

    public static TheoryData<string, string> Requests => new()
    {
        { Padded("GET /?", 100 - 9) + " HTTP/1.1\r\nHost: x\r\n\r\n", "200 OK" },
        { Padded("GET /?", 101 - 9) + " HTTP/1.1\r\nHost: x\r\n\r\n", "414 URI Too Long" },
        { Padded("GET /?", 1000), "414 URI Too Long" },
        { Padded(Get + "X: ", 300) + "\r\n\r\n", "200 OK" },
        { Padded(Get + "X: ", 301) + "\r\n\r\n", "431 Request Header Fields Too Large" },
        { Padded(Get + "X: ", 1000), "431 Request Header Fields Too Large" },
        { Get + string.Concat(Enumerable.Repeat("X: y\r\n", 4)) + "\r\n", "200 OK" },
        { Get + string.Concat(Enumerable.Repeat("X: y\r\n", 5)) + "\r\n", "431 Request Header Fields Too Large" },
        { $"{Post}Content-Length: 1000\r\n\r\n{Padded("", 1000)}", "200 OK" },
        { $"{Post}Content-Length: 1001\r\n\r\n{Padded("", 1001)}", "413 Content Too Large" },
        { $"{Get}Content-Length: 1001\r\n\r\n{Padded("", 1001)}", "413 Content Too Large" },
        { Chunked(900, 100, 0) + "\r\n", "200 OK" },
        { Chunked(900, 101, 0) + "\r\n", "413 Content Too Large" },
        { Chunked(1001), "413 Content Too Large" },
        { Chunked(5, 0) + Padded("X: ", 300) + "\r\n\r\n", "200 OK" },
        { Chunked(5, 0) + Padded("X: ", 301) + "\r\n\r\n", "431 Request Header Fields Too Large" },
        { Chunked(5, 0) + string.Concat(Enumerable.Repeat("X: y\r\n", 300)) + "\r\n", "431 Request Header Fields Too Large" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void AtTheLimitAndBeyond_WhateverThePieces(string request, string status)
    {
        const string Next = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
        foreach (int size in (int[])[int.MaxValue, 1, 7])
        {
            string input = request + Next;
            IReadOnlyList<Answer> answers = Answer.ReadAll(Exchange(input, Enumerable.Repeat(size, (input.Length - 1) / size)));

            Assert.Equal(status, answers[0].Status);
            Assert.Equal(status == "200 OK" ? 2 : 1, answers.Count);
            Assert.Equal(status != "200 OK", answers[0].Closes);
        }

        AssertNoErrors();
    }

    /// <summary>The refusal comes with the first piece beyond the limit, and what follows leaves no trace.</summary>
    [Theory]
    [InlineData("GET /", "414 URI Too Long")]
    [InlineData(Get + "X: ", "431 Request Header Fields Too Large")]
    [InlineData(Get + "X: y\r\n\r\n\r\n\r\n" + Get + "X: ", "431 Request Header Fields Too Large")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\n1;", "400 Bad Request")]
    [InlineData(Post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", "431 Request Header Fields Too Large")]
    public void TextWithoutEnd_IsRefusedAndNotKept(string beginning, string status)
    {
        Limits = new Limits();
        using Socket client = Connect();
        var output = new MemoryStream();
        Send(client, beginning);
        Receive(client, output);
        output.SetLength(0); // the answer to what came before

        byte[] piece = new byte[4096];
        piece.AsSpan().Fill((byte)'a');
        int sent = beginning.Length;
        for (; output.Length == 0; sent += piece.Length)
        {
            Assert.InRange(sent, 0, Limits.Header + 4096);
            Send(client, piece, output);
        }

        Assert.Equal(status, Assert.Single(Answer.ReadAll(output.ToArray())).Status);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 10_000; i++)
        {
            Send(client, piece, output);
        }

        Assert.False(Handler.IsClosed);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1_000_000);
        AssertNoErrors();
    }

    /// <summary>A request that is refused before it could be read has nothing of the one before: its answer has a body.</summary>
    [Fact]
    public void RefusalAfterHead_HasABody()
    {
        string input = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + Padded(Get + "X: ", 1000);

        IReadOnlyList<Answer> answers = Answer.ReadAll(Exchange(input, input.Length), withoutBody: 0);

        Assert.Equal(["200 OK", "431 Request Header Fields Too Large"], answers.Select(answer => answer.Status));
    }

    /// <summary>The limit is of one body, not of all bodies of a connection.</summary>
    [Fact]
    public void ManyBodies_AreLimitedOneByOne()
    {
        string input = string.Concat(Enumerable.Repeat(Chunked(900, 0) + "X: y\r\n\r\n", 5));

        Assert.Equal(Enumerable.Repeat("200 OK", 5), Answer.ReadAll(Exchange(input)).Select(answer => answer.Status));
    }

    /// <summary>
    /// A client that learns only afterwards that it has sent too much still gets the answer: it is not destroyed by a reset, as
    /// it would be if the server closed with input unread.
    /// </summary>
    [Fact]
    public void BodyTooLarge_ClientThatSendsAllOfItFirst_GetsTheAnswer()
    {
        using Socket client = Connect(StreamFamily.IPv4);
        byte[] request = Encoding.ASCII.GetBytes($"{Post}Content-Length: 10000000\r\n\r\n{Padded("", 10_000_000)}");
        for (int sent = 0, passes = 0; sent < request.Length; passes++)
        {
            int count = client.Send(request.AsSpan(sent), SocketFlags.None, out SocketError error);
            Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"After {sent} bytes: {error}");
            Assert.True(passes < 1_000_000, "The server takes no more.");
            sent += count;
            Pass();
        }

        Answer answer = Assert.Single(Answer.ReadAll(ReceiveAll(client)));

        Assert.Equal("413 Content Too Large", answer.Status);
        AssertNoErrors();
    }

    private static string Padded(string text, int length) => text.PadRight(length, 'a');

    /// <summary>A request with chunks of these sizes; behind one of 0, trailers are to come.</summary>
    private static string Chunked(params int[] sizes) => Post + "Transfer-Encoding: chunked\r\n\r\n"
        + string.Concat(sizes.Select(size => size == 0 ? "0\r\n" : $"{size:x}\r\n{Padded("", size)}\r\n"));
}

public sealed class LimitOnCompatTests() : LimitTests(Styles.Compat);

public sealed class LimitOnAwaitTests() : LimitTests(Styles.Await);
