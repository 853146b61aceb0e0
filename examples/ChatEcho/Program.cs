using System.CommandLine;
using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;
using AsyncoreNet.Compat;
using AsyncoreNet.Examples;

using Await = ChatEcho.Await;
using Compat = ChatEcho.Compat;

Option<int> maxMessage = CommandLine.Number(
    "--max-message", "Bytes in the longest message that is echoed.", byDefault: 1 << 20, least: 1, most: 1 << 28);
var demo = new Option<bool>("--demo") { Description = "Let a client of the program's own send one message, and end with it." };
Compat.EchoClient? client = null;
Task<bool>? copying = null;

return Server.Program(
    args,
    "Echoes messages: ECHO n on a line, then n bytes, which come back.",
    [maxMessage, demo],
    new Style("compat", Listen, RunLoop),
    new Style("await", ListenAwaited, RunLoopAwaited));

Dispatcher Listen(EndPoint address, ParseResult parsed)
{
    var server = new Compat.EchoServer(address, parsed.GetRequiredValue(maxMessage));
    if (parsed.GetValue(demo))
    {
        // In the loop's first pass: the server says where it listens before.
        Loop.Default.Post(() =>
            client = new Compat.EchoClient(server.socket!.LocalEndPoint!, Message.ToArray(), closed: server.close));
    }

    return server;
}

void RunLoop()
{
    asyncore.loop();
    RequireCopy(client is not { HasCopy: false });
}

Dispatcher ListenAwaited(EndPoint address, ParseResult parsed)
{
    Dispatcher server = Await.EchoServer.Listen(address, parsed.GetRequiredValue(maxMessage));
    if (parsed.GetValue(demo))
    {
        copying = Loop.Default.InvokeAsync(async () =>
        {
            try
            {
                return await Await.EchoClient.RunAsync(server.Socket!.LocalEndPoint!, Message.ToArray());
            }
            finally
            {
                server.Close();
            }
        });
    }

    return server;
}

void RunLoopAwaited()
{
    Loop.Default.Run();
    RequireCopy(copying is not { } task || task.GetAwaiter().GetResult());
}

static void RequireCopy(bool isThere)
{
    if (!isThere)
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
