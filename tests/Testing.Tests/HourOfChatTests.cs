using System.Net;

using AsyncoreNet.Async;

using Xunit.Abstractions;

namespace AsyncoreNet.Testing.Tests;

/// <summary>A thousand connections that chat for an hour.</summary>
public sealed class HourOfChatTests(ITestOutputHelper output)
{
    private const int Connections = 1_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void AThousandConnections_ChatForAnHour()
    {
        long lines = 0;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        SimulationResult result = Simulation.Run(1, async simulation =>
        {
            simulation.Network.Conditions = new LinkConditions { Latency = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5) };
            SimulatedHost host = simulation.Network.AddHost("server");
            AsyncServer? server = null;
            await simulation.Start(host, () =>
            {
                server = AsyncServer.Start(new IPEndPoint(IPAddress.Any, 7), EchoAsync, new AsyncServerOptions { Backlog = 2_000 });
                return Task.CompletedTask;
            });
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ChatAsync(simulation)));
            await simulation.Start(host, () => server!.DisposeAsync().AsTask());
        });
        output.WriteLine($"{lines} lines, {result.Trace.Count} events in {watch.Elapsed}");

        Assert.True(result.Elapsed >= Hour);
        Assert.True(lines >= 100 * Connections);

        async Task ChatAsync(Simulation simulation)
        {
            TimeProvider time = simulation.Loop.TimeProvider;
            await using AsyncConnection connection = await AsyncConnection.ConnectAsync("server", 7);
            while (simulation.Time.Elapsed < Hour)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(simulation.Random.Next(1, 60_000)), time);
                await connection.WriteAsync("how are you?\n"u8.ToArray());
                using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
                Assert.Equal("how are you?", await connection.ReadLineAsync(cancellationToken: timeout.Token));
                lines++;
            }
        }
    }

    /// <summary>Drops who says nothing for two minutes.</summary>
    private static async Task EchoAsync(AsyncConnection connection, CancellationToken stopping)
    {
        byte[] buffer = new byte[100];
        while (true)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            using ITimer timer = Loop.Current!.TimeProvider.CreateTimer(
                static source => ((CancellationTokenSource)source!).Cancel(), idle, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
            int count = await connection.ReadAsync(buffer, idle.Token);
            if (count == 0)
            {
                return;
            }

            await connection.WriteAsync(buffer.AsMemory(0, count), stopping);
        }
    }
}
