using System.Text;

using AsyncoreNet.Async;

namespace Smtp.Await;

/// <summary>The dialogue with one client, from top to bottom. What is said to a command is in the other file.</summary>
internal sealed partial class Session
{
    private readonly SmtpServer _server;
    private readonly AsyncChat _chat;
    private Message _message; // what the client has said of it so far
    private bool _isTooLong; // what was read last

    public Session(SmtpServer server, AsyncConnection connection)
    {
        (_server, _chat) = (server, new AsyncChat(connection));
        (_message, _maxLine) = (NewMessage(), server.MaxCommand);
    }

    /// <summary>
    /// Serves the client until it leaves, or the server stops: a message that has arrived by then is delivered, and gets its reply.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        Say($"220 {HostName.Full} {HostName.Banner}");
        _chat.SetTerminator("\r\n"u8);
        while (await ReadAsync(_maxLine, stopping))
        {
            string reply = _isTooLong ? LineTooLong : ReplyTo(_chat.Current.Span);
            Say(reply);
            if (reply == Bye)
            {
                return;
            }

            if (reply != GoAhead)
            {
                continue;
            }

            _chat.SetTerminator("\r\n.\r\n"u8);
            if (!await ReadAsync(_server.MaxMessage, stopping))
            {
                return;
            }

            reply = _isTooLong ? "552 Error: Too much mail data" : await DeliverAsync();
            _message = NewMessage();
            Say(reply);
            _chat.SetTerminator("\r\n"u8);
        }
    }

    /// <summary>
    /// Reads a line, or a message; of one that is too long nothing is kept, and its end is waited for. False at the client's end.
    /// </summary>
    private async ValueTask<bool> ReadAsync(int maxBytes, CancellationToken stopping)
    {
        (_chat.MaxBytes, _isTooLong) = (maxBytes, false);
        try
        {
            return await _chat.ReadAsync(stopping);
        }
        catch (MessageTooLongException)
        {
            _isTooLong = true;
            while (await _chat.ReadPartAsync(stopping))
            {
                if (_chat.EndOfMessage)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Hands the message over, however long that takes; the client is not read meanwhile. Returns the reply.</summary>
    private async Task<string> DeliverAsync()
    {
        _message.Text = MessageText.FromWire(_chat.Current.Span);
        return await _server.Deliver(_message) ?? Ok;
    }

    /// <summary>Says a line. What ASCII lacks, from a command that is repeated in its reply, becomes a question mark.</summary>
    private void Say(string line) => _chat.Push((_message.IsUtf8 ? Encoding.UTF8 : Encoding.ASCII).GetBytes(line + "\r\n"));

    private Message NewMessage() => new(_chat.Connection.RemoteEndPoint!);
}
