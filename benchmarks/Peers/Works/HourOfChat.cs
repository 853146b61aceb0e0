using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;
using AsyncoreNet.Testing;

namespace Peers;

/// <summary>
/// A simulated hour of a thousand connections: each says something now and then, waits five seconds for the answer, and is dropped when it
/// has been silent for two minutes. Its test runs it, too.
/// </summary>
internal static class HourOfChat
{
    public const int Connections = 1_000;

    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Runs the hour, and returns what was said and how much has happened.</summary>
    public static (long Lines, long Events, TimeSpan Elapsed) Run()
    {
        long lines = 0;
        SimulationResult result = Simulation.Run(1, async simulation =>
        {
            simulation.Network.Conditions = new LinkConditions { Latency = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(5) };
            await using SimulatedProgram server = simulation.Start(simulation.Network.AddHost("server"), ServeAsync);
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ChatAsync(simulation)));
        });
        return (lines, result.Trace.Count, result.Elapsed);

        async Task ChatAsync(Simulation simulation)
        {
            TimeProvider time = simulation.Loop.TimeProvider;
            await using AsyncConnection connection = await AsyncConnection.ConnectAsync("server", 7);
            while (simulation.Time.Elapsed < Hour)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(simulation.Random.Next(1, 60_000)), time);
                await connection.WriteAsync("how are you?\n"u8.ToArray());
                using var timeout = new CancellationTokenSource(AnswerTimeout, time);
                if (await connection.ReadLineAsync(cancellationToken: timeout.Token) != "how are you?")
                {
                    throw new InvalidDataException("The answer is not what was said.");
                }

                lines++;
            }
        }
    }

    private static async Task ServeAsync(CancellationToken stopping)
    {
        await using AsyncServer server = AsyncServer.Start(
            new IPEndPoint(IPAddress.Any, 7), EchoAsync, new AsyncServerOptions { Backlog = Connections });
        await Task.Delay(Timeout.InfiniteTimeSpan, Loop.Current!.TimeProvider, stopping);
    }

    private static async Task EchoAsync(AsyncConnection connection, CancellationToken stopping)
    {
        byte[] buffer = new byte[100];
        while (true)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            using ITimer timer = Loop.Current!.TimeProvider.CreateTimer(
                static source => ((CancellationTokenSource)source!).Cancel(), idle, IdleTimeout, Timeout.InfiniteTimeSpan);
            int count = await connection.ReadAsync(buffer, idle.Token);
            if (count == 0)
            {
                return;
            }

            await connection.WriteAsync(buffer.AsMemory(0, count), stopping);
        }
    }
}
