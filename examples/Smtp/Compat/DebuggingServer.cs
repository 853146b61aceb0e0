using System.Net;

using AsyncoreNet;

namespace Smtp;

/// <summary>Prints each message to standard output. Source: <c>smtpd.DebuggingServer</c>.</summary>
internal sealed class DebuggingServer(
    EndPoint localaddr,
    EndPoint? remoteaddr = null,
    int data_size_limit = Limits.MessageSize,
    ChannelMap? map = null,
    bool enable_SMTPUTF8 = false,
    bool decode_data = false)
    : SMTPServer(localaddr, remoteaddr, data_size_limit, map, enable_SMTPUTF8, decode_data)
{
    public override string? process_message(
        EndPoint peer,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] data,
        IReadOnlyList<string> mail_options,
        IReadOnlyList<string> rcpt_options)
    {
        PrintedMessage.Print(peer, data, mail_options, rcpt_options);
        return null;
    }

    public override string? process_message(EndPoint peer, string mailfrom, IReadOnlyList<string> rcpttos, string data)
    {
        PrintedMessage.Print(peer, data);
        return null;
    }
}
