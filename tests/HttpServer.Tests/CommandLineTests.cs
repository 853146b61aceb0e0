using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>The contract of the examples' command lines, and the server's own options.</summary>
public sealed class CommandLineTests
{
    private const string Program = "HttpServer";

    [Theory]
    [InlineData("--style nosuch")]
    [InlineData("--port seven")]
    [InlineData("--max-line 0")]
    [InlineData("--max-header x")]
    [InlineData("--max-header")]
    [InlineData("--max-fields 0")]
    [InlineData("--max-body -1")]
    [InlineData("--max-body 99999999999")]
    [InlineData("--timeout 1.5")]
    [InlineData("--timeout 1 --timeout 2")]
    [InlineData("--nosuch")]
    [InlineData("extra")]
    public void BadArguments_OneLineOnStandardError_ExitCode2(string arguments)
    {
        using var process = ChildProcess.Example(Program, arguments.Split(' '));

        Assert.Equal(2, process.WaitForExit());
        AssertOneLine(process.Error);
        Assert.Empty(process.Output);
    }

    [Fact]
    public void Help_NamesEveryOption_ExitCode0()
    {
        using var process = ChildProcess.Example(Program, "--help");

        Assert.Equal(0, process.WaitForExit());
        Assert.Empty(process.Error);
        string[] options =
        [
            "--host", "--port", "--style", "--max-line", "8192", "414", "--max-header", "32768", "431", "--max-fields", "100",
            "--max-body", "8388608", "413", "--timeout", "60",
        ];
        Assert.All(options, option => Assert.Contains(option, process.Output, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Styles.All), MemberType = typeof(Styles))]
    public void PortInUse_OneLineNamesTheAddress_ExitCode1(string style)
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        holder.Listen();
        var address = (IPEndPoint)holder.LocalEndPoint!;
        using var process = ChildProcess.Example(Program, "--style", style, "--port", $"{address.Port}");

        Assert.Equal(1, process.WaitForExit());
        AssertOneLine(process.Error);
        Assert.Contains(address.ToString(), process.Error, StringComparison.Ordinal);
        Assert.Empty(process.Output);
    }

    [Theory]
    [MemberData(nameof(Styles.All), MemberType = typeof(Styles))]
    public async Task Options_SetTheLimits(string style)
    {
        using var server = ChildProcess.Server(
            Program, out IPEndPoint address,
            "--style", style, "--max-line", "40", "--max-header", "60", "--max-fields", "2", "--max-body", "2");
        const string Get = "GET / HTTP/1.1\r\nHost: x\r\n";
        const string Post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
        string a = new('a', 40);

        Assert.Equal("200 OK", await AskAsync(address, $"{Post}Content-Length: 2\r\n\r\nab"));
        Assert.Equal("414 URI Too Long", await AskAsync(address, $"GET /{a} HTTP/1.1\r\n\r\n"));
        Assert.Equal("431 Request Header Fields Too Large", await AskAsync(address, $"{Get}X: {a}\r\n\r\n"));
        Assert.Equal("431 Request Header Fields Too Large", await AskAsync(address, $"{Get}X:\r\nY:\r\n\r\n"));
        Assert.Equal("413 Content Too Large", await AskAsync(address, $"{Get}Content-Length: 3\r\n\r\n"));
    }

    /// <summary>The second that it takes is the system's; how long it is, is shown in <see cref="TimeTests"/>.</summary>
    [Theory]
    [MemberData(nameof(Styles.All), MemberType = typeof(Styles))]
    public async Task Timeout_IsCounted(string style)
    {
        using var server = ChildProcess.Server(Program, out IPEndPoint address, "--style", style, "--timeout", "1");

        Assert.Equal("408 Request Timeout", await AskAsync(address, "GET / HTTP/1.1\r\n"));
    }

    /// <summary>Whoever asked before the signal gets the answer, and whoever is idle the end.</summary>
    [Theory]
    [MemberData(nameof(Styles.All), MemberType = typeof(Styles))]
    public async Task Sigterm_SendsWhatWaits_ExitCode0(string style)
    {
        const int Size = 4_000_000; // more than the kernel's buffers for the way back hold
        using var server = ChildProcess.Server(Program, out IPEndPoint address, "--style", style);
        using Socket idle = await Traffic.ConnectAsync(address);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(address, Deadline.Token());
        string request = $"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {Size}\r\n\r\n{new string('a', Size)}";
        for (byte[] left = Encoding.ASCII.GetBytes(request); left.Length > 0;)
        {
            left = left[await client.SendAsync(left, Deadline.Token())..];
        }

        byte[] first = new byte[1];
        Assert.Equal(1, await client.ReceiveAsync(first, Deadline.Token())); // the answer is under way

        server.Signal(PosixSignal.SIGTERM);

        Assert.Equal(0, await idle.ReceiveAsync(new byte[1], Deadline.Token()));
        (long count, _) = await Traffic.ReceiveAsync(client);
        Assert.InRange(count, Size, Size + 200);
        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
    }

    /// <summary>Sends something, and returns the status that comes. The connection may stay open.</summary>
    private static async Task<string> AskAsync(IPEndPoint address, string request)
    {
        using Socket client = await Traffic.ConnectAsync(address);
        await client.SendAsync(Encoding.ASCII.GetBytes(request), Deadline.Token());
        using var reader = new StreamReader(new NetworkStream(client), Encoding.ASCII);
        string line = await reader.ReadLineAsync(Deadline.Token()) ?? "nothing";
        return line.Replace("HTTP/1.1 ", string.Empty, StringComparison.Ordinal);
    }

    private static void AssertOneLine(string error)
    {
        Assert.StartsWith(Program + ": ", error, StringComparison.Ordinal);
        Assert.EndsWith("\n", error, StringComparison.Ordinal);
        Assert.Single(error, '\n');
    }
}
