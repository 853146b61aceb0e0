using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Smtp;

/// <summary>
/// Hands one message to a server, in the steps of <c>smtplib</c>'s <c>sendmail</c>: each method below is one, and gets the
/// reply to what the one before it has sent.
/// </summary>
internal sealed class RelayClient : asynchat.async_chat
{
    private const int EndOfMessage = 3; // the dot and its line end
    private const int MaxReply = 64 * 1024; // bytes of a reply, with all its lines

    private readonly TimeSpan _patience;
    private readonly string _mailfrom;
    private readonly IReadOnlyList<string> _rcpttos;
    private readonly byte[] _message; // as it goes over the wire
    private readonly Dictionary<string, Refusal> _refused = new(StringComparer.Ordinal);
    private readonly List<string> _reply = []; // the lines of the reply that is arriving
    private readonly StringBuilder _line = new();
    private int _received; // bytes of that reply
    private int _recipient; // the one that is being asked for
    private Action<int, string>? _step; // what the next reply is for
    private Action<IReadOnlyDictionary<string, Refusal>>? _done; // null once it was called
    private bool _closesWhenDone;
    private LoopTimer? _timer; // ends a wait for a reply

    private RelayClient(
        EndPoint remote,
        ChannelMap map,
        TimeSpan patience,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] message,
        Action<IReadOnlyDictionary<string, Refusal>> done)
        : base(map: map)
    {
        (_patience, _mailfrom, _rcpttos, _message, _done) = (patience, mailfrom, rcpttos, message, done);
        set_terminator("\r\n"u8);
        Expect(Greeted);
        try
        {
            create_socket(remote.AddressFamily);
            connect(remote);
        }
        catch (SocketException failure)
        {
            handle_error(failure);
        }
    }

    /// <summary>What a graceful stop waits for: the message, too, while it is on its way.</summary>
    public override int PendingOutput => Math.Max(base.PendingOutput, _done is null ? 0 : 1);

    /// <summary>
    /// Starts. <paramref name="done"/> is called once, with the recipients that do not get the message; at once if the server
    /// cannot be reached.
    /// </summary>
    public static void Send(
        EndPoint remote,
        ChannelMap map,
        TimeSpan patience,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] message,
        Action<IReadOnlyDictionary<string, Refusal>> done) =>
        _ = new RelayClient(remote, map, patience, mailfrom, rcpttos, message, done);

    public override void handle_connect()
    {
        // The server speaks first.
    }

    public override void collect_incoming_data(ReadOnlySpan<byte> data)
    {
        _received += data.Length;
        if (_received <= MaxReply)
        {
            _line.Append(Encoding.Latin1.GetString(data));
        }
        else
        {
            RefuseAll(new Refusal(500, "Line too long."));
            close();
        }
    }

    public override void found_terminator()
    {
        string line = _line.ToString();
        _line.Clear();
        ReadOnlySpan<char> digits = line.AsSpan(0, Math.Min(3, line.Length));
        bool isReply = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int code);
        _reply.Add(line.Length > 4 ? line[4..].Trim(' ', '\t', '\r', '\n') : "");
        if (isReply && line.Length > 3 && line[3] == '-')
        {
            return; // the line before the last has a hyphen, not a space
        }

        string text = string.Join('\n', _reply);
        _reply.Clear();
        _received = 0;
        Action<int, string>? step = _step;
        _step = null;
        step?.Invoke(isReply ? code : -1, text);
    }

    public override void handle_close() => close();

    public override void handle_error(Exception exception)
    {
        log(exception.Message); // above all: the server refuses
        close();
    }

    public override void close()
    {
        _timer?.Cancel();
        base.close();
        RefuseAll(Refusal.Unreachable);
    }

    /// <summary>The program stops: what is on its way is handed over first.</summary>
    public override void CloseWhenSent()
    {
        _closesWhenDone = true;
        if (_done is null)
        {
            base.CloseWhenSent();
        }
    }

    private void Greeted(int code, string text)
    {
        if (code == 220)
        {
            Command($"EHLO {HostName.Full}", SaidEhlo);
        }
        else
        {
            Fail(code, text);
        }
    }

    private void SaidEhlo(int code, string text)
    {
        if (code == 250)
        {
            string[] extensions = [.. text.Split('\n').Skip(1).Select(line => line.Split(' ')[0].ToUpperInvariant())];
            string size = extensions.Contains("SIZE") ? $" SIZE={_message.Length - EndOfMessage}" : "";
            bool isEightBit = extensions.Contains("8BITMIME") && !Ascii.IsValid(_message);
            Mail(size + (isEightBit ? " BODY=8BITMIME" : ""));
        }
        else
        {
            Command($"HELO {HostName.Full}", SaidHelo);
        }
    }

    private void SaidHelo(int code, string text)
    {
        if (code == 250)
        {
            Mail(parameters: "");
        }
        else
        {
            Fail(code, text);
        }
    }

    private void Mail(string parameters) => Command($"MAIL FROM:{Quote(_mailfrom)}{parameters}", GaveSender);

    private void GaveSender(int code, string text)
    {
        if (code == 250)
        {
            GiveRecipient();
        }
        else
        {
            Fail(code, text);
        }
    }

    private void GiveRecipient() => Command($"RCPT TO:{Quote(_rcpttos[_recipient])}", GaveRecipient);

    private void GaveRecipient(int code, string text)
    {
        if (code is not (250 or 251))
        {
            _refused[_rcpttos[_recipient]] = new Refusal(code, text);
        }

        _recipient++;
        if (code == 421)
        {
            Fail(code, text); // the server is leaving
        }
        else if (_recipient < _rcpttos.Count)
        {
            GiveRecipient();
        }
        else if (_rcpttos.All(_refused.ContainsKey))
        {
            Finish();
        }
        else
        {
            Command("DATA", MayGiveMessage);
        }
    }

    private void MayGiveMessage(int code, string text)
    {
        if (code == 354)
        {
            Expect(GaveMessage);
            push(_message);
        }
        else
        {
            Fail(code, text);
        }
    }

    private void GaveMessage(int code, string text)
    {
        if (code == 250)
        {
            Finish();
        }
        else
        {
            Fail(code, text);
        }
    }

    private void SaidQuit(int code, string text) => close();

    /// <summary>Nobody gets the message.</summary>
    private void Fail(int code, string text)
    {
        RefuseAll(new Refusal(code, text));
        Quit();
    }

    private void Finish()
    {
        Report();
        Quit();
    }

    private void Quit()
    {
        if (IsClosed)
        {
            return;
        }

        Command("QUIT", SaidQuit);
        if (_closesWhenDone)
        {
            base.CloseWhenSent();
        }
    }

    /// <summary>Sends a line. One that is two would be a command that the client has smuggled into an address.</summary>
    private void Command(string line, Action<int, string> step)
    {
        if (line.AsSpan().ContainsAny('\r', '\n'))
        {
            step(501, "the address has a line end in it");
            return;
        }

        Expect(step);
        push(Encoding.UTF8.GetBytes(line + "\r\n"));
    }

    private void Expect(Action<int, string> step)
    {
        _step = step;
        _timer?.Cancel();
        _timer = Loop.For(_map).CallLater(_patience, close);
    }

    private void RefuseAll(Refusal refusal)
    {
        if (_done is null)
        {
            return;
        }

        foreach (string to in _rcpttos)
        {
            _refused[to] = refusal;
        }

        Report();
    }

    private void Report()
    {
        Action<IReadOnlyDictionary<string, Refusal>>? done = _done;
        _done = null;
        done?.Invoke(_refused);
    }

    private static string Quote(string address) => address == "<>" ? address : $"<{address}>";
}
