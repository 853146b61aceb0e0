using System.Net;
using System.Text;

using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>The program in each style, driven by <c>curl</c>.</summary>
public abstract class CurlTests(string style) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("http-server-");

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public void Get_Greets() =>
        Assert.Equal("Hello, World! 200 text/plain 13", Curl("/", "-w", " %{http_code} %{content_type} %{size_download}"));

    [SkippableFact]
    public void Head_HasTheLengthAndNoBody()
    {
        string output = Curl("/", "--head");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", output, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 13\r\n", output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("/nosuch", "-i", "404 Not Found")]
    [InlineData("/echo", "-i", "405 Method Not Allowed")]
    [InlineData("/", "-iXPUT", "405 Method Not Allowed")]
    [InlineData("/", "-iXBREW", "501 Not Implemented")]
    [InlineData("/", "-iHHost:", "400 Bad Request")]
    public void Other_IsRefused(string path, string option, string status) =>
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", Curl(path, option), StringComparison.Ordinal);

    /// <summary>Above a megabyte curl waits for 100 Continue by itself; here it is told to, and not to.</summary>
    [SkippableTheory]
    [InlineData("Expect: 100-continue")]
    [InlineData("Expect:")]
    [InlineData("Transfer-Encoding: chunked")]
    public void PostOfAMegabyte_ComesBack(string header)
    {
        byte[] body = new byte[1 << 20];
        new Random(5).NextBytes(body);
        string file = Path.Combine(_folder.FullName, "body");
        string answer = Path.Combine(_folder.FullName, "answer");
        File.WriteAllBytes(file, body);

        string output = Curl(
            "/echo", "-H", header, "-H", "Content-Type: a/b", "--data-binary", "@" + file,
            "-o", answer, "-w", "%{http_code} %{content_type}");

        Assert.Equal("200 a/b", output);
        Assert.True(body.AsSpan().SequenceEqual(File.ReadAllBytes(answer)), "The body did not come back as it was.");
    }

    [SkippableFact]
    public void Expect_IsAnsweredFirst()
    {
        string log = Path.Combine(_folder.FullName, "trace");

        Assert.Equal("text", Curl("/echo", "-H", "Expect: 100-continue", "-d", "text", "--trace-ascii", log));

        string trace = File.ReadAllText(log);
        int question = trace.IndexOf("Expect: 100-continue", StringComparison.Ordinal);
        int permission = trace.IndexOf("HTTP/1.1 100 Continue", StringComparison.Ordinal);
        int body = trace.IndexOf("=> Send data", StringComparison.Ordinal);
        Assert.True(question >= 0 && question < permission && permission < body, trace);
    }

    [SkippableFact]
    public void TwoUrls_TakeOneConnection()
    {
        string curl = Programs.Require("curl");
        using var server = ChildProcess.Server("HttpServer", out IPEndPoint address, "--style", style);
        string url = $"http://{address}";

        string output = Run(
            curl, "-w", " %{num_connects}\n", $"{url}/", "--next", "-s", "-d", "text", "-w", " %{num_connects}\n", $"{url}/echo");

        Assert.Equal("Hello, World! 1\ntext 0\n", output);
    }

    [SkippableFact]
    public void Http10_IsAnsweredAndClosed()
    {
        string output = Curl("/", "--http1.0", "-i");

        Assert.Contains("\r\nConnection: close\r\n", output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nHello, World!", output, StringComparison.Ordinal);
    }

    /// <summary>curl gets the answer, however much of the body it has sent by then.</summary>
    [SkippableTheory]
    [InlineData("Expect: 100-continue")]
    [InlineData("Expect:")]
    [InlineData("Transfer-Encoding: chunked")]
    public void BodyTooLarge_IsRefused(string header)
    {
        string file = Path.Combine(_folder.FullName, "body");
        File.WriteAllBytes(file, new byte[5_000_000]);

        string output = CurlAt(["--max-body", "1000"], "/echo", "-H", header, "--data-binary", "@" + file, "-w", " %{http_code}");

        Assert.Equal("413 Content Too Large\n 413", output);
    }

    [SkippableFact]
    public void IPv6AndUnixSockets_AreServed()
    {
        string curl = Programs.Require("curl");
        string path = Path.Combine(_folder.FullName, "socket");
        using (var server = ChildProcess.Example("HttpServer", "--style", style, "--host", "unix:" + path))
        {
            server.WaitForLine("listening");
            Assert.Equal("Hello, World!", Run(curl, "--unix-socket", path, "http://localhost/"));
        }

        Skip.IfNot(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        Assert.Equal("Hello, World!", CurlAt(["--host", "::1"], "/", "-g"));
    }

    protected virtual void Dispose(bool disposing) => _folder.Delete(recursive: true);

    private string Curl(string path, params string[] options) => CurlAt([], path, options);

    /// <summary>Starts the program with these arguments, asks it once, and returns what curl wrote.</summary>
    private string CurlAt(string[] arguments, string path, params string[] options)
    {
        string curl = Programs.Require("curl");
        using var server = ChildProcess.Server("HttpServer", out IPEndPoint address, ["--style", style, .. arguments]);
        return Run(curl, [.. options, $"http://{address}{path}"]);
    }

    private static string Run(string curl, params string[] arguments)
    {
        // -q: whatever the user's own settings are.
        using var client = ChildProcess.Start(curl, ["-q", "-sS", "--noproxy", "*", "--max-time", "60", .. arguments]);
        client.Type(string.Empty);
        Assert.True(client.WaitForExit() == 0, client.Error);
        return Encoding.Latin1.GetString(client.OutputBytes);
    }
}

public sealed class CurlOnCompatTests() : CurlTests(Styles.Compat);

public sealed class CurlOnAwaitTests() : CurlTests(Styles.Await);
