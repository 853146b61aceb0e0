using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace Smtp.Await;

/// <summary>Hands one message to a server, in the steps of <c>smtplib</c>'s <c>sendmail</c>, from top to bottom.</summary>
internal sealed class Relay
{
    private readonly AsyncChat _chat;
    private readonly CancellationTokenSource _patience; // cancelled when a reply takes too long

    private Relay(AsyncConnection connection, CancellationTokenSource patience) =>
        (_chat, _patience) = (new AsyncChat(connection), patience);

    /// <summary>
    /// What passes messages on to the server there, with a connection for each. A host name is looked up each time, and all of its
    /// addresses are tried.
    /// </summary>
    public static Func<Message, Task<string?>> To(EndPoint remote, Action<string> log) => async message =>
    {
        var relayed = new RelayedMessage(message.Peer, message.From, message.To, message.Text);
        await SendAsync(relayed, remote);
        if (relayed.Refusals is { } refusals)
        {
            log($"info: {refusals}");
        }

        return relayed.Answer;
    };

    private static async Task SendAsync(RelayedMessage message, EndPoint remote)
    {
        using var patience = new CancellationTokenSource(Limits.Patience, Loop.Current!.TimeProvider);
        AsyncConnection? connection = null;
        try
        {
            connection = await AsyncConnection.ConnectAsync(remote, cancellationToken: patience.Token);
            var relay = new Relay(connection, patience);
            if (await relay.SendAsync(message) is { } refusal)
            {
                message.RefuseAll(refusal);
            }

            relay._chat.Push("QUIT\r\n"u8);
            connection.Close(); // once that is sent: the client need not wait for it, nor for the reply to it
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            if (failure is SocketException)
            {
                Console.Error.WriteLine($"log: {failure.Message}"); // above all: the server refuses
            }

            message.RefuseAll(failure is MessageTooLongException ? Reply.TooLong : Reply.Unreachable);
            connection?.Abort();
        }
    }

    /// <summary>Says all that there is to say. Returns the reply that refuses the message as a whole, if there is one.</summary>
    private async Task<Reply?> SendAsync(RelayedMessage message)
    {
        if (await ReadReplyAsync() is { Code: not 220 } unready)
        {
            return unready;
        }

        Reply hello = await AskAsync($"EHLO {HostName.Full}");
        if (hello.Code != 250 && await AskAsync($"HELO {HostName.Full}") is { Code: not 250 } unwelcome)
        {
            return unwelcome;
        }

        if (await AskAsync(message.Mail(hello)) is { Code: not 250 } badSender)
        {
            return badSender;
        }

        foreach (string recipient in message.To)
        {
            Reply reply = await AskAsync(RelayedMessage.Rcpt(recipient));
            message.Note(recipient, reply);
            if (reply.Code == 421)
            {
                return reply; // the server is leaving
            }
        }

        if (message.IsRefused)
        {
            return null;
        }

        if (await AskAsync("DATA") is { Code: not 354 } notNow)
        {
            return notNow;
        }

        _patience.CancelAfter(Limits.Patience);
        await _chat.PushAsync(message.Wire, _patience.Token);
        return await ReadReplyAsync() is { Code: not 250 } unwanted ? unwanted : null;
    }

    /// <summary>Sends a line. One that is two would be a command that the client has smuggled into an address.</summary>
    private async Task<Reply> AskAsync(string line)
    {
        if (line.AsSpan().ContainsAny('\r', '\n'))
        {
            return Reply.BadAddress;
        }

        _chat.Push(Encoding.UTF8.GetBytes(line + "\r\n"));
        return await ReadReplyAsync();
    }

    private async Task<Reply> ReadReplyAsync()
    {
        _patience.CancelAfter(Limits.Patience);
        List<string> lines = [];
        await foreach (ReadOnlyMemory<byte> line in _chat.Messages("\r\n"u8, Reply.MaxBytes).WithCancellation(_patience.Token))
        {
            lines.Add(Encoding.Latin1.GetString(line.Span));
            if (Reply.IsLast(lines[^1]))
            {
                return Reply.Parse(lines);
            }

            _chat.MaxBytes = Math.Max(1, _chat.MaxBytes - line.Length); // all lines of a reply together
        }

        throw new EndOfStreamException("The server has left in the middle of the dialogue.");
    }
}
