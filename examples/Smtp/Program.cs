using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

using AsyncoreNet.Async;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using Smtp;
using Smtp.Await;

Option<string?> maildir = new("--maildir")
{
    Description = "Keeps each message as a file in this Maildir, which is made if it is missing.",
    HelpName = "DIR",
};
Option<(string Host, int Port)?> relay = new("--relay")
{
    Description = "Passes each message on to the SMTP server there. Not with --maildir, nor with --utf8.",
    HelpName = "HOST:PORT",
    CustomParser = ParseRelay,
};
Option<bool> utf8 = new("--utf8") { Description = "Takes addresses with any character (SMTPUTF8)." };
Option<int> maxMessage = CommandLine.Number(
    "--max-message",
    "Bytes of the longest message; of a longer one nothing is kept.",
    Limits.MessageSize,
    least: 1,
    most: 1 << 30);
Option<int> maxCommand = CommandLine.Number(
    "--max-command",
    "Bytes of the longest command; after EHLO, MAIL may have 26 more, and with --utf8 36.",
    Limits.CommandSize,
    least: 1,
    most: 1 << 20);
Option<int> maxRecipients = CommandLine.Number("--max-recipients", "Recipients of one message.", Limits.Recipients, least: 1);
relay.Validators.Add(result =>
{
    if (result.GetResult(maildir) is { Implicit: false } || result.GetResult(utf8) is { Implicit: false })
    {
        result.AddError("--relay goes neither with --maildir nor with --utf8.");
    }
});

return Server.Program(
    args,
    "An SMTP server. It prints the messages, unless --maildir or --relay says what to do with them.",
    [maildir, relay, utf8, maxMessage, maxCommand, maxRecipients],
    new Style("compat", Listen, () => asyncore.loop()),
    Style.Awaited(ListenAwaited));

SMTPServer Listen(EndPoint address, ParseResult options)
{
    int messageSize = options.GetRequiredValue(maxMessage);
    int commandSize = options.GetRequiredValue(maxCommand);
    int recipients = options.GetRequiredValue(maxRecipients);
    if (options.GetValue(relay) is var (host, port))
    {
        // Looked up once: a look-up waits for the resolver, and all connections would wait with it.
        EndPoint remote = Addresses.Resolve(host, port);
        return new PureProxy(address, remote, messageSize) { command_size_limit = commandSize, max_recipients = recipients };
    }

    bool isUtf8 = options.GetValue(utf8);
    return options.GetValue(maildir) is { } folder
        ? new MaildirServer(address, new Maildir(folder), messageSize, enable_SMTPUTF8: isUtf8)
        {
            command_size_limit = commandSize,
            max_recipients = recipients,
        }
        : new DebuggingServer(address, remoteaddr: null, messageSize, enable_SMTPUTF8: isUtf8)
        {
            command_size_limit = commandSize,
            max_recipients = recipients,
        };
}

AsyncServer ListenAwaited(EndPoint address, ParseResult options)
{
    Func<Message, Task<string?>> deliver = SmtpServer.Print;
    if (options.GetValue(relay) is var (host, port))
    {
        Addresses.Resolve(host, port); // complains now if there is no such host; each message looks it up again
        deliver = Relay.To(Addresses.Parse(host, port), Console.WriteLine);
    }
    else if (options.GetValue(maildir) is { } folder)
    {
        deliver = SmtpServer.Keep(new Maildir(folder), line => Console.Error.WriteLine($"log: {line}"));
    }

    var server = new SmtpServer(deliver)
    {
        MaxMessage = options.GetRequiredValue(maxMessage),
        MaxCommand = options.GetRequiredValue(maxCommand),
        MaxRecipients = options.GetRequiredValue(maxRecipients),
        TakesUtf8 = options.GetValue(utf8),
    };
    return server.Listen(address);
}

static (string Host, int Port)? ParseRelay(ArgumentResult result)
{
    string text = result.Tokens[^1].Value;
    int colon = text.LastIndexOf(':');
    bool isPort = ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port);
    if (colon > 0 && isPort && port > 0)
    {
        return (text[..colon].Trim('[', ']'), port);
    }

    result.AddError($"'{text}' is not HOST:PORT, which --relay takes.");
    return null;
}
