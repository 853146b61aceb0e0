using System.Net;
using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace PortForwarder;

/// <summary>The forwarder with <c>await</c>: a connection is two copies, one each way, and each ends by itself.</summary>
internal sealed class AwaitForwarder(EndPoint remote)
{
    public static Dispatcher Listen(EndPoint local, EndPoint remote) =>
        AsyncServer.Start(local, new AwaitForwarder(remote).ForwardAsync).Channel;

    private async Task ForwardAsync(AsyncConnection client, CancellationToken stopping)
    {
        try
        {
            await using AsyncConnection server = await AsyncConnection.ConnectAsync(remote, cancellationToken: stopping);
            await Task.WhenAll(CopyAsync(client, server, stopping), CopyAsync(server, client, stopping));
        }
        catch (SocketException failure)
        {
            Console.Error.WriteLine($"log: {failure.Message}"); // above all: the remote server refuses
            client.Abort();
        }
    }

    /// <summary>Copies up to the end, and passes that on. A write waits while the reader is slow, and so does the copy.</summary>
    private static async Task CopyAsync(AsyncConnection from, AsyncConnection to, CancellationToken stopping)
    {
        try
        {
            while (await from.ReadAsync(stopping) is { Length: > 0 } data)
            {
                await to.WriteAsync(data, stopping);
            }

            await to.CompleteOutputAsync(stopping);
        }
        catch (SocketException)
        {
            // A clean end would tell the other peer that it has everything. The other copy ends with this too.
            from.Abort();
            to.Abort();
        }
    }
}
