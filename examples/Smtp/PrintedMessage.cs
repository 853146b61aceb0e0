using System.Net;
using System.Text;

namespace Smtp;

/// <summary>Messages on standard output. Source: <c>smtpd.DebuggingServer</c>.</summary>
internal static class PrintedMessage
{
    private const int Piece = 64 * 1024; // characters that are printed at once

    /// <summary>Prints bytes, as Python shows them.</summary>
    public static void Print(
        EndPoint peer, ReadOnlyMemory<byte> data, IReadOnlyList<string> mailOptions, IReadOnlyList<string> rcptOptions)
    {
        List<string> options = [];
        if (mailOptions.Count > 0)
        {
            options.Add($"mail options: {PythonText.Repr(mailOptions)}");
        }

        if (rcptOptions.Count > 0)
        {
            options.Add($"rcpt options: {PythonText.Repr(rcptOptions)}\n");
        }

        Print(options.Concat(WithPeer(
            PythonText.Lines(data).Select(line => PythonText.Repr(line.Span)),
            emptyLine: "b''",
            PythonText.Repr(Encoding.UTF8.GetBytes(Header(peer))))));
    }

    /// <summary>Prints text as it is.</summary>
    public static void Print(EndPoint peer, string data) => Print(WithPeer(PythonText.Lines(data), emptyLine: "", Header(peer)));

    private static string Header(EndPoint peer) => $"X-Peer: {HostName.Of(peer)}";

    /// <summary>The lines, with the peer behind the headers.</summary>
    private static IEnumerable<string> WithPeer(IEnumerable<string> lines, string emptyLine, string peer)
    {
        bool inHeaders = true;
        foreach (string line in lines)
        {
            if (inHeaders && line == emptyLine)
            {
                yield return peer;
                inHeaders = false;
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
