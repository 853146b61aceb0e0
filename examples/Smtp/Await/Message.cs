using System.Net;

namespace Smtp.Await;

/// <summary>A message and its envelope, as far as the client has given them.</summary>
/// <param name="peer">The client.</param>
internal sealed class Message(EndPoint peer)
{
    public EndPoint Peer { get; } = peer;

    /// <summary>The sender; empty before MAIL. That of a bounce is <c>&lt;&gt;</c>.</summary>
    public string From { get; set; } = "";

    public List<string> To { get; } = [];

    /// <summary>The parameters of MAIL, in upper case.</summary>
    public IReadOnlyList<string> MailOptions { get; set; } = [];

    /// <summary>Those of the last RCPT.</summary>
    public IReadOnlyList<string> RcptOptions { get; set; } = [];

    /// <summary>Whether MAIL asked for SMTPUTF8: until the next message, replies have any character.</summary>
    public bool IsUtf8 { get; set; }

    /// <summary>The message itself, as <see cref="MessageText.FromWire"/> gives it.</summary>
    public byte[] Text { get; set; } = [];
}
