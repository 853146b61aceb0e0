using System.Net.Sockets;

using AsyncoreNet.Exploration.Planted;
using AsyncoreNet.Testing;

using Xunit.Abstractions;

namespace AsyncoreNet.Exploration;

/// <summary>
/// Exploration finds what is there to be found: each defect that is planted beneath a server shows within a thousand seeds.
/// </summary>
public sealed class PlantedDefectTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Defect.DroppedReadiness, "echo callback")]
    [InlineData(Defect.DroppedReadiness, "chat await")]
    [InlineData(Defect.LostWakeUp, "echo await")]
    [InlineData(Defect.DoubleClose, "echo callback")]
    [InlineData(Defect.DoubleClose, "forwarder await")]
    [InlineData(Defect.DroppedByte, "echo callback")]
    [InlineData(Defect.DroppedByte, "forwarder compat")]
    [InlineData(Defect.EarlyTimer, "chat await")]
    [InlineData(Defect.EarlyTimer, "chat compat")]
    public void Planted_IsFound(Defect defect, string server)
    {
        SimulationException? found = null;
        foreach (ulong seed in Simulation.Seeds(1_000))
        {
            found = Catch(defect, server, seed);
            if (found is not null)
            {
                break;
            }
        }

        Assert.NotNull(found);
        Assert.True(found.InnerException is null or BrokenPromiseException or SocketException or IOException, found.ToString());
        output.WriteLine($"{defect} beneath '{server}': seed {found.Seed}. {found.Reason.Split('\n')[0]}");
        Assert.Null(Catch(Defect.None, server, found.Seed)); // so it was that
        Assert.Equal(found.Trace.Hash, Catch(defect, server, found.Seed)?.Trace.Hash); // and it fails the same way again
    }

    private static SimulationException? Catch(Defect defect, string server, ulong seed)
    {
        try
        {
            var random = new SimulationRandom(seed);
            Worlds.Create(server, world => PlantedNetwork.CreateLoop(world.ServerHost, defect, random)).Run(seed);
            return null;
        }
        catch (SimulationException failure)
        {
            return failure;
        }
    }
}
