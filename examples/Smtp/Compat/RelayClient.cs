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
    private readonly TimeSpan _patience;
    private readonly RelayedMessage _message;
    private readonly List<string> _reply = []; // the lines of the reply that is arriving
    private readonly StringBuilder _line = new();
    private int _received; // bytes of that reply
    private int _recipient; // the one that is being asked for
    private Action<Reply>? _step; // what the next reply is for
    private Action? _done; // null once it was called
    private bool _closesWhenDone;
    private LoopTimer? _timer; // ends a wait for a reply

    private RelayClient(EndPoint remote, ChannelMap map, TimeSpan patience, RelayedMessage message, Action done)
        : base(map: map)
    {
        (_patience, _message, _done) = (patience, message, done);
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
    /// Starts. <paramref name="done"/> is called once, when the message knows what has come of it; at once if the server cannot
    /// be reached.
    /// </summary>
    public static void Send(EndPoint remote, ChannelMap map, TimeSpan patience, RelayedMessage message, Action done) =>
        _ = new RelayClient(remote, map, patience, message, done);

    public override void handle_connect()
    {
        // The server speaks first.
    }

    public override void collect_incoming_data(ReadOnlySpan<byte> data)
    {
        _received += data.Length;
        if (_received <= Reply.MaxBytes)
        {
            _line.Append(Encoding.Latin1.GetString(data));
        }
        else
        {
            RefuseAll(Reply.TooLong);
            close();
        }
    }

    public override void found_terminator()
    {
        string line = _line.ToString();
        _line.Clear();
        _reply.Add(line);
        if (!Reply.IsLast(line))
        {
            return;
        }

        Reply reply = Reply.Parse(_reply);
        _reply.Clear();
        _received = 0;
        Action<Reply>? step = _step;
        _step = null;
        step?.Invoke(reply);
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
        RefuseAll(Reply.Unreachable);
    }

    /// <summary>The program's time to stop is over.</summary>
    public override void Abort()
    {
        _timer?.Cancel();
        base.Abort();
        RefuseAll(Reply.Unreachable);
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

    private void Greeted(Reply reply)
    {
        if (reply.Code == 220)
        {
            Command($"EHLO {HostName.Full}", SaidEhlo);
        }
        else
        {
            Fail(reply);
        }
    }

    private void SaidEhlo(Reply reply)
    {
        if (reply.Code == 250)
        {
            Command(_message.Mail(reply), GaveSender);
        }
        else
        {
            Command($"HELO {HostName.Full}", SaidHelo);
        }
    }

    private void SaidHelo(Reply reply)
    {
        if (reply.Code == 250)
        {
            Command(_message.Mail(default), GaveSender);
        }
        else
        {
            Fail(reply);
        }
    }

    private void GaveSender(Reply reply)
    {
        if (reply.Code == 250)
        {
            GiveRecipient();
        }
        else
        {
            Fail(reply);
        }
    }

    private void GiveRecipient() => Command(RelayedMessage.Rcpt(_message.To[_recipient]), GaveRecipient);

    private void GaveRecipient(Reply reply)
    {
        _message.Note(_message.To[_recipient], reply);
        _recipient++;
        if (reply.Code == 421)
        {
            Fail(reply); // the server is leaving
        }
        else if (_recipient < _message.To.Count)
        {
            GiveRecipient();
        }
        else if (_message.IsRefused)
        {
            Finish();
        }
        else
        {
            Command("DATA", MayGiveMessage);
        }
    }

    private void MayGiveMessage(Reply reply)
    {
        if (reply.Code == 354)
        {
            Expect(GaveMessage);
            push(_message.Wire);
        }
        else
        {
            Fail(reply);
        }
    }

    private void GaveMessage(Reply reply)
    {
        if (reply.Code == 250)
        {
            Finish();
        }
        else
        {
            Fail(reply);
        }
    }

    private void SaidQuit(Reply reply) => close();

    /// <summary>Nobody gets the message.</summary>
    private void Fail(Reply reply)
    {
        RefuseAll(reply);
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
    private void Command(string line, Action<Reply> step)
    {
        if (line.AsSpan().ContainsAny('\r', '\n'))
        {
            step(Reply.BadAddress);
            return;
        }

        Expect(step);
        push(Encoding.UTF8.GetBytes(line + "\r\n"));
    }

    private void Expect(Action<Reply> step)
    {
        _step = step;
        _timer?.Cancel();
        _timer = Loop.For(_map).CallLater(_patience, close);
    }

    private void RefuseAll(Reply reply)
    {
        if (_done is not null)
        {
            _message.RefuseAll(reply);
            Report();
        }
    }

    private void Report()
    {
        Action? done = _done;
        _done = null;
        done?.Invoke();
    }
}
