using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace Own;

/// <summary>The line echo with <c>await</c>: the counterpart of <c>Servers/python/stream_lines.py</c>.</summary>
internal static class AwaitLineEcho
{
    public static void Serve(int port)
    {
        AsyncServer.Start(new IPEndPoint(IPAddress.Loopback, port), EchoAsync);
        Console.WriteLine($"listening on 127.0.0.1:{port}");
        Loop.Default.Run();
    }

    private static async Task EchoAsync(AsyncConnection connection, CancellationToken stopping)
    {
        var chat = new AsyncChat(connection);
        chat.SetTerminator("\n"u8);
        while (await chat.ReadAsync(stopping))
        {
            chat.Push(chat.Current.Span);
            chat.Push("\n"u8);
        }
    }
}
