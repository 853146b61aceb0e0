using System.CommandLine;
using System.CommandLine.Parsing;

using AsyncoreNet.Async;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using HttpClient;

var host = new Argument<string>("HOST") { Description = "The server: a name, or an address." };
var path = new Argument<string>("PATH") { Description = "What to get, from the slash on." };
Option<int> port = CommandLine.Port("--port", "The server's port.", byDefault: 80);
Option<string> style = CommandLine.Style("compat", "await");
host.Validators.Add(result => Check(result, text => text.Length > 0, "is not a host"));
path.Validators.Add(result => Check(result, text => text.StartsWith('/'), "does not begin with a slash"));

var command = new RootCommand("Gets one page by HTTP, and prints the response with its headers.") { host, path, port, style };
return CommandLine.Run(command, args, parsed =>
{
    using Stream output = Console.OpenStandardOutput();
    Func<string, int, string, Stream, long> get = parsed.GetRequiredValue(style) == "await" ? GetAwaited : GetByCallbacks;
    long received = get(parsed.GetRequiredValue(host), parsed.GetRequiredValue(port), parsed.GetRequiredValue(path), output);
    return received > 0 ? 0 : CommandLine.Fail("The server closed the connection without an answer.");
});

static long GetByCallbacks(string host, int port, string path, Stream output)
{
    var client = new HTTPClient(host, port, path, output);
    asyncore.loop();
    return client.Error is { } error ? throw new IOException(error.Message, error) : client.Received;
}

// Ctrl+C ends the program at once, as in the other style: there is nothing to put in order.
static long GetAwaited(string host, int port, string path, Stream output) => AsyncLoop.Run(
    stopping => AwaitClient.GetAsync(host, port, path, output, stopping), new AsyncLoopOptions { HandleSignals = false });

// Both go into the request as they are: a space or a line break would make it another one.
static void Check(ArgumentResult result, Func<string, bool> isGood, string complaint)
{
    string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
    if (!isGood(text))
    {
        result.AddError($"'{text}' {complaint}.");
    }
    else if (!text.All(c => c is > ' ' and <= '~'))
    {
        result.AddError($"'{text}' has characters that must be percent-encoded.");
    }
}
