using System.Net;

namespace AsyncoreNet.Async.Tests;

/// <summary>Handlers of a server that do what they should not.</summary>
public class HostileHandlerTests : AsyncTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HandlerThatThrows_BeforeOrAfterItsFirstAwait_EndsItsConnectionAlone(bool before) => Run(async () =>
    {
        int calls = 0;
        AsyncServer server = Start((connection, stopping) =>
        {
            if (calls++ > 0)
            {
                return connection.WriteAsync("fine\n"u8.ToArray(), stopping).AsTask();
            }

            return before ? throw new InvalidDataException("as asked") : ThrowLaterAsync();
        });
        Assert.Null(await AskAsync(server));
        Assert.Equal("fine", await AskAsync(server));
        Assert.Equal(0, server.ConnectionCount);
        Assert.Empty(await server.StopAsync(TimeSpan.FromSeconds(5)));
        Assert.Empty(Map);

        static async Task ThrowLaterAsync()
        {
            await Task.Yield();
            throw new InvalidDataException("as asked");
        }
    });

    [Fact]
    public void HandlerThatIgnoresItsToken_IsAbortedAtTheDeadline_AndNamed() => Run(async () =>
    {
        var names = new List<AsyncConnection>();
        AsyncServer server = Start(async (connection, _) =>
        {
            names.Add(connection);
            await connection.ReadLineAsync(cancellationToken: CancellationToken.None);
        });
        await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        IReadOnlyList<AsyncConnection> abandoned = await server.StopAsync(TimeSpan.FromMilliseconds(20));
        Assert.Equal(names, abandoned);
        await Task.Yield();
        await Task.Yield();
        Assert.Equal(0, server.ConnectionCount); // its wait ended with the abort
        Assert.Equal(0, Loop.GetSnapshot().Timers);
        Assert.Empty(await server.StopAsync(TimeSpan.Zero));
        await server.DisposeAsync();
        await server.DisposeAsync();
        Assert.Empty(await server.StopAsync(TimeSpan.Zero));
    });

    [Fact]
    public void CallbackThatThrows_OnTheStop_DoesNotKeepTheOthersFromStopping() => Run(async () =>
    {
        AsyncServer server = Start(async (connection, stopping) =>
        {
            using CancellationTokenRegistration registration = stopping.Register(() => throw new InvalidDataException("as asked"));
            await connection.ReadLineAsync(cancellationToken: stopping);
        });
        await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        Assert.Empty(await server.StopAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(0, server.ConnectionCount);
    });

    private AsyncServer Start(Func<AsyncConnection, CancellationToken, Task> handler) =>
        AsyncServer.Start(new IPEndPoint(IPAddress.Loopback, 0), handler, new AsyncServerOptions { Map = Map });

    private static async Task<string?> AskAsync(AsyncServer server)
    {
        await using AsyncConnection connection = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        return await connection.ReadLineAsync();
    }
}
