using System.Net;
using System.Text;

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
    private const int Piece = 64 * 1024; // characters that are printed at once

    public override string? process_message(
        EndPoint peer,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] data,
        IReadOnlyList<string> mail_options,
        IReadOnlyList<string> rcpt_options)
    {
        List<string> options = [];
        if (mail_options.Count > 0)
        {
            options.Add($"mail options: {PythonText.Repr(mail_options)}");
        }

        if (rcpt_options.Count > 0)
        {
            options.Add($"rcpt options: {PythonText.Repr(rcpt_options)}\n");
        }

        Print(options.Concat(_print_message_content(
            PythonText.Lines(data).Select(line => PythonText.Repr(line.Span)),
            emptyLine: "b''",
            peerheader: PythonText.Repr(Encoding.UTF8.GetBytes(PeerHeader(peer))))));
        return null;
    }

    public override string? process_message(EndPoint peer, string mailfrom, IReadOnlyList<string> rcpttos, string data)
    {
        Print(_print_message_content(PythonText.Lines(data), emptyLine: "", PeerHeader(peer)));
        return null;
    }

    private static string PeerHeader(EndPoint peer) => $"X-Peer: {HostOf(peer)}";

    /// <summary>The lines, with the peer behind the headers.</summary>
    private static IEnumerable<string> _print_message_content(IEnumerable<string> lines, string emptyLine, string peerheader)
    {
        bool inheaders = true;
        foreach (string line in lines)
        {
            if (inheaders && line == emptyLine)
            {
                yield return peerheader;
                inheaders = false;
            }

            yield return line;
        }
    }

    private static void Print(IEnumerable<string> lines)
    {
        var text = new StringBuilder("---------- MESSAGE FOLLOWS ----------\n");
        foreach (string line in lines)
        {
            text.Append(line).Append('\n');
            if (text.Length > Piece)
            {
                Console.Out.Write(text);
                text.Clear();
            }
        }

        Console.Out.Write(text.Append("------------ END MESSAGE ------------\n"));
    }
}
