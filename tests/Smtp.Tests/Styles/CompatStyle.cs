using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat.Tests;

namespace Smtp.Tests;

/// <summary>The port of <c>smtpd</c>.</summary>
internal sealed class CompatStyle : Style
{
    public override Served Serve(TestLoop loop, EndPoint? address, int maxMessage, int maxCommand, int maxRecipients) =>
        Serve(served => new Server(served, address ?? AnyPort, maxMessage, loop.Map)
        {
            command_size_limit = maxCommand,
            max_recipients = maxRecipients,
        });

    public override Served Keep(TestLoop loop, Maildir maildir) => Serve(served => new Keeper(served, maildir, loop.Map));

    public override Served Relay(TestLoop loop, EndPoint remote) => Serve(served => new Proxy(served, remote, loop.Map));

    private static Served Serve(Func<Served, SMTPServer> listen)
    {
        var served = new Served();
        served.Listening = listen(served).socket!.LocalEndPoint!;
        return served;
    }

    private sealed class Server : SMTPServer
    {
        private readonly Served _served;

        public Server(Served served, EndPoint address, int maxMessage, ChannelMap map)
            : base(address, null, maxMessage, map)
        {
            _served = served;
            channel_class = (_, conn, addr) => new Channel(this, served, conn, addr);
        }

        public override string? process_message(
            EndPoint peer,
            string mailfrom,
            IReadOnlyList<string> rcpttos,
            byte[] data,
            IReadOnlyList<string> mail_options,
            IReadOnlyList<string> rcpt_options)
        {
            _served.Messages.Add((mailfrom, rcpttos, data));
            return null;
        }
    }

    private sealed class Channel(Server server, Served served, ChannelSocket conn, EndPoint addr)
        : SMTPChannel(server, conn, addr, server.data_size_limit, server._map)
    {
        public override void handle_error(Exception exception)
        {
            served.Errors.Add(exception);
            base.handle_error(exception);
        }
    }

    private sealed class Keeper(Served served, Maildir maildir, ChannelMap map) : MaildirServer(AnyPort, maildir, map: map)
    {
        public override void log(string message) => served.Log.Add(message);
    }

    private sealed class Proxy(Served served, EndPoint remote, ChannelMap map) : PureProxy(AnyPort, remote, map: map)
    {
        public override void log_info(string message, string type = "info") => served.Log.Add($"{type}: {message}");
    }
}
