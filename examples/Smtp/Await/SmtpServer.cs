using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace Smtp.Await;

/// <summary>The server with <c>await</c>: a <see cref="Session"/> for each client.</summary>
/// <param name="Deliver">Takes a message. Its result is the reply; null is <c>250 OK</c>.</param>
internal sealed record SmtpServer(Func<Message, Task<string?>> Deliver)
{
    /// <summary>Bytes of a message.</summary>
    public int MaxMessage { get; init; } = Limits.MessageSize;

    /// <summary>Bytes of a command line.</summary>
    public int MaxCommand { get; init; } = Limits.CommandSize;

    /// <summary>Recipients of a message.</summary>
    public int MaxRecipients { get; init; } = Limits.Recipients;

    /// <summary>Whether addresses may have any character.</summary>
    public bool TakesUtf8 { get; init; }

    /// <summary>Prints messages.</summary>
    public static Task<string?> Print(Message message)
    {
        PrintedMessage.Print(message.Peer, message.Text, message.MailOptions, message.RcptOptions);
        return Task.FromResult<string?>(null);
    }

    /// <summary>
    /// Keeps messages in a folder: the reply is OK when a message is where it stays, not before. Another thread waits for the
    /// disk; what follows the <c>await</c> is on the loop's again.
    /// </summary>
    public static Func<Message, Task<string?>> Keep(Maildir maildir, Action<string> log) => async message =>
    {
        try
        {
            await Task.Run(() => maildir.Deliver(message.Text));
            return null;
        }
        catch (IOException failure)
        {
            log(failure.Message);
            return "451 Error: the message could not be kept, try again later";
        }
    };

    /// <summary>Listens from now on.</summary>
    public AsyncServer Listen(EndPoint address, ChannelMap? map = null) => AsyncServer.Start(
        address,
        (connection, stopping) => new Session(this, connection).RunAsync(stopping),
        new AsyncServerOptions { Map = map });
}
