using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace Echo;

/// <summary>The echo server with <c>await</c>: one method is the whole protocol.</summary>
internal static class AwaitEcho
{
    public static Dispatcher Listen(EndPoint address) => AsyncServer.Start(address, ServeAsync).Channel;

    private static async Task ServeAsync(AsyncConnection connection, CancellationToken stopping)
    {
        while (await connection.ReadAsync(stopping) is { Length: > 0 } data)
        {
            await connection.WriteAsync(data, stopping);
        }
    }
}
