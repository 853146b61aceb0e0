using System.Net;

using AsyncoreNet.Async;

using Smtp;
using Smtp.Await;

namespace AsyncoreNet.Exploration;

/// <summary>
/// Smtp, whose messages are kept in memory, with clients who say a whole dialogue without waiting for replies. What it has said
/// <c>250</c> to is kept once and to the byte; what it has not is kept whole or not at all.
/// </summary>
internal sealed class SmtpWorld(string style) : ExploredWorld(style)
{
    private readonly List<KeptMail> _store = [];
    private readonly List<(SmtpDialogue Dialogue, int Sent, int Received)> _dialogues = [];
    private AsyncServer? _server;
    private int _maxMessage;
    private int _visits;

    protected override Dispatcher Listen(EndPoint address)
    {
        _maxMessage = Random.Chance(0.5) ? 33_554_432 : Random.Next(100, 1_000);
        if (Style == "compat")
        {
            return new Keeper(_store, address, _maxMessage);
        }

        _server = new SmtpServer(KeepAsync) { MaxMessage = _maxMessage }.Listen(address);
        return _server.Channel;
    }

    protected override Task StopAsync(TimeSpan drain) => _server?.StopAsync(drain) ?? Task.CompletedTask;

    protected override async Task TalkAsync(ExploredClient client)
    {
        var dialogue = new SmtpDialogue(client.Random, $"visit{++_visits}", _maxMessage);
        await client.ConverseAsync(dialogue.Input, dialogue.Answer);
        _dialogues.Add((dialogue, client.Sent, client.Received));
    }

    protected override Task EndAsync()
    {
        _dialogues.ForEach(one => one.Dialogue.Check(_store, one.Sent, one.Received));
        Require(_store.Count == 0, "nothing is kept that nobody has sent");
        return Task.CompletedTask;
    }

    /// <summary>Keeps a message, which may take a moment.</summary>
    private async Task<string?> KeepAsync(Message message)
    {
        if (Random.Chance(0.3))
        {
            TimeSpan time = DrawTime(Random, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
            await Task.Delay(time, ServerLoop.TimeProvider);
        }

        if (SmtpDialogue.IsRefused(message.From))
        {
            return SmtpDialogue.Refusal;
        }

        _store.Add(new KeptMail(message.From, [.. message.To], message.Text));
        return null;
    }

    private sealed class Keeper(List<KeptMail> store, EndPoint address, int maxMessage) : SMTPServer(address, null, maxMessage)
    {
        public override string? process_message(
            EndPoint peer,
            string mailfrom,
            IReadOnlyList<string> rcpttos,
            byte[] data,
            IReadOnlyList<string> mail_options,
            IReadOnlyList<string> rcpt_options)
        {
            if (SmtpDialogue.IsRefused(mailfrom))
            {
                return SmtpDialogue.Refusal;
            }

            store.Add(new KeptMail(mailfrom, [.. rcpttos], data));
            return null;
        }
    }
}
