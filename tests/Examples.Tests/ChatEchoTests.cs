using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace AsyncoreNet.Examples.Tests;

/// <summary>The ECHO protocol: its known transcript, and the server with well-behaved and other peers.</summary>
public sealed class ChatEchoTests
{
    private const string NotECHO = "ERROR the only command is ECHO n\n";
    private const string BadNumber = "ERROR n is a number from 0 to 1048576\n";
    private const string TooLong = "ERROR a command has at most 128 bytes\n";

    private static readonly (string Sent, string Expected)[] BadCommands =
    [
        ("\n", NotECHO),
        ("ECHO\n", NotECHO),
        ("echo 5\n", NotECHO),
        (" ECHO 5\n", NotECHO),
        ("GET / HTTP/1.0\r\n", NotECHO),
        ("\0\u001b[2J\u00ff\n", NotECHO),
        ("ECHO \n", BadNumber),
        ("ECHO -1\n", BadNumber),
        ("ECHO +1\n", BadNumber),
        ("ECHO 1.0\n", BadNumber),
        ("ECHO five\n", BadNumber),
        ("ECHO 5 \n", BadNumber),
        ("ECHO 1048577\n", BadNumber),
        ("ECHO 2147483648\n", BadNumber),
        ("ECHO 99999999999999999999\n", BadNumber),
        ("ECHO " + new string('9', 123) + "\n", BadNumber),
        ("ECHO " + new string('9', 124) + "\n", TooLong),
        (new string('x', 129), TooLong),
        ("ECHO 5\nhelloECHO x\n", "hello" + BadNumber),
        ("ECHO x\nECHO 5\nhello", BadNumber), // nothing behind a bad command is looked at
    ];

    public static TheoryData<string> Styles => ["compat", "await"];

