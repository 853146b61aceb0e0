using System.Net;

namespace AsyncoreNet.Async.Tests;

/// <summary>Listeners, their handlers, and how they stop.</summary>
public class AsyncServerTests : AsyncTest
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
    public void StopAsync_CancelsWaitsForInputAndForOutput_ButNoneWithAnotherToken() => Run(async () =>
    {
        int ended = 0;
        AsyncServer server = Start(async (connection, stopping) =>
        {
            using var own = new CancellationTokenSource();
            Task read = connection.ReadLineAsync(cancellationToken: own.Token).AsTask();
            await Assert.ThrowsAsync<SendCanceledException>(() => connection.WriteAsync(new byte[64 << 20], stopping).AsTask());
            Assert.False(read.IsCompleted);
            own.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.ReadLineAsync(cancellationToken: stopping).AsTask());
            ended++;
        });
        AsyncServer reading = Start(async (connection, stopping) =>
        {
            var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => connection.ReadLineAsync(cancellationToken: stopping).AsTask());
            Assert.Equal(stopping, cancelled.CancellationToken);
            ended++;
        });
        AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        await using AsyncConnection silent = await AsyncConnection.ConnectAsync(reading.LocalEndPoint);
        while (server.ConnectionCount + reading.ConnectionCount < 2)
        {
            await Task.Yield();
        }

        Task<IReadOnlyList<AsyncConnection>> stop = server.StopAsync(TimeSpan.FromHours(1));
        Assert.Empty(await reading.StopAsync(TimeSpan.FromHours(1)));
        while (ended < 2)
        {
            await Task.Yield();
        }

        client.Abort(); // what was taken over keeps the connection open
        Assert.Empty(await stop);
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

    /// <summary>Whoever serves the internet meets these all day: they are no errors of the program.</summary>
    [Theory]
    [InlineData("reads")]
    [InlineData("writes")]
    [InlineData("groups")]
    public void ClientThatResets_IsNotLoggedAsAnError(string handler) => Run(async () =>
    {
        AsyncServer server = Start(async (connection, stopping) =>
        {
            Task work = handler switch
            {
                "reads" => connection.ReadLineAsync(cancellationToken: stopping).AsTask(),
                "writes" => connection.WriteAsync(new byte[64 << 20], stopping).AsTask(),
                _ => TaskGroup.RunAsync(
                    group =>
                    {
                        group.Start(token => connection.ReadLineAsync(cancellationToken: token).AsTask());
                        group.Start(token => connection.WriteAsync(new byte[64 << 20], token).AsTask());
                        return Task.CompletedTask;
                    },
                    stopping),
            };
            await work;
        });
        AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        client.Abort();
        while (server.ConnectionCount > 0)
        {
            await Task.Yield();
        }

        await server.StopAsync(TimeSpan.Zero);
        Assert.Empty(Log.Problems);
        Assert.Empty(Map);
    });

    /// <summary>The connection closes when its output is sent, which the client does not read: the stop does not wait for that.</summary>
    [Fact]
    public void HandlerThatHasClosed_WithOutputThatNobodyReads_IsAbortedAtTheDeadline() => Run(async () =>
    {
        AsyncServer server = Start((connection, _) =>
        {
            new AsyncChat(connection).Push(new byte[16 << 20]);
            connection.Close();
            return Task.CompletedTask;
        });
        await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        Assert.Single(await server.StopAsync(TimeSpan.FromMilliseconds(20)));
        await client.DisposeAsync();
        Assert.Empty(Map);
    });

    [Fact]
    public void MaxConnectionsOfNone_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Start((_, _) => Task.CompletedTask, maxConnections: 0));

    /// <summary>An error of another connection is an error here.</summary>
    [Fact]
    public void HandlerWhoseOtherConnectionFails_IsLogged() => Run(async () =>
    {
        AsyncServer server = Start((_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionReset));
        await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        Assert.Null(await client.ReadLineAsync());
        await server.StopAsync(TimeSpan.Zero);
        Assert.Single(Log.Problems);
    });

    /// <summary>A stop of the loop, as legacy programs do it, reaches awaited handlers too, wherever they wait.</summary>
    [Fact]
    public void LoopStop_CancelsTheHandlersToken()
    {
        var ended = new List<string>();
        Task? connected = null;
        Start(async (connection, stopping) =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, stopping);
            }
            finally
            {
                ended.Add("delay");
            }
        });
        Loop.Post(() => connected = StopWhenServedAsync());
        Loop.Run();
        Assert.Equal(["delay"], ended);
        Assert.True(connected!.IsCompletedSuccessfully);
        Assert.Empty(Log.Problems);
        Assert.Empty(Map);

        async Task StopWhenServedAsync()
        {
            EndPoint address = ((Dispatcher)Map.Values.Single()).Socket!.LocalEndPoint!;
            AsyncConnection client = await AsyncConnection.ConnectAsync(address);
            while (Map.Count < 3)
            {
                await Task.Yield();
            }

            Loop.Stop(TimeSpan.FromSeconds(5));
            Assert.True(client.IsClosed);
        }
    }

    private AsyncServer Start(Func<AsyncConnection, CancellationToken, Task> handler, int maxConnections = int.MaxValue) => AsyncServer.Start(
        new IPEndPoint(IPAddress.Loopback, 0), handler, new AsyncServerOptions { Map = Map, MaxConnections = maxConnections });

    private static async Task<string?> AskAsync(AsyncServer server, string text)
    {
        await using AsyncConnection connection = await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text));
        return await connection.ReadLineAsync();
    }
}
