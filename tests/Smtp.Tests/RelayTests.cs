using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

/// <summary>The proxy, with its client and the server behind it on one loop: if one waited, nothing would go on.</summary>
public abstract class RelayTests : IDisposable
{
    private const string TryAgain = "451 Error: the message could not be passed on, try again later";
    private const string Refused = "554 Error: the message was refused where it was passed on to";

    private readonly ManualClock _clock = new();
    private readonly TestLoop _loop;
    private readonly RefusingServer _remote;
    private readonly Style _style;
    private readonly Served _proxy;

    private protected RelayTests(Style style)
    {
        _style = style;
        _loop = new TestLoop(new LoopOptions { TimeProvider = _clock });
        _remote = new RefusingServer(_loop.Map);
        _proxy = style.Relay(_loop, _remote.socket!.LocalEndPoint!);
    }

    public void Dispose()
    {
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Message_ArrivesWithItsPeer_InTheStepsOfSmtplib()
    {
        using Peer peer = Connect().Begin("to@example.com", "other@example.com");
        peer.Send("Subject: x\r\n\r\n..dot\r\nbody\r\n.\r\n");

        Assert.Equal("250 OK", peer.Reply());
        (EndPoint _, string from, IReadOnlyList<string> to, byte[] data) = Assert.Single(_remote.Bytes);
        Assert.Equal("sender@example.com", from);
        Assert.Equal(["to@example.com", "other@example.com"], to);
        Assert.Equal("Subject: x\nX-Peer: 127.0.0.1\n\n.dot\nbody", Encoding.ASCII.GetString(data));
        _loop.PumpUntil(() => _loop.Map.Count == 3, Order.Select, "The end of the relay's connection");
        Assert.Equal(
            [
                $"EHLO {HostName.Full}",
                "MAIL FROM:<sender@example.com> SIZE=46",
                "RCPT TO:<to@example.com>",
                "RCPT TO:<other@example.com>",
                "DATA",
                "QUIT",
            ],
            _remote.Commands);
        Assert.Empty(_proxy.Log);
    }

    [Fact]
    public void LargeMessage_OfAnyBytes_Arrives()
    {
        byte[] body = new byte[20_000_000]; // more than a channel holds before it stops reading
        new Random(3).NextBytes(body);
        for (int i = 0; i < body.Length; i++)
        {
            body[i] = body[i] is (byte)'\r' or (byte)'\n' ? (byte)'.' : body[i];
        }

        using Peer peer = Connect().Begin("to@example.com");
        peer.Send([.. "\r\n"u8, .. "x"u8, .. body, .. "\r\n.\r\n"u8]);

        Assert.Equal("250 OK", peer.Reply());
        byte[] expected = [.. "X-Peer: 127.0.0.1\n\nx"u8, .. body];
        Assert.True(expected.AsSpan().SequenceEqual(Assert.Single(_remote.Bytes).Data));
        Assert.Contains(_remote.Commands, command => command.EndsWith(" BODY=8BITMIME", StringComparison.Ordinal));
    }

    [Fact]
    public void ServerWithoutExtensions_IsGreetedWithHelo()
    {
        _remote.Answer = (command, _) => command == "EHLO" ? "502 Error: command not implemented" : null;
        Assert.Equal("250 OK", Send("to@example.com"));
        Assert.Equal($"HELO {HostName.Full}", _remote.Commands[1]);
        Assert.Equal("MAIL FROM:<sender@example.com>", _remote.Commands[2]);
    }

    [Fact]
    public void NullSender_StaysOne()
    {
        using Peer peer = Connect();
        peer.Ask("MAIL FROM:<>");
        peer.Ask("RCPT TO:<to@example.com>");
        peer.Ask("DATA");
        peer.Send("bounce\r\n.\r\n");
        Assert.Equal("250 OK", peer.Reply());
        Assert.Equal("<>", Assert.Single(_remote.Bytes).MailFrom);
    }

    [Fact]
    public void RefusedRecipients_AreReported_TheOthersGetTheMessage()
    {
        _remote.Answer = (_, arg) => arg switch
        {
            "TO:<no@example.com>" => "550 no such user",
            "TO:<full@example.com>" => "452-mailbox\r\n452 'full'",
            _ => null,
        };

        Assert.Equal("250 OK", Send("no@example.com", "to@example.com", "full@example.com"));

        Assert.Equal(["to@example.com"], Assert.Single(_remote.Bytes).RcptTos);
        Assert.Equal(
            "info: we got some refusals: "
            + "{'no@example.com': (550, b'no such user'), 'full@example.com': (452, b\"mailbox\\n'full'\")}",
            Assert.Single(_proxy.Log));
    }

    [Theory]
    [InlineData("RCPT", "550 no such user", Refused)]
    [InlineData("RCPT", "450 later", TryAgain)]
    [InlineData("RCPT", "421 leaving", TryAgain)]
    [InlineData("MAIL", "553 not you", Refused)]
    [InlineData("MAIL", "451 not now", TryAgain)]
    [InlineData("DATA", "554 no", Refused)]
    [InlineData("DATA", "250 what", TryAgain)]
    [InlineData("EHLO", "no number", TryAgain)]
    public void MessageThatNobodyTakes_IsRefused(string refusedCommand, string reply, string expected)
    {
        _remote.Answer = (command, _) =>
            command == refusedCommand || (refusedCommand == "EHLO" && command == "HELO") ? reply : null;

        Assert.Equal(expected, Send("a@example.com", "b@example.com"));

        Assert.Empty(_remote.Bytes);
        string code = char.IsDigit(reply[0]) ? reply[..3] : "-1";
        Assert.Contains($"'b@example.com': ({code}, b'", Assert.Single(_proxy.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void MessageRefusedAtItsEnd_IsRefused()
    {
        _remote.AnswerToMessage = "554 spam";
        Assert.Equal(Refused, Send("to@example.com"));
        Assert.Equal("info: we got some refusals: {'to@example.com': (554, b'spam')}", Assert.Single(_proxy.Log));
    }

    [Fact]
    public void ServerThatIsNotThere_IsReported()
    {
        _remote.close();
        Assert.Equal(TryAgain, Send("to@example.com"));
        Assert.Equal("info: we got some refusals: {'to@example.com': (-1, 'ignore')}", Assert.Single(_proxy.Log));
    }

    /// <summary>
    /// Wherever the server behind the proxy breaks off, the client gets one reply, and OK only if the server has said so.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ServerThatLeavesAfterAnyByte_LeavesTheClientItsReply(bool resets)
    {
        _remote.Resets = resets;
        _remote.Budget = 1;
        Assert.Equal(TryAgain, Send("to@example.com"));
        var before = Descriptors.Before();
        int whole = ($"220 {HostName.Full} {SMTPServer.__version__}\r\n250-{HostName.Full}\r\n250-SIZE {Limits.MessageSize}\r\n"
            + "250-8BITMIME\r\n250 HELP\r\n250 OK\r\n250 OK\r\n354 End data with <CR><LF>.<CR><LF>\r\n250 OK\r\n").Length;

        for (int budget = 1; budget <= whole + 9; budget++)
        {
            _remote.Budget = budget;
            string reply = Send("to@example.com");

            // A reset takes with it what the other side has not read yet.
            bool isGood = reply == (budget >= whole ? "250 OK" : TryAgain) || (resets && reply == TryAgain);
            Assert.True(isGood, $"After {budget} bytes of {whole} the client gets '{reply}'.");
        }

        before.AssertNoMore();
        _remote.Budget = int.MaxValue;
        Assert.Equal("250 OK", Send("to@example.com"));
    }

    /// <summary>A client may go while its message is passed on; the message arrives all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ClientThatDoesNotWait_LeavesNothingBehind(bool resets)
    {
        Assert.Equal("250 OK", Send("to@example.com"));
        var before = Descriptors.Before();
        for (int passes = 0; passes < 40; passes++)
        {
            Peer peer = Connect().Begin("to@example.com");
            peer.Send($"message {passes}\r\n.\r\n");
            for (int i = 0; i < passes; i++)
            {
                _loop.Pass(Order.Select);
            }

            (resets ? (Action)peer.Reset : peer.Dispose)();
            _loop.PumpUntil(() => _loop.Map.Count == 2, Order.Select, "The end of all channels");
        }

        before.AssertNoMore();
        Assert.InRange(_remote.Bytes.Count, 20, 41); // one that leaves before its message was read has sent none
    }

    [Fact]
    public void ServerThatSaysNothing_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Served proxy = _style.Relay(_loop, silent.LocalEndpoint);
        using Peer peer = new Peer(_loop, proxy.Listening).Greet().Begin("to@example.com");
        peer.Send("x\r\n.\r\n");
        _loop.PumpUntil(silent.Pending, Order.Select, "The relay's connection");
        Pass(10);
        Assert.False(peer.HasReply());

        _clock.Advance(Limits.Patience + TimeSpan.FromSeconds(1));

        Assert.Equal(TryAgain, peer.Reply());
    }

    /// <summary>What is not passed on when the time to stop is over is given up, with the timer that waited for it.</summary>
    [Fact]
    public void Stop_ServerThatSaysNothing_LeavesNoTimer()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Served proxy = _style.Relay(_loop, silent.LocalEndpoint);
        using Peer peer = new Peer(_loop, proxy.Listening).Greet().Begin("to@example.com");
        peer.Send("x\r\n.\r\n");
        _loop.PumpUntil(silent.Pending, Order.Select, "The relay's connection");

        _loop.Loop.Stop(TimeSpan.Zero);
        for (int i = 0; i < 10; i++)
        {
            _loop.Loop.RunOnce(TimeSpan.Zero);
        }

        Assert.Empty(_loop.Map);
        Assert.Equal(0, _loop.Loop.GetSnapshot().Timers);
    }

    [Fact]
    public void EndlessReply_IsGivenUp()
    {
        string endless = string.Concat(Enumerable.Repeat("250-X\r\n", 20_000)) + "250 X";
        _remote.Answer = (command, _) => command == "EHLO" ? endless : null;
        Assert.Equal(Refused, Send("to@example.com"));
        Assert.Equal("info: we got some refusals: {'to@example.com': (500, b'Line too long.')}", Assert.Single(_proxy.Log));
    }

    [Fact]
    public void OtherClients_AreServedMeanwhile()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Served proxy = _style.Relay(_loop, silent.LocalEndpoint);
        using Peer waiting = new Peer(_loop, proxy.Listening).Greet().Begin("to@example.com");
        waiting.Send("x\r\n.\r\n");
        _loop.PumpUntil(silent.Pending, Order.Select, "The relay's connection");

        using Peer other = new Peer(_loop, proxy.Listening).Greet();
        Assert.Equal("250 OK", other.Ask("NOOP"));
        Assert.False(waiting.HasReply());
    }

    /// <summary>What a client sends behind its message waits for the reply to it, and is answered then, in order.</summary>
    [Fact]
    public void CommandsBehindTheMessage_AreAnsweredAfterIt()
    {
        using Peer peer = Connect();
        const string Transaction = "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nmessage\r\n.\r\n";
        peer.Send(Transaction + Transaction + "NOOP\r\n" + Transaction + "VRFY x\r\nQUIT\r\n");

        string[] transaction = ["250 OK", "250 OK", "354 End data with <CR><LF>.<CR><LF>", "250 OK"];
        string[] expected = [.. transaction, .. transaction, "250 OK", .. transaction,
            "252 Cannot VRFY user, but will accept message and attempt delivery", "221 Bye", ""];
        Assert.Equal(expected, expected.Select(_ => peer.Reply()));
        Assert.Equal(3, _remote.Bytes.Count);
    }

    /// <summary>A quoted local part may have any character, a line end too: it must not become a command of its own.</summary>
    [Theory]
    [InlineData("MAIL FROM:<\"a\nRSET\"@example.com>", "RCPT TO:<to@example.com>")]
    [InlineData("MAIL FROM:<sender@example.com>", "RCPT TO:<\"a\nRSET\n\"@example.com>")]
    [InlineData("MAIL FROM:<sender@example.com>", "RCPT TO:<\"a\rRSET\r\"@example.com>")]
    public void LineEndInAnAddress_SmugglesNoCommand(string mail, string rcpt)
    {
        using Peer peer = Connect();
        Assert.Equal("250 OK", peer.Ask(mail));
        Assert.Equal("250 OK", peer.Ask(rcpt));
        peer.Ask("DATA");
        peer.Send("x\r\n.\r\n");

        Assert.Equal(Refused, peer.Reply());
        Assert.DoesNotContain(_remote.Commands, command => command.Contains("RSET", StringComparison.Ordinal));
        Assert.Empty(_remote.Bytes);
    }

    [Fact]
    public void LoneLineEndsInAMessage_SmuggleNoMessage()
    {
        using Peer peer = Connect().Begin("to@example.com");
        peer.Send("first\n.\nMAIL FROM:<x@example.com>\n.\r\rsecond\r.\rx\r\n.\r\n");

        Assert.Equal("250 OK", peer.Reply());
        Assert.Equal(
            "first\n.\nMAIL FROM:<x@example.com>\n.\n\nsecond\n.\nx\nX-Peer: 127.0.0.1",
            Encoding.ASCII.GetString(Assert.Single(_remote.Bytes).Data));
    }

    private void Pass(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _loop.Pass(Order.Select);
        }
    }

    private Peer Connect() => new Peer(_loop, _proxy.Listening).Greet();

    /// <summary>Sends a message over a connection of its own. Returns the reply to it.</summary>
    private string Send(params string[] recipients)
    {
        using Peer peer = Connect().Begin(recipients);
        peer.Send("the message\r\n.\r\n");
        string reply = peer.Reply();
        Assert.Equal("221 Bye", peer.Ask("QUIT"));
        Assert.Equal("", peer.Reply());
        _loop.PumpUntil(() => _loop.Map.Values.All(IsListener), Order.Select, "The end of the relay's connection");
        return reply;
    }

    private static bool IsListener(IChannel channel) => channel is Dispatcher { Accepting: true };
}
