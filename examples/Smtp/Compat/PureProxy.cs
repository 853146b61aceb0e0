using System.Net;

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
    public TimeSpan Patience { get; init; } = Limits.Patience;

    /// <summary>Passes a message on. The reply comes later, or at once if nobody can be reached.</summary>
    public void Relay(EndPoint peer, string mailfrom, IReadOnlyList<string> rcpttos, byte[] data, Action<string?> answer)
    {
        var message = new RelayedMessage(peer, mailfrom, rcpttos, data);
        RelayClient.Send(_remote, _map, Patience, message, () =>
        {
            if (message.Refusals is { } refusals)
            {
                log_info(refusals);
            }

            answer(message.Answer);
        });
    }
}
