using System.Net.Sockets;

namespace Smtp.Tests;

/// <summary>What a client cannot make a channel keep; and what this port mends in <c>smtpd</c> that no client sees.</summary>
public sealed class ChannelTests : MockedTest
{
    [Fact]
    public void EndlessCommand_IsNotKept_AndAnsweredOnce()
    {
        SMTPChannel channel = Accept(new DummyServer(HOST, Remote, Map));
        byte[] piece = new byte[10_000];
        piece.AsSpan().Fill((byte)'x');
        int replies = ((MockSocket)channel.conn).Output.Count;

        for (int i = 0; i < 1000; i++)
        {
            ((MockSocket)channel.conn).QueueReceive(piece, end: false);
            channel.handle_read();
            Assert.InRange(channel.received_lines.Length, 1, channel.command_size_limit + piece.Length);
        }

        WriteLine(channel, "");
        Assert.Equal("500 Error: line too long\r\n", Last(channel));
        Assert.Equal(replies + 1, ((MockSocket)channel.conn).Output.Count);
        WriteLine(channel, "NOOP");
        Assert.Equal("250 OK\r\n", Last(channel));
    }
    /// <summary>In CPython the limits that EHLO extends are those of all channels.</summary>
    [Fact]
    public void ExtendedLimit_IsThatOfItsChannelAlone()
    {
        var server = new DummyServer(HOST, Remote, Map) { command_size_limit = 100 };
        SMTPChannel extended = Accept(server);
        WriteLine(extended, "EHLO example");
        SMTPChannel plain = Accept(server);
        WriteLine(plain, "HELO example");
        string command = "MAIL FROM:<" + new string('a', 100) + "@b>";

        WriteLine(extended, command);
        WriteLine(plain, command);

        Assert.Equal("250 OK\r\n", Last(extended));
        Assert.Equal("500 Error: line too long\r\n", Last(plain));
        Assert.Equal(126, extended.max_command_size_limit);
        Assert.Equal(100, plain.max_command_size_limit);
    }

    /// <summary>In CPython an unknown command adds an entry to the limits of all channels, for good.</summary>
    [Fact]
    public void UnknownCommands_LeaveNothingBehind()
    {
        SMTPChannel channel = Accept(new DummyServer(HOST, Remote, Map));
        WriteLine(channel, "EHLO example");
        foreach (int i in Enumerable.Range(0, 100))
        {
            WriteLine(channel, $"X{i}");
        }

        Assert.Equal(["MAIL"], channel.command_size_limits.Keys);
    }

    [Fact]
    public void MessageThatIsNotUtf8_OnAServerThatDecodes_IsRefused()
    {
        var server = new DummyServer(HOST, Remote, Map, decode_data: true);
        SMTPChannel channel = Begin(Accept(server, decode_data: true));
        WriteLine(channel, [0xff, .. "\r\n."u8]);
        Assert.Equal("554 Error: the message is not UTF-8\r\n", Last(channel));
        Assert.Empty(server.Texts);
        WriteLine(Begin(channel, greeting: null), "fine\r\n.");
        Assert.Equal("fine", Assert.Single(server.Texts).Data);
    }

    /// <summary>In CPython each piece is decoded by itself, and a character that is cut raises.</summary>
    [Fact]
    public void CharacterInTwoPieces_OnAServerThatDecodes_IsOne()
    {
        var server = new DummyServer(HOST, Remote, Map, decode_data: true);
        SMTPChannel channel = Begin(Accept(server, decode_data: true));
        var socket = (MockSocket)channel.conn;
        socket.QueueReceive([0xc3], end: false);
        socket.QueueReceive([0xa9, .. "\r\n."u8], end: true);
        channel.handle_read();
        channel.handle_read();
        Assert.Equal("é", Assert.Single(server.Texts).Data);
    }

    [Fact]
    public void ClientThatHasLeftAlready_GetsNoGreeting_AndNoChannel()
    {
        var server = new DummyServer(HOST, Remote, Map);
        var socket = new MockSocket(7) { PeerResult = SocketError.NotConnected };
        var channel = new SMTPChannel(server, socket, MockSocket.Peer, map: Map);
        Assert.True(channel.IsClosed);
        Assert.Empty(socket.Output);
        Assert.Same(server, Assert.Single(Map).Value);
    }

    [Fact]
    public void BrokenSocket_Throws_AndLeavesNoChannel()
    {
        var server = new DummyServer(HOST, Remote, Map);
        var socket = new MockSocket(7) { PeerResult = SocketError.Fault };
        Assert.Throws<SocketException>(() => new SMTPChannel(server, socket, MockSocket.Peer, map: Map));
        Assert.Same(server, Assert.Single(Map).Value);
    }

    private static SMTPChannel Begin(SMTPChannel channel, string? greeting = "HELO example")
    {
        if (greeting is not null)
        {
            WriteLine(channel, greeting);
        }

        WriteLine(channel, "MAIL FROM:<eggs@example>");
        WriteLine(channel, "RCPT TO:<spam@example>");
        WriteLine(channel, "DATA");
        Assert.Equal("354 End data with <CR><LF>.<CR><LF>\r\n", Last(channel));
        return channel;
    }
}
