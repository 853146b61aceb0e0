using System.Text;

using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

/// <summary>What a client cannot make the server keep or do.</summary>
public abstract class LimitTests : IDisposable
{
    private const int Endless = 20_000_000;

    private readonly TestLoop _loop = new();
    private readonly Style _style;

    private protected LimitTests(Style style) => _style = style;

    public void Dispose()
    {
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void EndlessCommand_IsNotKept_AndAnsweredOnce()
    {
        using Peer peer = Connect(_style.Serve(_loop));

        AssertNotKept(peer);

        Assert.False(peer.HasReply());
        Assert.Equal("500 Error: line too long", peer.Ask(""));
        Assert.Equal("250 OK", peer.Ask("NOOP"));
    }

    [Fact]
    public void EndlessMessage_IsNotKept_AndRefusedAtItsEnd()
    {
        Served server = _style.Serve(_loop, maxMessage: 100_000);
        using Peer peer = Connect(server).Begin("to@example.com");

        AssertNotKept(peer);

        Assert.False(peer.HasReply());
        Assert.Equal("552 Error: Too much mail data", peer.Ask("\r\n."));
        Assert.Equal("250 OK", peer.Ask("NOOP"));
        Assert.Empty(server.Messages);
    }

    /// <summary>In CPython the channel stays in DATA: the commands that follow are the next message.</summary>
    [Fact]
    public void MessageTooLong_NextOneIsTaken()
    {
        Served server = _style.Serve(_loop, maxMessage: 32);
        using Peer peer = Connect(server).Begin("to@example.com");
        Assert.Equal("552 Error: Too much mail data", peer.Ask("This message is longer than 32 bytes\r\n."));

        Assert.Equal("503 Error: need MAIL command", peer.Ask("RCPT TO:<spam@example>"));
        Assert.Equal("250 OK", peer.Begin("to@example.com").Ask("short\r\n."));
        Assert.Equal("short"u8.ToArray(), Assert.Single(server.Messages).Data);
    }

    [Fact]
    public void MessageOfExactlyTheLimit_IsTaken_OneByteMoreIsNot()
    {
        Served server = _style.Serve(_loop, maxMessage: 32);
        using Peer peer = Connect(server).Begin("to@example.com");
        Assert.Equal("250 OK", peer.Ask(new string('x', 32) + "\r\n."));
        Assert.Equal("552 Error: Too much mail data", peer.Begin("to@example.com").Ask(new string('x', 33) + "\r\n."));
        Assert.Single(server.Messages);
    }

    [Fact]
    public void LineOfExactlyTheLimit_IsTaken_OneByteMoreIsNot()
    {
        using Peer peer = Connect(_style.Serve(_loop, maxCommand: 40));
        Assert.Equal("501 Syntax: NOOP", peer.Ask("NOOP " + new string('x', 35)));
        Assert.Equal("500 Error: line too long", peer.Ask("NOOP " + new string('x', 36)));
        Assert.Equal("250 OK", peer.Ask("MAIL FROM:<" + new string('x', 55))); // EHLO adds 26
        Assert.Equal("500 Error: line too long", peer.Ask("MAIL FROM:<" + new string('x', 56)));
    }

    /// <summary>What is kept of it may end within a character: that is not what is wrong with it.</summary>
    [Fact]
    public void LineTooLong_InTwoPieces_IsTooLong_WhateverItSays()
    {
        using Peer peer = Connect(_style.Serve(_loop, maxCommand: 40));
        byte[] line = Encoding.UTF8.GetBytes("NOOP " + new string('é', 100));
        peer.Send(line[..150]);
        _loop.Pass(Order.Select);
        peer.Send(line[150..]);
        Assert.Equal("500 Error: line too long", peer.Ask(""));
        peer.Send([0xff, 0xff]);
        Assert.Equal("500 Error: bad syntax", peer.Ask(""));
    }

    /// <summary>CPython takes any number.</summary>
    [Fact]
    public void RecipientsAboveTheLimit_AreRefused_TheOthersGetTheMessage()
    {
        Served server = _style.Serve(_loop, maxRecipients: 3);
        using Peer peer = Connect(server);
        peer.Ask("MAIL FROM:<eggs@example>");
        foreach (int i in Enumerable.Range(1, 5))
        {
            Assert.Equal(i <= 3 ? "250 OK" : "452 Error: too many recipients", peer.Ask($"RCPT TO:<to{i}@example>"));
        }

        peer.Ask("DATA");
        Assert.Equal("250 OK", peer.Ask("x\r\n."));
        Assert.Equal(["to1@example", "to2@example", "to3@example"], Assert.Single(server.Messages).To);
        peer.Ask("MAIL FROM:<eggs@example>");
        Assert.Equal("250 OK", peer.Ask("RCPT TO:<to6@example>"));
    }

    /// <summary>In CPython the limits that EHLO extends are those of all channels.</summary>
    [Fact]
    public void ExtendedLimit_IsThatOfItsClientAlone()
    {
        Served server = _style.Serve(_loop, maxCommand: 100);
        using Peer extended = Connect(server);
        using Peer plain = new Peer(_loop, server.Listening).Greet("HELO example");
        string command = "MAIL FROM:<" + new string('a', 100) + "@b>";

        Assert.Equal("250 OK", extended.Ask(command));
        Assert.Equal("500 Error: line too long", plain.Ask(command));
    }

    /// <summary>A client that asks and never reads the answers is not read either, after a while.</summary>
    [Fact]
    public void ClientThatDoesNotRead_IsNotRead()
    {
        Served server = _style.Serve(_loop);
        using Peer peer = Connect(server);
        byte[] commands = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("HELP\r\n", 10_000)));
        int idle = 0; // passes in which nothing could be sent
        long sent = 0;
        while (idle < 100)
        {
            Assert.True(sent < 200_000_000, "The server takes all that a client sends.");
            int count = peer.TrySend(commands);
            sent += count;
            idle = count > 0 ? 0 : idle + 1;
            _loop.Pass(Order.Select);
        }

        using Peer other = Connect(server);
        Assert.Equal("250 OK", other.Ask("NOOP"));
    }

    private Peer Connect(Served server) => new Peer(_loop, server.Listening).Greet();

    /// <summary>Sends bytes without an end, and sees that they are not kept.</summary>
    private static void AssertNotKept(Peer peer)
    {
        byte[] bytes = new byte[Endless];
        bytes.AsSpan().Fill((byte)'x');
        long before = GC.GetTotalMemory(forceFullCollection: true);

        peer.Send(bytes);

        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept < Endless / 4, $"{kept} bytes are kept of {Endless}.");
    }
}
