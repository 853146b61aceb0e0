using System.Net;

using AsyncoreNet.Compat.Tests;

using Smtp.Await;

namespace Smtp.Tests;

/// <summary>The awaited server.</summary>
internal sealed class AwaitStyle : Style
{
    public override Served Serve(TestLoop loop, EndPoint? address, int maxMessage, int maxCommand, int maxRecipients)
    {
        var served = new Served();
        var server = new SmtpServer(message =>
        {
            served.Messages.Add((message.From, message.To, message.Text));
            return Task.FromResult<string?>(null);
        })
        {
            MaxMessage = maxMessage,
            MaxCommand = maxCommand,
            MaxRecipients = maxRecipients,
        };
        return Listen(served, server, loop, address ?? AnyPort);
    }

    public override Served Keep(TestLoop loop, Maildir maildir)
    {
        var served = new Served();
        return Listen(served, new SmtpServer(SmtpServer.Keep(maildir, served.Log.Add)), loop, AnyPort);
    }

    public override Served Relay(TestLoop loop, EndPoint remote)
    {
        var served = new Served();
        return Listen(served, new SmtpServer(Smtp.Await.Relay.To(remote, served.Log.Add)), loop, AnyPort);
    }

    private static Served Listen(Served served, SmtpServer server, TestLoop loop, EndPoint address)
    {
        served.Listening = server.Listen(address, loop.Map).LocalEndPoint;
        return served;
    }
}