    public static TheoryData<string, string, string> BadCommandsInEachStyle
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string style in (string[])["compat", "await"])
            {
                foreach ((string sent, string expected) in BadCommands)
                {
                    data.Add(style, sent, expected);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> Transcripts => new()
    {
        {
            "compat",
            """
            listening on 127.0.0.1:PORT
            client     connects to 127.0.0.1:PORT
            client     handle_connect
            handler 1  collect_incoming_data: 8 bytes 'ECHO 166'
            handler 1  found_terminator
            handler 1  process_command: ECHO 166
            producer   more: 128 bytes 'Lorem ipsum dolor si'…
            handler 1  collect_incoming_data: 128 bytes 'Lorem ipsum dolor si'…
            producer   more: 38 bytes 'leo, a elementum eli'…
            handler 1  collect_incoming_data: 38 bytes 'leo, a elementum eli'…
            handler 1  found_terminator
            handler 1  process_message: echoes 166 bytes
            producer   more: 0 bytes
            client     collect_incoming_data: 128 bytes 'Lorem ipsum dolor si'…
            client     collect_incoming_data: 38 bytes 'leo, a elementum eli'…
            client     found_terminator
            client     has received a copy of its message

            """
        },
        {
            "await",
            """
            listening on 127.0.0.1:PORT
            client     connects to 127.0.0.1:PORT
            client     is connected
            producer   gives 128 bytes 'Lorem ipsum dolor si'…
            handler 1  has a command: ECHO 166
            producer   gives 38 bytes 'leo, a elementum eli'…
            handler 1  echoes 166 bytes 'Lorem ipsum dolor si'…
            client     has a message: 166 bytes 'Lorem ipsum dolor si'…
            client     has received a copy of its message

            """
        },
    };

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void Demo_TranscriptInItsOrder_ExitCode0(string style, string transcript)
    {
        using var demo = ChildProcess.Example("ChatEcho", "--style", style, "--demo");

        Assert.Equal(0, demo.WaitForExit());
        Assert.Empty(demo.Error);
        Assert.Equal(
            transcript.ReplaceLineEndings("\n"), Regex.Replace(demo.Output, @"127\.0\.0\.1:\d+", "127.0.0.1:PORT"));
    }

    [SkippableTheory]
    [MemberData(nameof(Styles))]
    public void Netcat_GetsItsMessageBack(string style)
    {
        string netcat = Programs.RequireNetcat();
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using var client = ChildProcess.Start(netcat, ["-N", "127.0.0.1", $"{address.Port}"]);

        client.Type("ECHO 10\na message\n");

        Assert.Equal(0, client.WaitForExit());
        Assert.Equal("a message\n", client.Output);
    }

    /// <summary>The client ends its sending with the message; the echo, which takes many sends, is still its own.</summary>
    [SkippableTheory]
    [MemberData(nameof(Styles))]
    public void Netcat_ThatEndsItsSending_GetsAllOfALongMessageBack(string style)
    {
        string netcat = Programs.RequireNetcat();
        string message = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i:d9}\n"));
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using var client = ChildProcess.Start(netcat, ["-N", "127.0.0.1", $"{address.Port}"]);

        client.Type($"ECHO {message.Length}\n{message}");

        Assert.Equal(0, client.WaitForExit());
        Assert.Equal(message, client.Output);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task SeveralCommands_OneAfterTheOther_AndAtOnce(string style)
    {
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using Socket client = await Traffic.ConnectAsync(address);

        Assert.Equal("one", await AskAsync(client, "ECHO 3\none", length: 3));
        Assert.Equal("ECHO 9\n", await AskAsync(client, "ECHO 7\r\nECHO 9\n", length: 7));
        Assert.Equal("2", await AskAsync(client, "ECHO 0\nECHO 01\n2", length: 1));
        Assert.Equal("abcdefghi", await AskAsync(client, "ECHO 2\nabECHO 3\ncdeECHO 4\nfghi", length: 9));
    }

    [Theory]
    [InlineData("compat", 1)]
    [InlineData("compat", 7)]
    [InlineData("compat", 1000)]
    [InlineData("await", 1)]
    [InlineData("await", 7)]
    [InlineData("await", 1000)]
    public async Task MessageInAnyPieces_ComesBackWhole(string style, int size)
    {
        byte[] message = new byte[3_000];
        new Random(1).NextBytes(message); // line ends among them, which end nothing
        byte[] all = [.. "ECHO 3000\n"u8, .. message, .. "ECHO 4\n"u8, .. "next"u8];
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using Socket client = await Traffic.ConnectAsync(address);
        client.NoDelay = true;

        foreach (byte[] piece in all.Chunk(size))
        {
            Assert.Equal(piece.Length, await client.SendAsync(piece, Deadline.Token()));
        }

        byte[] echo = await ReceiveAsync(client, message.Length);
        Assert.Equal(message, echo);
        Assert.Equal("next"u8.ToArray(), await ReceiveAsync(client, 4));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task LongestMessage_IsEchoed_OneByteMoreIsRefused(string style)
    {
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style, "--max-message", "300");
        using Socket client = await Traffic.ConnectAsync(address);
        string message = new('m', 300);

        Assert.Equal(message, await AskAsync(client, "ECHO 300\n" + message, length: 300));
        await SendAsync(client, "ECHO 301\n" + message + "m");

        Assert.Equal("ERROR n is a number from 0 to 300\n", await ReadToEndAsync(client));
    }

    [Theory]
    [MemberData(nameof(BadCommandsInEachStyle))]
    public async Task BadCommand_OneLineSaysWhy_ThenTheEnd(string style, string sent, string expected)
    {
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using Socket client = await Traffic.ConnectAsync(address);

        await SendAsync(client, sent);

        Assert.Equal(expected, await ReadToEndAsync(client));
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
        Assert.DoesNotContain(server.Output, c => char.IsControl(c) && c != '\n'); // the log is no way to a terminal
    }

    /// <summary>If the server just closed, a client that sends more would be reset, perhaps before it has seen why.</summary>
    [Theory]
    [MemberData(nameof(Styles))]
    public async Task LineWithoutAnEnd_TheAnswerArrives_AndTheRestIsDropped(string style)
    {
        const int Size = 20_000_000;
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using Socket client = await Traffic.ConnectAsync(address);

        Assert.Equal(Size, await client.SendAsync(new byte[Size], Deadline.Token()));
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(TooLong, await ReadToEndAsync(client));
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        int read = style == "compat" ? 2 : 0; // by callbacks there are pieces: the second was too much
        Assert.Equal(read, Regex.Count(server.Output, "collect_incoming_data: 128 bytes"));
        Assert.Single(Regex.Matches(server.Output, "refuses"));
    }

    /// <summary>Closed and reset, with any part of the echo read: the server has no more descriptors than before.</summary>
    [Theory]
    [MemberData(nameof(Styles))]
    public async Task PeerThatDisconnects_AtAnyByte_LeavesNothing(string style)
    {
        const string Dialogue = "ECHO 5\nhelloECHO 3\nabcECHO x\n";
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using Socket other = await Traffic.ConnectAsync(address);
        Assert.Equal("ok", await AskAsync(other, "ECHO 2\nok", length: 2));
        int before = Descriptors(server);

        for (int sent = 0; sent <= Dialogue.Length; sent++)
        {
            int echoed = sent < 12 ? 0 : sent < 22 ? 5 : sent < Dialogue.Length ? 8 : 8 + BadNumber.Length;
            for (int read = 0; read <= echoed; read++)
            {
                foreach (bool reset in (bool[])[false, true])
                {
                    using Socket client = await Traffic.ConnectAsync(address);
                    await SendAsync(client, Dialogue[..sent]);
                    Assert.Equal(read, (await ReceiveAsync(client, read)).Length);
                    if (reset)
                    {
                        client.LingerState = new LingerOption(enable: true, seconds: 0);
                    }
                }
            }
        }

        CancellationToken deadline = Deadline.Token();
        do
        {
            deadline.ThrowIfCancellationRequested();
            Assert.Equal("ok", await AskAsync(other, "ECHO 2\nok", length: 2)); // answered after the server has seen the rest
        }
        while (Descriptors(server) > before);

        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
        Assert.DoesNotContain("error", server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compat", "ECH", "3 bytes 'ECH'", "")]
    [InlineData("compat", "ECHO 5\nhel", "3 bytes 'hel'", "")]
    [InlineData("compat", "ECHO x\n", "refuses", BadNumber)]
    [InlineData("await", "ECHO 1\nxECH", "echoes 1 byte", "x")] // the whole segment was received with the message
    [InlineData("await", "ECHO 5\nhel", "ECHO 5", "")]
    [InlineData("await", "ECHO x\n", "refuses", BadNumber)]
    public async Task Terminate_EndsItsClients_ExitCode0(string style, string begun, string line, string expected)
    {
        using var server = ChildProcess.Server("ChatEcho", out IPEndPoint address, "--style", style);
        using Socket idle = await Traffic.ConnectAsync(address);
        using Socket client = await Traffic.ConnectAsync(address);
        await SendAsync(client, begun);
        server.WaitForLine(line);

        server.Signal(PosixSignal.SIGTERM);

        Assert.Equal(expected, await ReadToEndAsync(client));
        Assert.Equal("", await ReadToEndAsync(idle));
        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
    }

    private static int Descriptors(ChildProcess process) => Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length;

    private static async Task<string> AskAsync(Socket socket, string text, int length)
    {
        await SendAsync(socket, text);
        return Encoding.Latin1.GetString(await ReceiveAsync(socket, length));
    }

    private static async Task SendAsync(Socket socket, string text) =>
        Assert.Equal(text.Length, await socket.SendAsync(Encoding.Latin1.GetBytes(text), Deadline.Token()));

    /// <summary>Receives so many bytes, or fewer if the peer's end comes first.</summary>
    private static async Task<byte[]> ReceiveAsync(Socket socket, int length = int.MaxValue)
    {
        CancellationToken deadline = Deadline.Token();
        using var received = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (received.Length < length)
        {
            int most = (int)Math.Min(buffer.Length, length - received.Length);
            int count = await socket.ReceiveAsync(buffer.AsMemory(0, most), deadline);
            if (count == 0)
            {
                break;
            }

            received.Write(buffer, 0, count);
        }

        return received.ToArray();
    }

    private static async Task<string> ReadToEndAsync(Socket socket) => Encoding.Latin1.GetString(await ReceiveAsync(socket));
}
