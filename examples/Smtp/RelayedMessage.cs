using System.Net;
using System.Text;

namespace Smtp;

/// <summary>
/// A message that is passed on, and what has come of that. Source: <c>smtpd.PureProxy</c>, and <c>smtplib</c>'s <c>sendmail</c>.
/// </summary>
/// <param name="peer">The client that has sent it.</param>
/// <param name="from">Its sender.</param>
/// <param name="to">Its recipients.</param>
/// <param name="text">The message, as <see cref="MessageText.FromWire"/> gives it.</param>
internal sealed class RelayedMessage(EndPoint peer, string from, IReadOnlyList<string> to, ReadOnlySpan<byte> text)
{
    private const int EndLength = 3; // the dot and its line end

    private readonly Dictionary<string, Reply> _refused = new(StringComparer.Ordinal);

    /// <summary>Its recipients.</summary>
    public IReadOnlyList<string> To { get; } = to;

    /// <summary>The message with its client in a header, as it goes over the wire.</summary>
    public byte[] Wire { get; } =
        MessageText.ToWire(MessageText.WithHeader(text, Encoding.ASCII.GetBytes($"X-Peer: {HostName.Of(peer)}")));

    /// <summary>Whether nobody gets it.</summary>
    public bool IsRefused => To.All(_refused.ContainsKey);

    /// <summary>
    /// The reply to who has sent it; null is <c>250 OK</c>. A message that somebody gets is in order: that is what smtpd says of
    /// every one. If nobody gets it, its sender must know.
    /// </summary>
    public string? Answer => !IsRefused ? null
        : _refused.Values.Any(r => r.IsTransient) ? "451 Error: the message could not be passed on, try again later"
        : "554 Error: the message was refused where it was passed on to";

    /// <summary>A line for the log; null if all recipients get it.</summary>
    public string? Refusals => _refused.Count == 0
        ? null
        : $"we got some refusals: {{{string.Join(", ", _refused.Select(r => $"{PythonText.Repr(r.Key)}: {r.Value}"))}}}";

    /// <summary>The command that gives the sender.</summary>
    /// <param name="hello">The reply to EHLO; any other if there is none.</param>
    public string Mail(Reply hello)
    {
        string[] extensions = hello.Code == 250
            ? [.. hello.Text.Split('\n').Skip(1).Select(line => line.Split(' ')[0].ToUpperInvariant())]
            : [];
        string size = extensions.Contains("SIZE") ? $" SIZE={Wire.Length - EndLength}" : "";
        string body = extensions.Contains("8BITMIME") && !Ascii.IsValid(Wire) ? " BODY=8BITMIME" : "";
        return $"MAIL FROM:{Quote(from)}{size}{body}";
    }

    /// <summary>The command that gives a recipient.</summary>
    public static string Rcpt(string recipient) => $"RCPT TO:{Quote(recipient)}";

    /// <summary>What the server has said to a recipient.</summary>
    public void Note(string recipient, Reply reply)
    {
        if (reply.Code is not (250 or 251))
        {
            _refused[recipient] = reply;
        }
    }

    /// <summary>Nobody gets the message.</summary>
    public void RefuseAll(Reply reply)
    {
        foreach (string recipient in To)
        {
            _refused[recipient] = reply;
        }
    }

    private static string Quote(string address) => address == "<>" ? address : $"<{address}>";
}
