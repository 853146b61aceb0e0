using System.CommandLine;
using System.CommandLine.Parsing;

using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using HttpClient;

var host = new Argument<string>("HOST") { Description = "The server: a name, or an address." };
var path = new Argument<string>("PATH") { Description = "What to get, from the slash on." };
Option<int> port = CommandLine.Port("--port", "The server's port.", byDefault: 80);
Option<string> style = CommandLine.Style("compat");
host.Validators.Add(result => Check(result, text => text.Length > 0, "is not a host"));
path.Validators.Add(result => Check(result, text => text.StartsWith('/'), "does not begin with a slash"));

var command = new RootCommand("Gets one page by HTTP, and prints the response with its headers.") { host, path, port, style };
return CommandLine.Run(command, args, parsed =>
{
    using Stream output = Console.OpenStandardOutput();
    var client = new HTTPClient(
        parsed.GetRequiredValue(host), parsed.GetRequiredValue(port), parsed.GetRequiredValue(path), output);
    asyncore.loop();

    return client.Error is { } error ? CommandLine.Fail(error.Message)
        : client.Received == 0 ? CommandLine.Fail("The server closed the connection without an answer.")
        : 0;
});

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
