using System.Net;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>A server that keeps its messages; one that reads <c>return status</c> has a reply of its own.</summary>
internal class DummyServer(
    EndPoint localaddr,
    EndPoint? remoteaddr,
    ChannelMap map,
    int data_size_limit = Limits.MessageSize,
    bool enable_SMTPUTF8 = false,
    bool decode_data = false)
    : SMTPServer(localaddr, remoteaddr, data_size_limit, map, enable_SMTPUTF8, decode_data)
{
    /// <summary>Messages of a server that does not decode.</summary>
    public List<(EndPoint Peer, string MailFrom, IReadOnlyList<string> RcptTos, byte[] Data)> Bytes { get; } = [];

    /// <summary>Messages of a server that decodes.</summary>
    public List<(EndPoint Peer, string MailFrom, IReadOnlyList<string> RcptTos, string Data)> Texts { get; } = [];

    public override string? process_message(
        EndPoint peer,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] data,
        IReadOnlyList<string> mail_options,
        IReadOnlyList<string> rcpt_options)
    {
        Bytes.Add((peer, mailfrom, rcpttos, data));
        return data.AsSpan().SequenceEqual("return status"u8) ? "250 Okish"
            : mail_options.Contains("SMTPUTF8") ? "250 SMTPUTF8 message okish"
            : null;
    }

    public override string? process_message(EndPoint peer, string mailfrom, IReadOnlyList<string> rcpttos, string data)
    {
        Texts.Add((peer, mailfrom, rcpttos, data));
        return data == "return status" ? "250 Okish" : null;
    }
}
