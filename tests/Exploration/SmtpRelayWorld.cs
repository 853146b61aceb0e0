using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Async;
using AsyncoreNet.Testing;

using Smtp;
using Smtp.Await;

namespace AsyncoreNet.Exploration;

/// <summary>
/// Smtp as a relay, between clients and a server that keeps the messages, on links that fail. What it has said <c>250</c> to is
/// kept there once and to the byte; what it has not is kept once or not at all.
/// </summary>
internal sealed class SmtpRelayWorld(string style) : ExploredWorld(style)
{
    private const int Port = 25;
    private const string TryAgain = "451 Error: the message could not be passed on, try again later";

    /// <summary>
    /// A server may be gone without a word that arrives: then nothing ends the wait of who has nothing to send.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private readonly List<KeptMail> _store = [];
    private readonly List<Delivery> _deliveries = [];
    private SimulatedHost _nextHost = null!;
    private AsyncServer _next = null!;
    private AsyncServer? _server;
    private int _visits;

    protected override async Task PrepareAsync()
    {
        _nextHost = Simulation.Network.AddHost("next");
        await Simulation.Start(_nextHost, () =>
        {
            _next = new SmtpServer(Keep).Listen(new IPEndPoint(IPAddress.Any, Port));
            return Task.CompletedTask;
        });
        if (Random.Chance(0.3))
        {
            TimeSpan time = DrawTime(Random, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(20));
            After(DrawTime(Random, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20)), () => Partition(_nextHost, time));
        }
    }

    protected override Dispatcher Listen(EndPoint address)
    {
        var next = new IPEndPoint(_nextHost.Addresses[0], Port);
        if (Style == "compat")
        {
            return new PureProxy(address, next);
        }

        _server = new SmtpServer(Smtp.Await.Relay.To(next, Simulation.Note)).Listen(address);
        return _server.Channel;
    }

    protected override Task StopAsync(TimeSpan drain) => _server?.StopAsync(drain) ?? Task.CompletedTask;

    protected override async Task TalkAsync(ExploredClient client)
    {
        string name = $"visit{++_visits}";
        if (await client.TryConnectAsync() is not { } connection)
        {
            return;
        }

        using var tired = new CancellationTokenSource(Patience, client.Host.Loop.TimeProvider);
        var chat = new AsyncChat(connection);
        chat.SetTerminator("\r\n"u8);
        try
        {
            await ExpectAsync(chat, "220 ", tired.Token);
            await AskAsync(chat, "HELO client", "250 ", tired.Token);
            bool stays = true;
            for (int i = client.Random.Next(1, 4); stays && i > 0; i--)
            {
                await client.PauseAsync();
                stays = await DeliverAsync(client, chat, new SmtpMail(client.Random, $"{name}.{i}", isText: true), tired.Token);
            }
        }
        catch (Exception failure) when (
            failure is SocketException or EndOfStreamException or ObjectDisposedException or OperationCanceledException)
        {
            Require(MayBreak, $"{name} is not sent away ({failure.Message})");
        }

        connection.Abort();
    }

    protected override async Task EndAsync()
    {
        await Simulation.Start(_nextHost, () => _next.DisposeAsync().AsTask());
        foreach (Delivery delivery in _deliveries)
        {
            SmtpMail mail = delivery.Mail;
            int kept = _store.RemoveAll(one => one.Is(mail.From, mail.To, $"{mail.Head}\nX-Peer: {delivery.Peer}\n{mail.Body}"));
            Require(
                kept <= 1 && (kept == 1 || delivery.Reply?.StartsWith("250", StringComparison.Ordinal) != true),
                $"{mail.From} is kept as the relay has said ({delivery.Reply}), and not {kept} times");
        }

        Require(_store.Count == 0, $"nothing is kept that nobody has sent, as {string.Join(", ", _store)} is");
    }

    private static async Task AskAsync(AsyncChat chat, string line, string reply, CancellationToken cancellationToken)
    {
        chat.Push(Encoding.Latin1.GetBytes($"{line}\r\n"));
        await ExpectAsync(chat, reply, cancellationToken);
    }

    private static async Task<string> ExpectAsync(AsyncChat chat, string reply, CancellationToken cancellationToken)
    {
        if (!await chat.ReadAsync(cancellationToken))
        {
            throw new EndOfStreamException("The server has left.");
        }

        string line = Encoding.Latin1.GetString(chat.Current.Span);
        Require(line.StartsWith(reply, StringComparison.Ordinal), $"the reply is {reply}, and not {line}");
        return line;
    }

    /// <summary>Says a message. Returns false if the client does not wait for the reply.</summary>
    private async Task<bool> DeliverAsync(
        ExploredClient client, AsyncChat chat, SmtpMail mail, CancellationToken cancellationToken)
    {
        await AskAsync(chat, $"MAIL FROM:<{mail.From}>", "250 OK", cancellationToken);
        foreach (string to in mail.To)
        {
            await AskAsync(chat, $"RCPT TO:<{to}>", "250 OK", cancellationToken);
        }

        await AskAsync(chat, "DATA", "354 ", cancellationToken);
        var delivery = new Delivery(mail, client.Host.Addresses[Address.AddressFamily == AddressFamily.InterNetworkV6 ? 1 : 0]);
        _deliveries.Add(delivery);
        chat.Push(Encoding.Latin1.GetBytes($"{mail.Wire}\r\n.\r\n"));
        if (client.Random.Chance(0.1))
        {
            return false;
        }

        delivery.Reply = await ExpectAsync(chat, "", cancellationToken);
        Require(
            delivery.Reply == "250 OK" || (MayFailToConnect && delivery.Reply == TryAgain),
            $"a message is taken where nothing hinders it, and not answered {delivery.Reply}");
        return true;
    }

    private Task<string?> Keep(Message message)
    {
        _store.Add(new KeptMail(message.From, [.. message.To], message.Text));
        return Task.FromResult<string?>(null);
    }

    private sealed class Delivery(SmtpMail mail, IPAddress peer)
    {
        public SmtpMail Mail => mail;

        public IPAddress Peer => peer;

        public string? Reply { get; set; }
    }
}
