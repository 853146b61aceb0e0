using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async.Tests;

/// <summary>What a run does with what its program leaves running.</summary>
public class AsyncLoopTests : AsyncTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Run_GivesTheResult_AndCancelsTheTokenAtTheEnd()
    {
        CancellationToken seen = default;
        int result = AsyncLoop.Run(
            async token =>
            {
                seen = token;
                await Task.Yield();
                return 7;
            },
            Options());
        Assert.Equal(7, result);
        Assert.True(seen.IsCancellationRequested);
    }

    [Fact]
    public void Run_StopsServersThatItStarted_AndWaitsForTheirHandlers()
    {
        bool handlerEnded = false;
        AsyncLoop.Run(
            async _ =>
            {
                AsyncServer server = Serve(async (connection, stopping) =>
                {
                    try
                    {
                        await connection.ReadLineAsync(cancellationToken: stopping);
                    }
                    finally
                    {
                        await Task.Delay(Soon, Loop.TimeProvider, CancellationToken.None);
                        handlerEnded = true;
                    }
                });
                await ConnectedAsync(server);
            },
            Options());
        Assert.True(handlerEnded);
        Assert.Single(Map); // the client, which the program left open
    }

    [Fact]
    public void Run_LeavesServersOfItsCaller()
    {
        AsyncServer server = Serve((_, _) => Task.CompletedTask);
        AsyncLoop.Run(_ => Task.CompletedTask, Options());
        Assert.Single(Map);
        Assert.Equal("served", AsyncLoop.Run(
            async token =>
            {
                await using AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint, null, token);
                return await client.ReadLineAsync(cancellationToken: token) ?? "served";
            },
            Options()));
    }

    [Fact]
    public void Run_CancelsWorkOfChannels_AndWaitsForIt_WhateverItStartsThen()
    {
        List<string> ended = [];
        using var channel = new Held(Map);
        AsyncLoop.Run(
            async run =>
            {
                _ = channel.Start(token => WorkAsync("first", token, () => channel.Start(inner => WorkAsync("second", inner, () => { }))));
                await Task.Yield();
                Assert.False(run.IsCancellationRequested);
            },
            Options());
        Assert.Equal(["first", "second"], ended);

        async Task WorkAsync(string name, CancellationToken token, Action then)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token);
            }
            finally
            {
                then();
                await Task.Yield();
                ended.Add(name);
            }
        }
    }

    [Fact]
    public async Task Run_WaitsForWhatOtherThreadsHaveHandedOver()
    {
        var handedOver = new TaskCompletionSource<Task<int>>();
        Task running = Task.Run(() => AsyncLoop.Run(_ => handedOver.Task, Options()));
        Task<int> invoked = Loop.InvokeAsync(async () =>
        {
            handedOver.SetResult(Task.FromResult(0)); // the program's own task ends, this one has not
            await Task.Delay(Soon, Loop.TimeProvider);
            return 42;
        });
        await running;
        Assert.Equal(42, await invoked.WaitAsync(TimeSpan.FromSeconds(30))); // where the run has not waited, nobody ends it
    }

    [Fact]
    public void Run_AbandonsWhatIgnoresItsToken_AndSaysSo()
    {
        using var channel = new Held(Map);
        var never = new TaskCompletionSource();
        AsyncLoop.Run(
            _ =>
            {
                channel.Start(_ => never.Task);
                channel.Start(async token =>
                {
                    token.Register(() => throw new InvalidDataException("as asked"));
                    await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token);
                });
                return Task.CompletedTask;
            },
            Options() with { StopTimeout = Soon });
        Assert.Equal(2, Log.Problems.Count);
        Assert.Contains(Log.Problems, p => p.Text.Contains("abandoned", StringComparison.Ordinal));
        Assert.Contains(Log.Problems, p => p.Exception is AggregateException);
    }

    [Fact]
    public void Run_InsideAnotherLoopsCallback_KeepsTheTwoApart()
    {
        using var inner = Network.CreateLoop(Log);
        AsyncLoop.Run(
            async _ =>
            {
                AsyncServer server = Serve((_, _) => Task.CompletedTask);
                AsyncLoop.Run(_ => Task.CompletedTask, new AsyncLoopOptions { Loop = inner, HandleSignals = false }, CancellationToken.None);
                Assert.False(server.Channel.IsClosed);
                AsyncServer another = Serve((_, _) => Task.CompletedTask);
                await Task.Yield();
                Assert.False(another.Channel.IsClosed);
            },
            Options());
        Assert.Empty(Map);
    }

    /// <summary>What is cancelled may start something there and then, while the run goes through what it has to end.</summary>
    [Fact]
    public void Run_WorkStartedByACancellationsCallback_IsWaitedFor()
    {
        bool ended = false;
        var channel = new AsyncSocket(null, Map);
        channel.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram);
        AsyncLoop.Run(MainAsync, new AsyncLoopOptions { Loop = Loop, HandleSignals = false });
        Assert.True(ended);

        async Task MainAsync(CancellationToken stopping)
        {
            _ = channel.Start(async token =>
            {
                token.Register(StartAnother);
                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token);
            });
            await Task.Yield();
        }

        void StartAnother() => _ = channel.Start(async _ =>
        {
            await PassesAsync(5);
            ended = true;
        });
    }

    [Fact]
    public void Run_DoesNotKeepServersThatHaveStopped()
    {
        List<WeakReference> servers = [];
        int kept = -1;
        AsyncLoop.Run(
            async _ =>
            {
                for (int i = 0; i < 10; i++)
                {
                    await StartAndStopAsync(servers);
                }

                await PassesAsync(3);
                GC.Collect();
                kept = servers.Count(server => server.IsAlive);
            },
            new AsyncLoopOptions { Loop = Loop, HandleSignals = false });
        Assert.InRange(kept, 0, 1); // the last one may still be in a register

        static async Task StartAndStopAsync(List<WeakReference> servers)
        {
            AsyncServer server = AsyncServer.Start(new IPEndPoint(IPAddress.Loopback, 0), (_, _) => Task.CompletedTask);
            servers.Add(new WeakReference(server));
            await server.StopAsync(TimeSpan.Zero);
        }
    }

    [Fact]
    public void Run_OnALoopThatRuns_Throws_AndLeavesNothingThere() => Run(() =>
    {
        int posted = Loop.GetSnapshot().PostedCallbacks;
        Assert.Throws<InvalidOperationException>(
            () => AsyncLoop.Run(_ => Task.CompletedTask, new AsyncLoopOptions { Loop = Loop, HandleSignals = false }));
        Assert.Equal(posted, Loop.GetSnapshot().PostedCallbacks);
        return Task.CompletedTask;
    });

    /// <summary>Only a signal is an ordinary end: who cancels by the parameter hears of it.</summary>
    [Fact]
    public void Run_CancelledByItsParameter_Throws()
    {
        using var cancel = new CancellationTokenSource();
        Loop.CallLater(TimeSpan.Zero, cancel.Cancel);
        Assert.ThrowsAny<OperationCanceledException>(() => AsyncLoop.Run(
            token => Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token), Options(), cancel.Token));
    }

    /// <summary>What other channels hold is sent, where the program has asked for a graceful stop before its end.</summary>
    [Fact]
    public void Run_EndsWithAGracefulStopThatGoesOn()
    {
        const int Length = 8 << 20;
        Func<long>? received = null;
        AsyncLoop.Run(
            async token =>
            {
                var listener = new AsyncSocket(null, Map);
                listener.CreateSocket();
                listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                listener.Listen();
                ChannelSocket client = Network.Connect(listener.Socket!.LocalEndPoint!);
                var legacy = new Sender((await listener.AcceptAsync(token)).Socket, Map);
                legacy.Send(new byte[Length]);
                received = Network.ReadToEnd(client);
                Loop.Stop(TimeSpan.FromSeconds(30));
                Assert.True(Loop.IsStopping);
            },
            Options());
        Assert.False(Loop.IsStopping);
        Assert.Empty(Map);
        Assert.Equal(Length, received!());
    }

    [Fact]
    public void Run_NegativeStopTimeout_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => AsyncLoop.Run(_ => Task.CompletedTask, Options() with { StopTimeout = TimeSpan.FromSeconds(-1) }));

    private AsyncLoopOptions Options() => new() { Loop = Loop, HandleSignals = false };

    private AsyncServer Serve(Func<AsyncConnection, CancellationToken, Task> handler) =>
        AsyncServer.Start(new IPEndPoint(IPAddress.Loopback, 0), handler, new AsyncServerOptions { Map = Map });

    private static async Task ConnectedAsync(AsyncServer server)
    {
        await AsyncConnection.ConnectAsync(server.LocalEndPoint);
        while (server.ConnectionCount == 0)
        {
            await Task.Yield();
        }
    }

    private sealed class Sender(ChannelSocket socket, ChannelMap map) : BufferedDispatcher(socket, map);

    /// <summary>A channel that waits for nothing.</summary>
    private sealed class Held : AsyncSocket, IDisposable
    {
        public Held(ChannelMap map)
            : base(null, map) => CreateSocket();

        public void Dispose() => Close();
    }
}
