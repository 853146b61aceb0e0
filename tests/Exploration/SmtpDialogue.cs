using System.Text;

using AsyncoreNet.Testing;

using Smtp;

namespace AsyncoreNet.Exploration;

/// <summary>What a client says to an SMTP server on one connection, and the replies that it must get.</summary>
internal sealed class SmtpDialogue
{
    private readonly SimulationRandom _random;
    private readonly int _maxMessage;
    private readonly StringBuilder _input = new();
    private readonly StringBuilder _replies = new();
    private readonly List<(int InputEnd, int RepliesEnd)> _steps = [];
    private readonly List<(SmtpMail Mail, int Step)> _taken = []; // messages that the server is to take

    public SmtpDialogue(SimulationRandom random, string name, int maxMessage)
    {
        (_random, _maxMessage) = (random, maxMessage);
        Say("", $"220 {HostName.Full} {HostName.Banner}");
        if (random.Chance(0.5))
        {
            Say("HELO client\r\n", $"250 {HostName.Full}");
        }
        else
        {
            Say("EHLO client\r\n", $"250-{HostName.Full}", $"250-SIZE {maxMessage}", "250-8BITMIME", "250 HELP");
        }

        for (int i = random.Next(0, 6); i > 0; i--)
        {
            Digress();
            Send(new SmtpMail(random, $"{(random.Chance(0.1) ? "bad." : "")}{name}.{i}", isText: false));
        }

        if (random.Chance(0.5))
        {
            Say("QUIT\r\n", "221 Bye");
        }
    }

    /// <summary>Why a sender's messages cannot be kept.</summary>
    public static string Refusal => "451 Error: not now";

    /// <summary>All that there is to say.</summary>
    public byte[] Input => Encoding.Latin1.GetBytes(_input.ToString());

    /// <summary>Whether the messages of a sender are refused.</summary>
    public static bool IsRefused(string from) => from.StartsWith("bad", StringComparison.Ordinal);

    /// <summary>The replies to all that an input has whole.</summary>
    public byte[] Answer(ReadOnlyMemory<byte> input) =>
        Encoding.Latin1.GetBytes(_replies.ToString(0, _steps.FindLast(s => s.InputEnd <= input.Length).RepliesEnd));

    /// <summary>
    /// The store has each message whose <c>250</c> has come, once; it may have one that was sent to its end, and none besides.
    /// </summary>
    /// <param name="store">What was kept; the dialogue's own messages are taken out of it.</param>
    /// <param name="sent">Bytes that were sent.</param>
    /// <param name="received">Bytes that have come.</param>
    public void Check(List<KeptMail> store, int sent, int received)
    {
        foreach ((SmtpMail mail, int step) in _taken)
        {
            int kept = store.RemoveAll(one => one.Is(mail.From, mail.To, mail.Text));
            bool isAcknowledged = _steps[step].RepliesEnd <= received;
            bool isSent = _steps[step].InputEnd <= sent;
            ExploredWorld.Require(
                kept <= (isSent ? 1 : 0) && kept >= (isAcknowledged ? 1 : 0),
                $"{mail.From} is kept as it is to be (sent: {isSent}, acknowledged: {isAcknowledged}), and not {kept} times");
        }
    }

    /// <summary>Something that has no part in a message.</summary>
    private void Digress()
    {
        switch (_random.Next(0, 12))
        {
            case 0:
                Say("NOOP\r\n", "250 OK");
                break;
            case 1:
                Say("RSET\r\n", "250 OK");
                break;
            case 2:
                Say("RCPT TO:<a@example.com>\r\n", "503 Error: need MAIL command");
                break;
            case 3:
                Say("DATA\r\n", "503 Error: need RCPT command");
                break;
            case 4:
                Say($"{new string('x', 600)}\r\n", "500 Error: line too long");
                break;
            case 5:
                Say("WHAT\r\n", "500 Error: command \"WHAT\" not recognized");
                break;
            case 6:
                Say("MAIL FROM:<nobody@example.org>\r\n", "250 OK");
                Say("RCPT TO:<a@example.com>\r\n", "250 OK");
                Say("RSET\r\n", "250 OK"); // which forgets them
                break;
        }
    }

    private void Send(SmtpMail mail)
    {
        bool isRefused = IsRefused(mail.From);
        Say($"MAIL FROM:<{mail.From}>\r\n", "250 OK");
        foreach (string to in mail.To)
        {
            Say($"RCPT TO:<{to}>\r\n", "250 OK");
        }

        Say("DATA\r\n", "354 End data with <CR><LF>.<CR><LF>");
        bool isTooLong = mail.Wire.Length > _maxMessage;
        Say($"{mail.Wire}\r\n.\r\n", isTooLong ? "552 Error: Too much mail data" : isRefused ? Refusal : "250 OK");
        if (!isTooLong && !isRefused)
        {
            _taken.Add((mail, _steps.Count - 1));
        }
    }

    private void Say(string line, params ReadOnlySpan<string> reply)
    {
        _input.Append(line);
        foreach (string one in reply)
        {
            _replies.Append(one).Append("\r\n");
        }

        _steps.Add((_input.Length, _replies.Length));
    }
}
