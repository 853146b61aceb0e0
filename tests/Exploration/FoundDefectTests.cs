using System.Net;

using AsyncoreNet.Async;
using AsyncoreNet.Testing;

using Echo;

namespace AsyncoreNet.Exploration;

/// <summary>Defects of the examples that exploration has found, each in the smallest world that shows it.</summary>
public sealed class FoundDefectTests
{
    [Fact]
    public void CompatEcho_ReadinessWasAMistake_KeepsTheConnection() => Simulation.Run(1, async simulation =>
    {
        SimulatedHost host = simulation.Network.AddHost("server");
        CompatEcho? server = null;
        await simulation.Start(host, () =>
        {
            server = new CompatEcho(new IPEndPoint(IPAddress.Any, 7));
            return Task.CompletedTask;
        });
        simulation.Network.Faults = new FaultOptions { WouldBlock = 0.5 };
        await using (AsyncConnection client = await AsyncConnection.ConnectAsync("server", 7))
        {
            for (int i = 0; i < 20; i++)
            {
                await client.WriteAsync("hello"u8.ToArray());
                Assert.Equal("hello"u8.ToArray(), (await client.ReadExactlyAsync(5)).ToArray());
            }
        }

        await simulation.Start(host, () =>
        {
            server!.close();
            return Task.CompletedTask;
        });
    });
}
