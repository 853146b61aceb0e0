using System.Net;
using System.Text;

using AsyncoreNet;

namespace Smtp;

/// <summary>Keeps each message in a <see cref="Maildir"/>, as the bytes that smtpd hands over. Not in smtpd.</summary>
internal class MaildirServer(
    EndPoint localaddr,
    Maildir maildir,
    int data_size_limit = Limits.MessageSize,
    ChannelMap? map = null,
    bool enable_SMTPUTF8 = false,
    bool decode_data = false)
    : SMTPServer(localaddr, remoteaddr: null, data_size_limit, map, enable_SMTPUTF8, decode_data)
{
    public override string? process_message(
        EndPoint peer,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] data,
        IReadOnlyList<string> mail_options,
        IReadOnlyList<string> rcpt_options) => Keep(data);

    public override string? process_message(EndPoint peer, string mailfrom, IReadOnlyList<string> rcpttos, string data) =>
        Keep(Encoding.UTF8.GetBytes(data));

    /// <summary>The reply is OK when the message is where it stays, not before.</summary>
    private string? Keep(byte[] data)
    {
        try
        {
            maildir.Deliver(data);
            return null;
        }
        catch (IOException failure)
        {
            log(failure.Message);
            return "451 Error: the message could not be kept, try again later";
        }
    }
}
