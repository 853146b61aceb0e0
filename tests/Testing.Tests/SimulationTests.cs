using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Async;

using Microsoft.Extensions.Logging;

using Moq;

namespace AsyncoreNet.Testing.Tests;

/// <summary>What a simulation runs, what it finds, and what it says then.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void Run_TwoHosts_TakesTheTimeOfTheLink()
    {
        SimulationResult result = Simulation.Run(1, async simulation =>
        {
            simulation.Network.Conditions = new LinkConditions { Latency = TimeSpan.FromMilliseconds(10) };
            AsyncServer server = await StartEchoAsync(simulation);
            await using (AsyncConnection client = await AsyncConnection.ConnectAsync("server", 7))
            {
                await client.WriteAsync("hello"u8.ToArray());
                byte[] reply = new byte[5];
                await client.ReadExactlyAsync(reply);
                Assert.Equal("hello"u8.ToArray(), reply);
            }

            await StopAsync(simulation, server);
        });

        Assert.Equal(TimeSpan.FromMilliseconds(40), result.Elapsed); // there and back, twice
    }

    [Fact]
    public void Run_AnHourOfTimers_TakesNoTime()
    {
        SimulationResult result = Simulation.Run(1, async simulation =>
        {
            for (int i = 0; i < 3_600; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), simulation.Loop.TimeProvider);
            }
        });

        Assert.Equal(TimeSpan.FromHours(1), result.Elapsed);
    }

    [Fact]
    public void Run_SameSeed_SameTrace()
    {
        string[] first = [.. Run(7).Lines], second = [.. Run(7).Lines];

        Assert.Equal(first, second);
        Assert.NotEqual(Run(7).Hash, Run(8).Hash);
        Assert.Equal(Run(9).Hash, Run(9).Hash);

        static SimulationTrace Run(ulong seed) => Simulation.Run(
            seed,
            async simulation =>
            {
                simulation.Network.Conditions = LinkConditions.Draw(simulation.Random);
                simulation.Network.Faults = new FaultOptions { ShortReceive = 0.5, ShortSend = 0.5, SplitSegment = 0.5, WouldBlock = 0.2 };
                AsyncServer server = await StartEchoAsync(simulation);
                await using (AsyncConnection client = await AsyncConnection.ConnectAsync("server", 7))
                {
                    byte[] data = new byte[1_000];
                    simulation.Random.NextBytes(data);
                    await client.WriteAsync(data);
                    byte[] reply = new byte[data.Length];
                    await client.ReadExactlyAsync(reply);
                    Assert.Equal(data, reply);
                }

                await StopAsync(simulation, server);
            },
            new SimulationOptions { KeepTrace = true }).Trace;
    }

    [Fact]
    public void Run_TextSaysWhereAnObjectIs_SameTraceWhereverThatIs()
    {
        Assert.Equal(Run("<server listening at 0x2758fd3>").Hash, Run("<server listening at 0x3a>").Hash);
        Assert.NotEqual(Run("<server listening at 0x3a>").Hash, Run("<server closed at 0x3a>").Hash);

        static SimulationTrace Run(string text) => Simulation.Run(1, simulation => simulation.Note(text)).Trace;
    }

    [Fact]
    public void Run_Throws_SaysTheSeedAndWhatHappened()
    {
        SimulationException failure = Fails(async simulation =>
        {
            simulation.Note("before");
            await Task.Yield();
            throw new FormatException("odd");
        });

        Assert.Equal(5UL, failure.Seed);
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.StartsWith("Seed 5: FormatException: odd", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Note before", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PostToALoopThatWaits_EndsTheWait()
    {
        bool hasRun = false;
        Simulation.Run(1, simulation =>
        {
            Loop waiting = simulation.Network.AddHost("waiting").Loop;
            var listener = new Dispatcher(null, waiting.Map);
            listener.CreateSocket();
            listener.Listen();
            _ = simulation.Start(simulation.Network.AddHost("posting"), () =>
            {
                waiting.Post(() =>
                {
                    hasRun = true;
                    listener.Close();
                });
                return Task.CompletedTask;
            });
            waiting.Run(); // the other one has its turn while this waits
        });

        Assert.True(hasRun);
    }

    [Fact]
    public void Run_DataMeetsAClosedSocket_WhatIsOnItsWayBackArrives()
    {
        Simulation.Run(1, async simulation =>
        {
            simulation.Network.Conditions = new LinkConditions { Latency = TimeSpan.FromMilliseconds(10) };
            SimulatedHost host = simulation.Network.AddHost("server");
            AsyncServer? server = null;
            await simulation.Start(host, () =>
            {
                server = AsyncServer.Start(new IPEndPoint(IPAddress.Any, 7), async (connection, token) =>
                {
                    // The client knows 10 ms after the server that it is connected, and what it says is 10 ms on its way.
                    await Task.Delay(TimeSpan.FromMilliseconds(15), host.Loop.TimeProvider, token);
                    await connection.WriteAsync("bye"u8.ToArray(), token);
                });
                return Task.CompletedTask;
            });
            await using (AsyncConnection client = await AsyncConnection.ConnectAsync("server", 7))
            {
                await client.WriteAsync("hello"u8.ToArray()); // meets the server's answer half-way
                Assert.Equal("bye"u8.ToArray(), (await client.ReadExactlyAsync(3)).ToArray());
                await Assert.ThrowsAnyAsync<Exception>(async () =>
                {
                    while (true)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(50), simulation.Loop.TimeProvider);
                        await client.WriteAsync("more"u8.ToArray());
                    }
                });
            }

            await StopAsync(simulation, server!);
        });
    }

    /// <summary>A loop that was told of a hang-up sleeps if there is nothing behind it.</summary>
    [Fact]
    public void Run_ReceiveBehindTheEnd_IsNotToldToComeAgain() => Simulation.Run(1, async simulation =>
    {
        AsyncServer server = await StartEchoAsync(simulation);
        await using (AsyncConnection client = await AsyncConnection.ConnectAsync("server", 7))
        {
            await client.WriteAsync("hello"u8.ToArray());
            await client.CompleteOutputAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.Loop.TimeProvider);
            simulation.Network.Faults = new FaultOptions { WouldBlock = 1 };
            Assert.Equal("hello"u8.ToArray(), (await client.ReadExactlyAsync(5)).ToArray());
            Assert.True((await client.ReadAsync()).IsEmpty);
        }

        simulation.Network.Faults = FaultOptions.None;
        await StopAsync(simulation, server);
    });

    [Fact]
    public void Run_NothingCanGoOn_SaysWhatWaits()
    {
        SimulationException failure = Fails(async simulation =>
        {
            AsyncServer server = await StartEchoAsync(simulation);
            await using AsyncConnection client = await AsyncConnection.ConnectAsync("server", 7);
            await client.ReadAsync(new byte[1]);
            await StopAsync(simulation, server);
        });

        Assert.StartsWith("Deadlock.", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("waits for In, Pri; tcp 10.0.0.1:32768 to 10.0.0.2:7, 0 bytes to read", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ASocketIsLeft_SaysWhich()
    {
        SimulationException failure = Fails(async simulation =>
        {
            await StartEchoAsync(simulation);
        });

        Assert.Contains("this is left", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("server/3: tcp listens on 0.0.0.0:7", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ATimerIsLeft_SaysSo() => Assert.Contains("main: 1 timers", Fails(simulation =>
    {
        simulation.Loop.CallEvery(TimeSpan.FromSeconds(1), () => { });
        return Task.CompletedTask;
    }).Reason, StringComparison.Ordinal);

    /// <summary>A test's own network around a host, to break something in it.</summary>
    [Fact]
    public void Run_LoopOnANetworkAroundTheHost_IsLookedAfter() => Assert.Contains("main: 1 timers", Fails(simulation =>
    {
        var around = new Mock<INetwork>();
        around.Setup(n => n.CreatePoller(It.IsAny<PollerKind>())).Returns<PollerKind>(simulation.Host.CreatePoller);
        var loop = new Loop(new ChannelMap(), new LoopOptions { Network = around.Object, TimeProvider = simulation.Time });
        loop.CallEvery(TimeSpan.FromSeconds(1), () => { });
        return Task.CompletedTask;
    }).Reason, StringComparison.Ordinal);

    [Fact]
    public void Run_ATaskIsLeft_SaysWhich()
    {
        SimulationException failure = Fails(simulation =>
        {
            _ = simulation.Start(simulation.Host, () => new TaskCompletionSource().Task, "waiting for Godot");
            return Task.CompletedTask;
        });

        Assert.Contains("the task waiting for Godot", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ACallbackThrows_Fails() => Assert.Contains("Nobody took an exception: FormatException: odd", Fails(async simulation =>
    {
        simulation.Loop.Post(() => throw new FormatException("odd"));
        await Task.Yield();
    }).Reason, StringComparison.Ordinal);

    [Fact]
    public void Run_Spins_SaysSo()
    {
        SimulationException failure = Fails(async _ =>
        {
            while (true)
            {
                await Task.Yield();
            }
        }, new SimulationOptions { MostRounds = 1_000 });

        Assert.Contains("spins: 1000 rounds", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PastTheTimeLimit_SaysSo()
    {
        SimulationException failure = Fails(
            simulation => Task.Delay(TimeSpan.FromHours(2), simulation.Loop.TimeProvider),
            new SimulationOptions { TimeLimit = TimeSpan.FromHours(1) });

        Assert.Contains("not ended within 01:00:00", failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Task.Run")]
    [InlineData("ConfigureAwait(false)")]
    [InlineData("Task.Delay")]
    [InlineData("Post")]
    public void Run_LeavesItsThread_SaysSo(string how)
    {
        SimulationException failure = Fails(simulation => LeaveAsync(simulation, how));

        Assert.Contains("has left its thread", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BlocksItsThread_SaysSo()
    {
        using var never = new ManualResetEventSlim();
        SimulationException failure = Fails(
            _ =>
            {
                never.Wait();
                return Task.CompletedTask;
            },
            new SimulationOptions { StallLimit = TimeSpan.FromMilliseconds(50) });
        never.Set();

        Assert.Contains("blocks its thread", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Twice_DependsOnSomethingElse_SaysWhereItParts()
    {
        int runs = 0;
        SimulationException failure = Fails(
            simulation =>
            {
                simulation.Note("the same");
                simulation.Note($"run {++runs}");
                return Task.CompletedTask;
            },
            new SimulationOptions { RunTwice = true });

        Assert.Contains("two traces", failure.Reason, StringComparison.Ordinal);
        Assert.EndsWith($"Note run 1{Environment.NewLine}      0.000000 Note run 2", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ALoopOnTheRealClock_SaysSo() => Assert.Contains("follows another clock", Fails(simulation =>
    {
        var map = new ChannelMap();
        try
        {
            using var loop = new Loop(map, new LoopOptions { Network = simulation.Host });
        }
        finally
        {
            new Loop(map, simulation.Host.CreateLoopOptions()).Dispose(); // the map is free for another
        }

        return Task.CompletedTask;
    }).Reason, StringComparison.Ordinal);

    /// <summary>A program that makes its own loop, and runs it, from a callback of the scenario.</summary>
    [Fact]
    public void Run_AProgramWithItsOwnLoop_RunsInTheSameTime()
    {
        SimulationResult result = Simulation.Run(1, simulation =>
        {
            using var loop = new Loop(new ChannelMap(), simulation.Host.CreateLoopOptions());
            AsyncLoop.Run(
                token => Task.Delay(TimeSpan.FromMinutes(1), loop.TimeProvider, token),
                new AsyncLoopOptions { Loop = loop, HandleSignals = false });
            return Task.CompletedTask;
        });

        Assert.Equal(TimeSpan.FromMinutes(1), result.Elapsed);
    }

    [Fact]
    public void Explore_StopsAtTheFirstThatFails()
    {
        SimulationException failure = Assert.Throws<SimulationException>(() => Simulation.Explore(
            Simulation.Seeds(100),
            simulation => simulation.Seed == 42 ? throw new FormatException("odd") : Task.CompletedTask));

        Assert.Equal(42UL, failure.Seed);
        Assert.Equal(41, Simulation.Explore(Simulation.Seeds(41), _ => Task.CompletedTask));
    }

    private static async Task LeaveAsync(Simulation simulation, string how)
    {
        switch (how)
        {
            case "Task.Run":
                await Task.Run(() => { });
                break;
            case "ConfigureAwait(false)":
                await Task.Delay(TimeSpan.FromSeconds(1), simulation.Loop.TimeProvider).ConfigureAwait(false);
                await Task.Yield();
                break;
            case "Task.Delay":
                await Task.Delay(1);
                break;
            default:
                Loop loop = simulation.Loop;
                var thread = new Thread(() =>
                {
                    try
                    {
                        loop.Post(() => { });
                    }
                    catch (InvalidOperationException)
                    {
                        // That is what it says there, too.
                    }
                });
                thread.UnsafeStart();
                thread.Join();
                break;
        }
    }

    private static SimulationException Fails(Func<Simulation, Task> scenario, SimulationOptions? options = null) =>
        Assert.Throws<SimulationException>(() => Simulation.Run(5, scenario, options));

    private static async Task<AsyncServer> StartEchoAsync(Simulation simulation)
    {
        SimulatedHost host = simulation.Network.AddHost("server");
        AsyncServer? server = null;
        await simulation.Start(host, () =>
        {
            server = AsyncServer.Start(new IPEndPoint(IPAddress.Any, 7), async (connection, token) =>
            {
                byte[] buffer = new byte[100];
                for (int n; (n = await connection.ReadAsync(buffer, token)) > 0;)
                {
                    await connection.WriteAsync(buffer.AsMemory(0, n), token);
                }
            });
            return Task.CompletedTask;
        });
        return server!;
    }

    private static Task StopAsync(Simulation simulation, AsyncServer server) =>
        simulation.Start(simulation.Network.Hosts.First(h => h.Name == "server"), () => server.DisposeAsync().AsTask());
}
