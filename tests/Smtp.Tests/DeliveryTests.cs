using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

using AsyncoreNet.Examples.Tests;

namespace Smtp.Tests;

/// <summary>Messages through the program, as processes: what arrives is what was sent.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smtp").FullName;

    private string Maildir => Path.Combine(_folder, "mail");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("compat", false)]
    [InlineData("compat", true)] // by way of another server, with --relay
    [InlineData("await", false)]
    [InlineData("await", true)]
    public void Swaks_DeliversAnAttachment_ByteForByte(string style, bool isRelayed)
    {
        string swaks = Programs.Require("swaks");
        byte[] attachment = new byte[1 << 20];
        new Random(20240610).NextBytes(attachment);
        string path = Path.Combine(_folder, "attachment");
        File.WriteAllBytes(path, attachment);
        using var server = ChildProcess.Server("Smtp", out IPEndPoint address, "--style", style, "--maildir", Maildir);
        using ChildProcess? relay = isRelayed
            ? ChildProcess.Server("Smtp", out address, "--style", style, "--relay", $"localhost:{address.Port}")
            : null;

        using var client = ChildProcess.Start(
            swaks,
            [
                "--server", "127.0.0.1", "--port", $"{address.Port}",
                "--from", "sender@example.com", "--to", "to@example.com,other@example.com",
                "--body", "Hello,\n.\n..dots\n", "--attach-type", "application/octet-stream", "--attach", $"@{path}",
            ],
            _folder);

        Assert.True(client.WaitForExit() == 0, client.AllOutput[..Math.Min(client.AllOutput.Length, 4000)]);
        string kept = Assert.Single(Directory.GetFiles(Path.Combine(Maildir, "new")));
        string message = Encoding.Latin1.GetString(File.ReadAllBytes(kept));
        Assert.True(attachment.AsSpan().SequenceEqual(DecodeAttachment(message)), "The attachment has other bytes.");
        Assert.Contains("\nHello,\n.\n..dots\n", message, StringComparison.Ordinal);
        Assert.Equal(isRelayed, message.Contains("\nX-Peer: 127.0.0.1\n", StringComparison.Ordinal));
    }

    /// <summary>The client has its OK, or the server behind the proxy has not got the message: a stop loses none.</summary>
    [Theory]
    [MemberData(nameof(Style.Names), MemberType = typeof(Style))]
    public void SignalWhileAMessageIsPassedOn_WaitsForIt(string style)
    {
        using var remote = new TcpListener(IPAddress.Loopback, 0);
        remote.Start();
        string[] options = ["--style", style, "--relay", $"{remote.LocalEndpoint}"];
        using var proxy = ChildProcess.Server("Smtp", out IPEndPoint address, options);
        using var client = new Client(address);
        using var idle = new Client(address);
        client.Send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nmessage\r\n.\r\n");
        client.Replies(4);
        using Socket relay = remote.AcceptSocket();
        using var stream = new NetworkStream(relay) { ReadTimeout = (int)Deadline.Time.TotalMilliseconds };
        using var reader = new StreamReader(stream, Encoding.ASCII);

        stream.Write("220 x\r\n"u8);
        Assert.StartsWith("EHLO", reader.ReadLine(), StringComparison.Ordinal);
        proxy.Signal(PosixSignal.SIGTERM);
        Assert.Equal("", idle.Reply()); // the stop has begun
        foreach (string command in (string[])["MAIL FROM:<a@b>", "RCPT TO:<c@d>"])
        {
            stream.Write("250 x\r\n"u8);
            Assert.Equal(command, reader.ReadLine());
        }

        stream.Write("250 x\r\n"u8);
        Assert.Equal("DATA", reader.ReadLine());
        stream.Write("354 x\r\n"u8);
        Assert.Equal(["message", "X-Peer: 127.0.0.1", "."], Enumerable.Range(0, 3).Select(_ => reader.ReadLine()));
        stream.Write("250 x\r\n"u8);

        Assert.Equal("250 OK", client.Reply());
        Assert.Equal("", client.Reply());
        Assert.Equal("QUIT", reader.ReadLine());
        Assert.Null(reader.ReadLine());
        Assert.Equal(0, proxy.WaitForExit());
        Assert.Empty(proxy.Error);
    }

    /// <summary>What is between the head of the last part and the boundary behind it.</summary>
    private static byte[] DecodeAttachment(string message)
    {
        const string Encoded = "content-transfer-encoding: base64";
        int part = message.IndexOf(Encoded, StringComparison.OrdinalIgnoreCase);
        Assert.True(part >= 0, "The message has no attachment.");
        int start = message.IndexOf("\n\n", part, StringComparison.Ordinal);
        int end = message.IndexOf("\n--", start, StringComparison.Ordinal);
        return Convert.FromBase64String(message[start..end].Replace("\n", "", StringComparison.Ordinal));
    }
}
