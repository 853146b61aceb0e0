using System.Net;

namespace AsyncoreNet.Async.Tests;

/// <summary>A client that brings its own sockets and threads, awaited on the loop.</summary>
public sealed class HttpClientTests : AsyncTest
{
    /// <summary>Client and server on one loop: neither holds the other up.</summary>
    [Fact]
    public void HttpClient_GoesOnOnTheLoop_AsDoesItsServer() => Run(async () =>
    {
        AsyncServer server = AsyncServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            async (connection, stopping) =>
            {
                while (await connection.ReadLineAsync(cancellationToken: stopping) is { Length: > 0 })
                {
                    Assert.True(Loop.IsLoopThread);
                }

                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray(), stopping);
            });
        using var client = new HttpClient();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("hello", await client.GetStringAsync(new Uri($"http://{server.LocalEndPoint}/")));
            Assert.True(Loop.IsLoopThread);
        }

        await server.DisposeAsync();
    });
}
