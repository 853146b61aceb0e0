using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Examples.Tests;

/// <summary>The HTTP client against real web servers, started here over a folder of their own.</summary>
public sealed class HttpClientTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pages-");
    private readonly byte[] _page = new byte[300_000];

    public HttpClientTests()
    {
        new Random(3).NextBytes(_page);
        File.WriteAllBytes(Path.Combine(_root.FullName, "page.bin"), _page);
    }

    public static TheoryData<string> Styles => ["compat", "await"];

    public void Dispose() => _root.Delete(recursive: true);

    [SkippableTheory]
    [MemberData(nameof(Styles))]
    public void PythonHttpServer_PageComesByteForByte(string style)
    {
        string python = Programs.Require("python3");
        using var server = ChildProcess.Start(python, ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1"], _root.FullName);
        string[] words = server.WaitForLine("Serving HTTP on 127.0.0.1 port").Split(' ');
        string port = words[Array.IndexOf(words, "port") + 1];

        using var client = ChildProcess.Example("HttpClient", "127.0.0.1", "/page.bin", "--port", port, "--style", style);

        AssertPage(client);
    }

    [SkippableTheory]
    [MemberData(nameof(Styles))]
    public void PythonHttpServer_NoSuchPage_PrintsTheAnswer(string style)
    {
        string python = Programs.Require("python3");
        using var server = ChildProcess.Start(python, ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1"], _root.FullName);
        string[] words = server.WaitForLine("Serving HTTP on 127.0.0.1 port").Split(' ');
        string port = words[Array.IndexOf(words, "port") + 1];

        using var client = ChildProcess.Example("HttpClient", "localhost", "/nosuch", "--port", port, "--style", style);

        Assert.Equal(0, client.WaitForExit());
        Assert.StartsWith("HTTP/1.0 404 ", client.Output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Styles))]
    public void Nginx_PageComesByteForByte(string style)
    {
        string nginx = Programs.Require("nginx");
        using ChildProcess server = StartNginx(nginx, out int port);

        using var client = ChildProcess.Example("HttpClient", "127.0.0.1", "/page.bin", "--port", $"{port}", "--style", style);

        AssertPage(client);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Refused_OneLineOnStandardError_ExitCode1(string style)
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // taken, but nobody listens
        int port = ((IPEndPoint)bound.LocalEndPoint!).Port;

        using var client = ChildProcess.Example("HttpClient", "127.0.0.1", "/", "--port", $"{port}", "--style", style);

        Assert.Equal(1, client.WaitForExit());
        Assert.Contains($"127.0.0.1:{port}", client.Error, StringComparison.Ordinal);
        Assert.Contains("refused", client.Error, StringComparison.Ordinal);
        Assert.Single(client.Error, '\n');
        Assert.Empty(client.Output);
    }

    [Theory]
    [InlineData("compat", "127.0.0.1", "127.0.0.1")]
    [InlineData("compat", "::1", "[::1]")]
    [InlineData("await", "127.0.0.1", "127.0.0.1")]
    [InlineData("await", "::1", "[::1]")]
    public async Task Request_NamesTheHost_AndNoAnswerIsAnError(string style, string host, string named)
    {
        using var listener = new TcpListener(IPAddress.Parse(host), 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = ChildProcess.Example("HttpClient", host, "/a?b=c", "--port", $"{port}", "--style", style);
        string expected = $"GET /a?b=c HTTP/1.0\r\nHost: {named}:{port}\r\n\r\n";
        byte[] request = new byte[expected.Length];

        using (Socket connection = await listener.AcceptSocketAsync(Deadline.Token()))
        using (var stream = new NetworkStream(connection, ownsSocket: false))
        {
            await stream.ReadExactlyAsync(request, Deadline.Token());
        }

        Assert.Equal(expected, Encoding.ASCII.GetString(request));
        Assert.Equal(1, client.WaitForExit());
        Assert.Contains("without an answer", client.Error, StringComparison.Ordinal);
    }

    private void AssertPage(ChildProcess client)
    {
        Assert.Equal(0, client.WaitForExit());
        Assert.Empty(client.Error);
        ReadOnlySpan<byte> response = client.OutputBytes;
        int body = response.IndexOf("\r\n\r\n"u8) + 4;
        Assert.Contains(" 200 OK\r\n", Encoding.ASCII.GetString(response[..body]), StringComparison.Ordinal);
        Assert.True(response[body..].SequenceEqual(_page), $"{response.Length - body} bytes came, and are not the page.");
    }

    private ChildProcess StartNginx(string nginx, out int port)
    {
        string folder = _root.FullName;
        string configuration = Path.Combine(folder, "nginx.conf");
        for (int attempt = 1; ; attempt++)
        {
            port = FreePort();
            File.WriteAllText(configuration, $$"""
                daemon off;
                master_process off;
                pid {{folder}}/nginx.pid;
                error_log stderr notice;
                events {}
                http {
                    access_log off;
                    client_body_temp_path {{folder}}/body;
                    proxy_temp_path {{folder}}/proxy;
                    fastcgi_temp_path {{folder}}/fastcgi;
                    uwsgi_temp_path {{folder}}/uwsgi;
                    scgi_temp_path {{folder}}/scgi;
                    server {
                        listen 127.0.0.1:{{port}};
                        root {{folder}};
                    }
                }
                """);
            ChildProcess server = ChildProcess.Start(nginx, ["-e", "stderr", "-p", folder, "-c", configuration]);
            try
            {
                server.WaitForLine("[notice]"); // its first words once it listens
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                server.Dispose(); // somebody was quicker to take the port
            }
            catch
            {
                server.Dispose();
                throw;
            }
        }
    }

    /// <summary>A port that was free a moment ago: nginx cannot be asked to choose one.</summary>
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
