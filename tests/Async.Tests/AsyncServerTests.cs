using System.Net;

namespace AsyncoreNet.Async.Tests;

/// <summary>Listeners, their handlers, and how they stop.</summary>
public sealed class AsyncServerTests : AsyncTest
{
    [Fact]
    public void HandlerThatThrows_EndsItsConnectionAlone() => Run(async () =>
    {
        AsyncServer server = Start(async (connection, stopping) =>
        {
            string? line = await connection.ReadLineAsync(cancellationToken: stopping);
            await connection.WriteAsync("answer\n"u8.ToArray(), stopping);
            if (line == "throw")
            {
                throw new InvalidDataException("as asked");
            }
        });
        Assert.Equal("answer", await AskAsync(server, "throw\n"));
        Assert.Equal("answer", await AskAsync(server, "fine\n"));
        Assert.Empty(await server.StopAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(0, server.ConnectionCount);
        Assert.Empty(Map);
    });

    [Fact]
    public void StopAsync_EndsHandlersThatHeedTheirToken_AndLeavesNoTimer() => Run(async () =>
    {
        AsyncServer server = Start(async (connection, stopping) => await connection.ReadLineAsync(cancellationToken: stopping));
        await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        Assert.Empty(await server.StopAsync(TimeSpan.FromHours(1)));
        Assert.Null(await client.ReadLineAsync());
        Assert.Equal(0, Loop.GetSnapshot().Timers);
    });

    [Fact]
    public void StopAsync_AbandonsHandlersThatDoNot() => Run(async () =>
    {
        var never = new TaskCompletionSource();
        AsyncServer server = Start(async (_, _) => await never.Task);
        await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        Assert.Single(await server.StopAsync(TimeSpan.Zero));
        Assert.Equal(0, Map.Count - 1); // the client's own
    });

    [Fact]
    public void MaxConnections_LeavesTheRestWaiting() => Run(async () =>
    {
        AsyncServer server = Start(
            async (connection, stopping) =>
            {
                await connection.ReadLineAsync(cancellationToken: stopping);
                await connection.WriteAsync("answer\n"u8.ToArray(), stopping);
            },
            maxConnections: 1);
        await using AsyncConnection first = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        Task<string?> second = AskAsync(server, "second\n");
        for (int i = 0; i < 20; i++)
        {
            await Task.Yield();
        }

        Assert.Equal(1, server.ConnectionCount);
        Assert.False(second.IsCompleted);
        await first.WriteAsync("first\n"u8.ToArray());
        Assert.Equal("answer", await first.ReadLineAsync());
        Assert.Equal("answer", await second);
        await server.StopAsync(TimeSpan.FromSeconds(5));
    });

    private AsyncServer Start(Func<AsyncConnection, CancellationToken, Task> handler, int maxConnections = int.MaxValue) => AsyncServer.Start(
        new IPEndPoint(IPAddress.Loopback, 0), handler, new AsyncServerOptions { Map = Map, MaxConnections = maxConnections });

    private static async Task<string?> AskAsync(AsyncServer server, string text)
    {
        await using AsyncConnection connection = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text));
        return await connection.ReadLineAsync();
    }
}
