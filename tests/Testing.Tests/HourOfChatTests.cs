using Peers;

namespace AsyncoreNet.Testing.Tests;

/// <summary>What the benchmark of the simulation measures is what it says.</summary>
public sealed class HourOfChatTests
{
    [Fact]
    public void Run_IsAnHour_OfAllConnections()
    {
        (long lines, _, TimeSpan elapsed) = HourOfChat.Run();

        Assert.InRange(elapsed, HourOfChat.Hour, HourOfChat.Hour + TimeSpan.FromMinutes(5));
        Assert.InRange(lines, 100 * HourOfChat.Connections, 140 * HourOfChat.Connections); // one in half a minute each
    }
}
