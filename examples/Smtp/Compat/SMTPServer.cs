using System.Net;
using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Smtp;

/// <summary>
/// Listens, and makes an <see cref="SMTPChannel"/> for each client. Override <c>process_message</c>, in the form that
/// <c>decode_data</c> chooses. Source: <c>smtpd.SMTPServer</c>.
/// </summary>
internal class SMTPServer : asyncore.dispatcher
{
    /// <summary>How the server greets, behind its host's name.</summary>
    public const string __version__ = HostName.Banner;

    private const int Backlog = 128; // 5 in Python: a burst of clients would wait for its second attempt

    /// <param name="localaddr">Where to listen.</param>
    /// <param name="remoteaddr">For <see cref="PureProxy"/>: where messages go.</param>
    /// <param name="data_size_limit">Bytes of a message; 0 is no limit.</param>
    /// <param name="map">The map to join, and the clients with it.</param>
    /// <param name="enable_SMTPUTF8">Whether addresses may have any character.</param>
    /// <param name="decode_data">Whether messages are handed on as text, which must be UTF-8.</param>
    /// <exception cref="ArgumentException">
    /// Both <paramref name="enable_SMTPUTF8"/> and <paramref name="decode_data"/> are set. Python: <c>ValueError</c>.
    /// </exception>
    public SMTPServer(
        EndPoint localaddr,
        EndPoint? remoteaddr,
        int data_size_limit = Limits.MessageSize,
        ChannelMap? map = null,
        bool enable_SMTPUTF8 = false,
        bool decode_data = false)
        : base(map: map)
    {
        SMTPChannel.Check(enable_SMTPUTF8, decode_data);
        (_localaddr, _remoteaddr) = (localaddr, remoteaddr);
        (this.data_size_limit, this.enable_SMTPUTF8, _decode_data) = (data_size_limit, enable_SMTPUTF8, decode_data);
        channel_class = (server, conn, addr) =>
            new SMTPChannel(server, conn, addr, server.data_size_limit, server._map, server.enable_SMTPUTF8, server._decode_data);
        try
        {
            create_socket(localaddr.AddressFamily);
            set_reuse_addr();
            bind(localaddr);
            listen(Backlog);
        }
        catch
        {
            close();
            throw;
        }
    }

    public EndPoint _localaddr { get; }

    public EndPoint? _remoteaddr { get; }

    public int data_size_limit { get; }

    public bool enable_SMTPUTF8 { get; }

    public bool _decode_data { get; }

    /// <summary>Bytes of a command line.</summary>
    public int command_size_limit { get; init; } = Limits.CommandSize;

    /// <summary>Recipients of a message. Not in smtpd.</summary>
    public int max_recipients { get; init; } = Limits.Recipients;

    /// <summary>What makes the channel of a client.</summary>
    public Func<SMTPServer, ChannelSocket, EndPoint, SMTPChannel> channel_class { get; init; }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr)
    {
        SendAtOnce(sock);
        channel_class(this, sock, addr);
    }

#pragma warning disable MA0025 // as in Python: what a subclass has to implement is not implemented here
    /// <summary>A message has arrived. Returns the reply; null is <c>250 OK</c>.</summary>
    /// <param name="peer">The client's address.</param>
    /// <param name="mailfrom">The sender, as the client gives it.</param>
    /// <param name="rcpttos">The recipients.</param>
    /// <param name="data">The message; its lines end with <c>\n</c>, and no line end follows the last one.</param>
    /// <param name="mail_options">The parameters of MAIL, in upper case.</param>
    /// <param name="rcpt_options">The parameters of the last RCPT, in upper case.</param>
    public virtual string? process_message(
        EndPoint peer,
        string mailfrom,
        IReadOnlyList<string> rcpttos,
        byte[] data,
        IReadOnlyList<string> mail_options,
        IReadOnlyList<string> rcpt_options) => throw new NotImplementedException();

    /// <summary>The same as text, on a server with <c>decode_data</c>.</summary>
    public virtual string? process_message(EndPoint peer, string mailfrom, IReadOnlyList<string> rcpttos, string data) =>
        throw new NotImplementedException();
#pragma warning restore MA0025

    /// <summary>
    /// A reply of several lines is several sends. The kernel would hold the second back until the client has acknowledged the
    /// first, which it puts off, for 40 ms on Linux, to do so with the next command.
    /// </summary>
    private static void SendAtOnce(ChannelSocket sock)
    {
        try
        {
            sock.NoDelay = true;
        }
        catch (SocketException)
        {
            // A Unix socket holds nothing back; of a client that has left already the channel will hear.
        }
    }
}
