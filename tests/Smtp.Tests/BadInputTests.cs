using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Compat.Tests;
using AsyncoreNet.Tests;

namespace Smtp.Tests;

/// <summary>
/// Clients that leave at any moment, and clients that say anything: nothing is left of them, and the server goes on.
/// </summary>
public abstract class BadInputTests : IDisposable
{
    // The end of the message: what comes before it must not be taken for one.
    private const string UpToTheMessage =
        "EHLO client.example\r\nNOOP\r\nMAIL FROM:<sender@example.com> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<to@example.com>\r\n"
        + "RCPT TO:<\"an other\"@example.com>\r\nDATA\r\nSubject: hello\r\n\r\n..dots\r\nbody\r\n.\r\n";

    private const string Dialogue = UpToTheMessage
        + "RSET\r\nVRFY somebody@example.com\r\nHELP MAIL\r\nUNKNOWN\r\n\r\n"
        + "MAIL FROM:<>\r\nRCPT TO:<to@example.com>\r\nDATA\r\nhalf a message";

    private readonly Style _style;
    private readonly WatchedNetwork _network = new();
    private readonly RecordingLogger _log = new();
    private readonly TestLoop _loop;

    private protected BadInputTests(Style style)
    {
        _style = style;
        _loop = new TestLoop(new LoopOptions { Network = _network, Logger = _log });
    }

    public enum Leaving
    {
        /// <summary>Ends its sending, and reads to the end.</summary>
        Clean,

        /// <summary>Closes without having read a reply.</summary>
        Unread,

        /// <summary>Resets the connection.</summary>
        Reset,
    }

    public void Dispose()
    {
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(Leaving.Clean)]
    [InlineData(Leaving.Unread)]
    [InlineData(Leaving.Reset)]
    public void ClientThatLeavesAtAnyByte_LeavesNothingBehind(Leaving leaving)
    {
        Served server = _style.Serve(_loop);
        Leave(server, Dialogue.Length, leaving); // what the runtime opens once is open now
        int messages = server.Messages.Count;
        Assert.Equal(1, messages);
        var before = Descriptors.Before();

        for (int length = 0; length <= Dialogue.Length; length++)
        {
            Leave(server, length, leaving);
            messages += length >= UpToTheMessage.Length ? 1 : 0;
            int count = server.Messages.Count;
            Assert.True(messages == count, $"{length} bytes make {count} messages, not {messages}.");
        }

        before.AssertNoMore();
        AssertNoErrors(server);
        Assert.All(server.Messages, message => Assert.Equal("Subject: hello\n\n.dots\nbody"u8.ToArray(), message.Data));
        AssertServes(server);
    }

    [Fact]
    public void RandomInput_NeverStopsTheServer()
    {
        string path = Path.Combine(Path.GetTempPath(), $"smtp{Guid.NewGuid():N}"[..20]);
        Served server = _style.Serve(_loop, new UnixDomainSocketEndPoint(path));
        try
        {
            var random = new Random(20240608);
            Feed(server, random);
            var before = Descriptors.Before();
            for (int i = 0; i < 10_000; i++)
            {
                Feed(server, random);
            }

            before.AssertNoMore();
            AssertNoErrors(server);
            Assert.NotEmpty(server.Messages); // some of it was a message
            AssertServes(server);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private void Leave(Served server, int length, Leaving leaving)
    {
        _network.Last = null;
        using var peer = new Peer(_loop, server.Listening);
        peer.Send(Dialogue[..length]);
        _loop.PumpUntil(() => _network.Last?.Received == length, Order.Select, $"The input of {length} bytes");

        switch (leaving)
        {
            case Leaving.Clean:
                peer.Socket.Shutdown(SocketShutdown.Send);
                while (peer.Reply().Length > 0)
                {
                }

                break;
            case Leaving.Unread:
                peer.Dispose();
                break;
            case Leaving.Reset:
                peer.Reset();
                break;
        }

        _loop.PumpUntil(() => _loop.Map.Count == 1, Order.Select, "The end of the channel");
    }

    private void Feed(Served server, Random random)
    {
        using var peer = new Peer(_loop, server.Listening);
        peer.Socket.Blocking = true;
        peer.Socket.Send(Input(random)); // less than the kernel's buffer holds
        if (random.Next(2) == 0)
        {
            peer.Socket.Shutdown(SocketShutdown.Send);
        }
        else
        {
            peer.Dispose();
        }

        _loop.PumpUntil(
            () => _loop.Map.Count == 1 && _network.Last is { IsClosed: true }, Order.Select, "The end of the channel");
        _network.Last = null;
    }

    /// <summary>Bytes, half of them with sense in places: pieces of a dialogue in any order, changed here and there.</summary>
    private static byte[] Input(Random random)
    {
        byte[] noise = new byte[random.Next(0, 400)];
        random.NextBytes(noise);
        if (random.Next(2) == 0)
        {
            return noise;
        }

        string[] pieces =
        [
            .. Dialogue.Split("\r\n"), "", ".", "..", "HELO x", "QUIT",
            "MAIL FROM:", "RCPT TO:", "<", ">", "@", "\"", "(", "SIZE=",
        ];
        var input = new List<byte>();
        if (random.Next(4) > 0)
        {
            input.AddRange("EHLO x\r\n"u8);
        }

        if (random.Next(4) == 0)
        {
            input.AddRange("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"u8);
        }

        for (int count = random.Next(1, 30); count > 0; count--)
        {
            input.AddRange(Encoding.ASCII.GetBytes(pieces[random.Next(pieces.Length)]));
            input.AddRange(random.Next(8) switch
            {
                0 => " "u8,
                1 => "\n"u8,
                2 => "\r"u8,
                3 => noise.AsSpan(0, Math.Min(noise.Length, 5)),
                _ => "\r\n"u8,
            });
        }

        for (int count = random.Next(4); count > 0; count--)
        {
            input[random.Next(input.Count)] = (byte)random.Next(256);
        }

        return [.. input];
    }

    private void AssertNoErrors(Served server)
    {
        Assert.Empty(server.Errors);
        Assert.Empty(_log.Problems);
    }

    private void AssertServes(Served server)
    {
        using var peer = new Peer(_loop, server.Listening);
        peer.Greet().Begin("to@example.com").Send("good\r\n.\r\n");
        Assert.Equal("250 OK", peer.Reply());
        Assert.Equal("221 Bye", peer.Ask("QUIT"));
        Assert.Equal("", peer.Reply());
        Assert.Equal("good"u8.ToArray(), server.Messages[^1].Data);
    }
}
