using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>What the server answers, request by request.</summary>
public abstract class DialogueTests(string style) : ServerTest(style)
{
    private const string Host = "Host: localhost\r\n";

    /// <summary>Sent behind each request of the table: it is answered with 404 if the connection has stayed open.</summary>
    private const string Next = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";

    /// <summary>Requests that can be read: the connection goes on.</summary>
    public static TheoryData<string, string> Kept => new()
    {
        { $"GET / HTTP/1.1\r\n{Host}\r\n", "200 OK" },
        { "GET / HTTP/1.1\r\nHost:\r\n\r\n", "200 OK" },
        { "GET / HTTP/1.1\r\nhOsT:[::1]:80\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}Connection: keep-alive\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}Connection: upgrade,,\r\n\r\n", "200 OK" },
        { "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "200 OK" },
        { "GET / HTTP/1.0\r\nConnection: foo, keep-alive\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.2\r\n{Host}\r\n", "200 OK" },

        // Empty lines in front of the request line.
        { $"\r\nGET / HTTP/1.1\r\n{Host}\r\n", "200 OK" },
        { $"\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n{Host}\r\n", "200 OK" },

        // Targets.
        { $"GET /?a=b HTTP/1.1\r\n{Host}\r\n", "200 OK" },
        { $"GET http://localhost/ HTTP/1.1\r\n{Host}\r\n", "200 OK" },
        { $"GET HTTP://localhost:80 HTTP/1.1\r\n{Host}\r\n", "200 OK" },
        { $"GET https://[::1]?q HTTP/1.1\r\n{Host}\r\n", "200 OK" },
        { $"GET http://localhost/nosuch HTTP/1.1\r\n{Host}\r\n", "404 Not Found" },
        { $"GET /nosuch HTTP/1.1\r\n{Host}\r\n", "404 Not Found" },
        { $"GET // HTTP/1.1\r\n{Host}\r\n", "404 Not Found" },
        { $"GET /%65cho HTTP/1.1\r\n{Host}\r\n", "404 Not Found" },
        { $"PUT /nosuch HTTP/1.1\r\n{Host}Content-Length: 3\r\n\r\nabc", "404 Not Found" },

        // Methods.
        { $"PUT / HTTP/1.1\r\n{Host}Content-Length: 3\r\n\r\nabc", "405 Method Not Allowed" },
        { $"POST / HTTP/1.1\r\n{Host}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "405 Method Not Allowed" },
        { $"GET /echo HTTP/1.1\r\n{Host}\r\n", "405 Method Not Allowed" },
        { $"DELETE /echo HTTP/1.1\r\n{Host}\r\n", "405 Method Not Allowed" },
        { $"OPTIONS * HTTP/1.1\r\n{Host}\r\n", "405 Method Not Allowed" },
        { $"BREW / HTTP/1.1\r\n{Host}\r\n", "501 Not Implemented" },
        { $"BREW /nosuch HTTP/1.1\r\n{Host}Content-Length: 3\r\n\r\nabc", "501 Not Implemented" },
        { $"get / HTTP/1.1\r\n{Host}\r\n", "501 Not Implemented" },
        { $"CONNECT localhost:80 HTTP/1.1\r\n{Host}\r\n", "501 Not Implemented" },

        // Fields.
        { $"GET / HTTP/1.1\r\n{Host}X:\r\nY: \t \r\nZ:\ta b\t\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}X: \u00e9\u00ff\r\n!#$%&'*+-.^_`|~9aZ: token\r\n\r\n", "200 OK" },
        { "GET / HTTP/1.0\r\nConnection: keep-alive\r\nExpect: something\r\n\r\n", "200 OK" },

        // Bodies.
        { $"GET / HTTP/1.1\r\n{Host}Content-Length: 5\r\n\r\nabcde", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}Content-Length: 0\r\n\r\n", "200 OK" },
        { $"POST /echo HTTP/1.1\r\n{Host}\r\n", "200 OK" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 3\r\n\r\nabc", "200 OK" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 0003\r\n\r\nabc", "200 OK" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "200 OK" },
        { "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc", "200 OK" },
    };

    /// <summary>The last requests of their connections.</summary>
    public static TheoryData<string, string> Closed => new()
    {
        { "GET / HTTP/1.0\r\n\r\n", "200 OK" },
        { "GET / HTTP/1.0\r\nConnection: close\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}Connection: CLOSE\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}Connection: keep-alive, close\r\n\r\n", "200 OK" },
        { $"GET / HTTP/1.1\r\n{Host}Connection: close\r\nConnection: keep-alive\r\n\r\n", "200 OK" },
        { $"GET /nosuch HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", "404 Not Found" },

        // Request lines.
        { $"GET /\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET  / HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET /  HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / a HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1 \r\n{Host}\r\n", "400 Bad Request" },
        { $" GET / HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET\t/\tHTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"G(T / HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / http/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.10\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.x\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / XTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET nosuch HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET localhost:80 HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET ftp://localhost/ HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET http:/// HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET http://a@b/ HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET /\u00e9 HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET /\0 HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"\nGET / HTTP/1.1\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / HTTP/2.0\r\n{Host}\r\n", "505 HTTP Version Not Supported" },
        { $"GET / HTTP/0.9\r\n{Host}\r\n", "505 HTTP Version Not Supported" },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 HTTP Version Not Supported" },

        // Lines and fields.
        { "GET / HTTP/1.1\nHost: localhost\n\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}X: a\0b\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}X: a\u007fb\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host} folded\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}X: y\r\n\tfolded\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n X: y\r\n{Host}\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}X : y\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}X\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}: y\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}\u00e9: y\r\n\r\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\n\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.1\r\n{Host}{Host}\r\n", "400 Bad Request" },
        { $"GET / HTTP/1.0\r\n{Host}{Host}\r\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Expect: 200-ok\r\nContent-Length: 3\r\n\r\nabc", "417 Expectation Failed" },

        // Lengths.
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: -3\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: +3\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 3 3\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 3, 3\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 0x3\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: three\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 3.0\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length:\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 9223372036854775808\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 18446744073709551619\r\n\r\nabc", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 4294967299\r\n\r\nabc", "413 Content Too Large" },

        // Codings.
        { $"POST /echo HTTP/1.1\r\n{Host}Transfer-Encoding: gzip\r\n\r\n", "501 Not Implemented" },
        { $"POST /echo HTTP/1.1\r\n{Host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501 Not Implemented" },
        { $"POST /echo HTTP/1.1\r\n{Host}Transfer-Encoding:\r\n\r\n", "501 Not Implemented" },
        {
            $"POST /echo HTTP/1.1\r\n{Host}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "501 Not Implemented"
        },
        { $"POST /echo HTTP/1.1\r\n{Host}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "400 Bad Request" },
        { $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\nabc", "400 Bad Request" },
        { "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 Bad Request" },
        { Chunked("3\r\nabcd\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked("3\r\nab\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked("\r\n"), "400 Bad Request" },
        { Chunked("g\r\n"), "400 Bad Request" },
        { Chunked("-1\r\n"), "400 Bad Request" },
        { Chunked("0x3\r\nabc\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked(" 3\r\nabc\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked("3 x\r\nabc\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked("3;a=\n\r\nabc\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked("3\nabc\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked("3;" + new string('x', 2000) + "\r\nabc\r\n0\r\n\r\n"), "400 Bad Request" },
        { Chunked("ffffffffffffffffffffffffffffffff3\r\nabc\r\n0\r\n\r\n"), "413 Content Too Large" },
        { Chunked("100000003\r\nabc\r\n0\r\n\r\n"), "413 Content Too Large" },
        { Chunked("0\r\nno field\r\n\r\n"), "400 Bad Request" },
        { Chunked("0\r\n folded: y\r\n\r\n"), "400 Bad Request" },
        { Chunked("0\r\nX: a\0b\r\n\r\n"), "400 Bad Request" },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void Answered_AndTheConnectionGoesOn(string request, string status)
    {
        foreach (int size in (int[])[int.MaxValue, 1])
        {
            IReadOnlyList<Answer> answers = Answer.ReadAll(Exchange(request + Next, InPiecesOf(size, request + Next)));

            Assert.Equal([status, "404 Not Found"], answers.Select(answer => answer.Status));
            Assert.Equal(request.Contains("HTTP/1.0", StringComparison.Ordinal) ? "keep-alive" : null,
                answers[0].Fields.GetValueOrDefault("Connection"));
        }

        AssertNoErrors();
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public void Answered_AndTheConnectionCloses(string request, string status)
    {
        foreach (int size in (int[])[int.MaxValue, 1])
        {
            Answer answer = Assert.Single(Answer.ReadAll(Exchange(request + Next, InPiecesOf(size, request + Next))));

            Assert.Equal(status, answer.Status);
            Assert.True(answer.Closes);
        }

        AssertNoErrors();
    }

    /// <summary>The server does not wait for the client to end its input.</summary>
    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\n\n")]
    public void LastAnswer_EndsTheOutput(string request)
    {
        using Socket client = Connect();
        Send(client, request);

        Assert.Single(Answer.ReadAll(ReceiveAll(client)));

        Assert.False(Handler.IsClosed); // it lets the client go first
        client.Dispose();
        RunUntil(() => Handler.IsClosed);
        AssertNoErrors();
    }

    [Fact]
    public void Get_IsThis()
    {
        string output = Encoding.ASCII.GetString(Exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));

        Assert.Equal(
            "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/plain\r\n"
            + "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\n\r\nHello, World!",
            output);
    }

    [Theory]
    [InlineData("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", "200 OK")]
    [InlineData("HEAD /nosuch HTTP/1.1\r\nHost: x\r\n\r\n", "404 Not Found")]
    [InlineData("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\n", "405 Method Not Allowed")]
    [InlineData("HEAD / HTTP/1.1\r\n\r\n", "400 Bad Request")]
    public void Head_IsAnsweredAsGetButWithoutTheBody(string request, string status)
    {
        Answer head = Assert.Single(Answer.ReadAll(Exchange(request), withoutBody: 0));
        Answer get = Assert.Single(Answer.ReadAll(Exchange(request.Replace("HEAD", "GET", StringComparison.Ordinal))));

        Assert.Equal(status, head.Status);
        Assert.Equal(status, get.Status);
        Assert.Equal(get.Fields, head.Fields);
        Assert.Equal(get.Fields["Content-Length"], get.Body.Length.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("PUT /", "GET, HEAD")]
    [InlineData("GET /echo", "POST")]
    [InlineData("OPTIONS *", "GET, HEAD, POST")]
    public void NotAllowed_SaysWhatIs(string request, string allowed)
    {
        Answer answer = Assert.Single(Answer.ReadAll(Exchange($"{request} HTTP/1.1\r\n{Host}\r\n")));

        Assert.Equal("405 Method Not Allowed", answer.Status);
        Assert.Equal(allowed, answer.Fields["Allow"]);
    }

    [Theory]
    [InlineData("Content-Type: text/html; charset=utf-8\r\n", "text/html; charset=utf-8")]
    [InlineData("content-TYPE:a/b\r\n", "a/b")]
    [InlineData("", "application/octet-stream")]
    public void Echo_GivesBodyAndTypeBack(string field, string type)
    {
        const string Body = "GET / HTTP/1.1\r\n\r\n\0\u00ff";
        string request = $"POST /echo HTTP/1.1\r\n{Host}{field}Content-Length: {Body.Length}\r\n\r\n{Body}";

        Answer answer = Assert.Single(Answer.ReadAll(Exchange(request)));

        Assert.Equal(Body, answer.Body);
        Assert.Equal(type, answer.Fields["Content-Type"]);
    }

    [Theory]
    [InlineData("3\r\nabc\r\n0\r\n\r\n", "abc")]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("00\r\n\r\n", "")]
    [InlineData("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789")]
    [InlineData("0003\r\nabc\r\n1;x=y;z=\"q\"\r\nd\r\n2 \t;x\r\nef\r\n0;last\r\n\r\n", "abcdef")]
    [InlineData("4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n")]
    [InlineData("5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n")]
    [InlineData("1\r\na\r\n0\r\nX: y\r\nContent-Length: 7\r\nTransfer-Encoding: gzip\r\n\r\n", "a")]
    public void Chunks_ArePutTogether(string chunks, string body)
    {
        string input = Chunked(chunks) + Next;
        foreach (int size in (int[])[int.MaxValue, 1, 2, 3])
        {
            IReadOnlyList<Answer> answers = Answer.ReadAll(Exchange(input, InPiecesOf(size, input)));

            Assert.Equal(["200 OK", "404 Not Found"], answers.Select(answer => answer.Status));
            Assert.Equal(body, answers[0].Body);
        }

        AssertNoErrors();
    }

    [Theory]
    [InlineData("Content-Length: 3\r\n", "abc")]
    [InlineData("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")]
    public void Expect_IsAnsweredBeforeTheBodyComes(string field, string body)
    {
        using Socket client = Connect();
        Send(client, $"POST /echo HTTP/1.1\r\n{Host}Expect: 100-Continue\r\n{field}\r\n");
        Assert.Equal("100 Continue", Assert.Single(ReceiveAnswers(client, 1)).Status);

        Send(client, body);

        Answer answer = Assert.Single(ReceiveAnswers(client, 1));
        Assert.Equal("200 OK", answer.Status);
        Assert.Equal("abc", answer.Body);
        AssertNoErrors();
    }

    /// <summary>There is nothing to wait for; an old client would take it for the answer.</summary>
    [Theory]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc")]
    public void Expect_WithoutABodyOrInTheOldVersion_IsIgnored(string request) =>
        Assert.Equal("200 OK", Assert.Single(Answer.ReadAll(Exchange(request))).Status);

    /// <summary>A client that waits before it sends too much is told at once.</summary>
    [Fact]
    public void Expect_BodyTooLarge_IsRefusedInstead()
    {
        string request = $"POST /echo HTTP/1.1\r\n{Host}Expect: 100-continue\r\nContent-Length: {Limits.Body + 1}\r\n\r\n";

        Assert.Equal("413 Content Too Large", Assert.Single(Answer.ReadAll(Exchange(request))).Status);
    }

    private static string Chunked(string chunks) => $"POST /echo HTTP/1.1\r\n{Host}Transfer-Encoding: Chunked\r\n\r\n{chunks}";

    private static IEnumerable<int> InPiecesOf(int size, string input) => Enumerable.Repeat(size, (input.Length - 1) / size);
}

public sealed class DialogueOnCompatTests() : DialogueTests(Styles.Compat);

public sealed class DialogueOnAwaitTests() : DialogueTests(Styles.Await);
