using System.CommandLine;
using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using ChatEcho.Compat;

Option<int> maxMessage = CommandLine.Number(
    "--max-message", "Bytes in the longest message that is echoed.", byDefault: 1 << 20, least: 1, most: 1 << 28);
var demo = new Option<bool>("--demo") { Description = "Let a client of the program's own send one message, and end with it." };
EchoClient? client = null;

return Server.Program(
    args,
    "Echoes messages: ECHO n on a line, then n bytes, which come back.",
    [maxMessage, demo],
    new Style("compat", Listen, RunLoop));

Dispatcher Listen(EndPoint address, ParseResult parsed)
{
    var server = new EchoServer(address, parsed.GetRequiredValue(maxMessage));
    if (parsed.GetValue(demo))
    {
        // In the loop's first pass: the server says where it listens before.
        Loop.Default.Post(() => client = new EchoClient(server.socket!.LocalEndPoint!, Message.ToArray(), closed: server.close));
    }

    return server;
}

void RunLoop()
{
    asyncore.loop();
    if (client is { HasCopy: false })
    {
        throw new IOException("The message has not come back.");
    }
}

/// <content>What the demonstration sends: 166 bytes, more than one buffer and less than two.</content>
internal static partial class Program
{
    private static ReadOnlySpan<byte> Message =>
        """
        Lorem ipsum dolor sit amet, consectetuer adipiscing elit. Donec
        egestas, enim et consectetuer ullamcorper, lectus ligula rutrum
        leo, a elementum elit tortor eu quam.

        """u8;
}
