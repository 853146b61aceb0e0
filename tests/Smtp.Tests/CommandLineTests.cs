using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using AsyncoreNet.Examples.Tests;

namespace Smtp.Tests;

/// <summary>The contract that all examples keep on their command lines, and this one's own options.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smtp").FullName;

    public static TheoryData<string> BadArguments =>
    [
        "--style nosuch",
        "--port seven",
        "--port 65536",
        "--port",
        "--nosuch",
        "extra",
        "--max-message 0",
        "--max-message -1",
        "--max-message x",
        "--max-message 2000000000",
        "--max-command 0",
        "--max-command 1.5",
        "--max-recipients 0",
        "--maildir",
        "--relay",
        "--relay host",
        "--relay :25",
        "--relay host:",
        "--relay host:0",
        "--relay host:65536",
        "--relay host:smtp",
        "--relay 127.0.0.1:25 --utf8",
        "--relay 127.0.0.1:25 --maildir DIR",
        "--utf8 --relay 127.0.0.1:25",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(BadArguments))]
    public void BadArguments_OneLineOnStandardError_ExitCode2(string arguments)
    {
        using var process = ChildProcess.Example("Smtp", arguments.Split(' '));

        Assert.Equal(2, process.WaitForExit());
        AssertOneLine(process.Error);
        Assert.Empty(process.Output);
    }

    [Fact]
    public void Help_NamesEveryOption_AndTheLimits_ExitCode0()
    {
        using var process = ChildProcess.Example("Smtp", "--help");

        Assert.Equal(0, process.WaitForExit());
        Assert.Empty(process.Error);
        string[] wanted =
        [
            "--host", "--port", "--style <compat|await>", "--maildir <DIR>", "--relay <HOST:PORT>", "--utf8", "--max-message",
            "33554432",
            "--max-command", "512", "--max-recipients", "1000",
        ];
        Assert.All(wanted, option => Assert.Contains(option, process.Output, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Style.Names), MemberType = typeof(Style))]
    public void PortInUse_OneLineNamesTheAddress_ExitCode1(string style)
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        holder.Listen();
        using var process = ChildProcess.Example(
            "Smtp", "--style", style, "--port", $"{((IPEndPoint)holder.LocalEndPoint!).Port}");

        AssertFails(process, holder.LocalEndPoint.ToString()!);
    }

    [Theory]
    [InlineData("--style compat --host host.invalid", "host.invalid")]
    [InlineData("--style compat --relay host.invalid:25", "host.invalid")]
    [InlineData("--style compat --maildir /dev/null/folder", "/dev/null/folder")]
    [InlineData("--style await --host host.invalid", "host.invalid")]
    [InlineData("--style await --relay host.invalid:25", "host.invalid")]
    [InlineData("--style await --maildir /dev/null/folder", "/dev/null/folder")]
    public void BadAddressOrFolder_OneLineSaysWhich_ExitCode1(string arguments, string complaint)
    {
        using var process = ChildProcess.Example("Smtp", arguments.Split(' '));
        AssertFails(process, complaint);
    }

    [Theory]
    [InlineData("--style compat")]
    [InlineData("--style compat --maildir DIR")]
    [InlineData("--style compat --relay 127.0.0.1:1")]
    [InlineData("--style await")]
    [InlineData("--style await --maildir DIR")]
    [InlineData("--style await --relay 127.0.0.1:1")]
    public void Signal_EndsItsClientsInOrder_ExitCode0(string options)
    {
        using var server = Start(options, out IPEndPoint address);
        using var client = new Client(address);
        Assert.Equal("250 OK", client.Ask("NOOP"));

        server.Signal(PosixSignal.SIGTERM);

        Assert.Equal("", client.Reply());
        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
    }

    [Theory]
    [MemberData(nameof(Style.Names), MemberType = typeof(Style))]
    public void Default_PrintsTheMessages(string style)
    {
        using var server = Start($"--style {style}", out IPEndPoint address);
        using var client = new Client(address);
        client.Send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\nbody\r\n.\r\nQUIT\r\n");
        Assert.Equal("", client.Replies(7));

        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        Assert.EndsWith(
            """
            ---------- MESSAGE FOLLOWS ----------
            b'Subject: x'
            b'X-Peer: 127.0.0.1'
            b''
            b'body'
            ------------ END MESSAGE ------------

            """,
            server.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Style.Names), MemberType = typeof(Style))]
    public void UnixPath_IsServedAndGoneAtTheEnd(string style)
    {
        string path = Path.Combine(_folder, "socket");
        using var server = ChildProcess.Example("Smtp", "--style", style, "--host", $"unix:{path}");
        Assert.Equal($"listening on unix:{path}", server.WaitForLine("listening on "));
        using var client = new Client(new UnixDomainSocketEndPoint(path));
        client.Send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\nbody\r\n.\r\n");
        client.Replies(5);

        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        Assert.Contains("b'X-Peer: unix'\n", server.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [MemberData(nameof(Style.Names), MemberType = typeof(Style))]
    public void Limits_AreThoseOfTheCommandLine(string style)
    {
        using var server = Start(
            $"--style {style} --utf8 --max-message 100 --max-command 40 --max-recipients 1", out IPEndPoint address);
        using var client = new Client(address);
        Assert.EndsWith("250-SIZE 100\n250-8BITMIME\n250-SMTPUTF8\n250 HELP", client.Ask("EHLO x"), StringComparison.Ordinal);
        Assert.Equal("501 Syntax: NOOP", client.Ask("NOOP " + new string('x', 35)));
        Assert.Equal("500 Error: line too long", client.Ask("NOOP " + new string('x', 36)));
        Assert.Equal("500 Error: line too long", client.Ask("MAIL FROM:<" + new string('x', 66)));
        Assert.Equal("250 OK", client.Ask("MAIL FROM:<" + new string('x', 65)));
        Assert.Equal("250 OK", client.Ask("RCPT TO:<a@example.com>"));
        Assert.Equal("452 Error: too many recipients", client.Ask("RCPT TO:<b@example.com>"));
        client.Ask("DATA");
        Assert.Equal("552 Error: Too much mail data", client.Ask(new string('x', 101) + "\r\n."));
        Assert.Equal("552 Error: message size exceeds fixed maximum message size", client.Ask("MAIL FROM:<a> SIZE=101"));
    }

    private ChildProcess Start(string options, out IPEndPoint address) => ChildProcess.Server(
        "Smtp",
        out address,
        options.Replace("DIR", _folder, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static void AssertFails(ChildProcess process, string complaint)
    {
        Assert.Equal(1, process.WaitForExit());
        AssertOneLine(process.Error);
        Assert.Contains(complaint, process.Error, StringComparison.Ordinal);
        Assert.Empty(process.Output);
    }

    private static void AssertOneLine(string error)
    {
        Assert.StartsWith("Smtp: ", error, StringComparison.Ordinal);
        Assert.EndsWith("\n", error, StringComparison.Ordinal);
        Assert.Single(error, '\n');
    }
}
