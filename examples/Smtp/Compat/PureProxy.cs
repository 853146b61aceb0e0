using System.Net;
using System.Text;

using AsyncoreNet;

namespace Smtp;

/// <summary>
/// Passes each message on to the server at <c>remoteaddr</c>, with a connection for each. Source: <c>smtpd.PureProxy</c>.
/// </summary>
/// <remarks>
/// There, <c>smtplib</c> does it, and all other clients wait. Here a <see cref="RelayClient"/> does it on the same loop, and only
/// the client whose message it is waits for its reply, in a <see cref="ProxyChannel"/>.
/// </remarks>
internal class PureProxy : SMTPServer
{
    private readonly EndPoint _remote;

    public PureProxy(EndPoint localaddr, EndPoint remoteaddr, int data_size_limit = Limits.MessageSize, ChannelMap? map = null)
        : base(localaddr, remoteaddr, data_size_limit, map)
    {
        _remote = remoteaddr;
        channel_class = (_, conn, addr) => new ProxyChannel(this, conn, addr);
    }

    /// <summary>How long the remote server may take for one reply. In smtpd, for ever.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Passes a message on. The reply comes later, or at once if nobody can be reached.</summary>
    public void Relay(EndPoint peer, string mailfrom, IReadOnlyList<string> rcpttos, byte[] data, Action<string?> answer)
    {
        byte[] message = MessageText.ToWire(MessageText.WithHeader(data, Encoding.ASCII.GetBytes($"X-Peer: {HostOf(peer)}")));
        RelayClient.Send(_remote, _map, Patience, mailfrom, rcpttos, message, refused =>
        {
            if (refused.Count > 0)
            {
                string each = string.Join(", ", refused.Select(r => $"{PythonText.Repr(r.Key)}: {r.Value}"));
                log_info($"we got some refusals: {{{each}}}");
            }

            answer(ReplyTo(rcpttos, refused));
        });
    }

    /// <summary>
    /// A message that somebody gets is in order: that is what smtpd says of every one. If nobody gets it, its sender must know.
    /// </summary>
    private static string? ReplyTo(IReadOnlyList<string> rcpttos, IReadOnlyDictionary<string, Refusal> refused) =>
        rcpttos.Any(to => !refused.ContainsKey(to)) ? null
        : refused.Values.Any(r => r.IsTransient) ? "451 Error: the message could not be passed on, try again later"
        : "554 Error: the message was refused where it was passed on to";
}
