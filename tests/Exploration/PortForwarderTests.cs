namespace AsyncoreNet.Exploration;

/// <summary>The port forwarder, explored in each style.</summary>
public sealed class PortForwarderTests
{
    [Theory]
    [InlineData("compat")]
    [InlineData("await")]
    public void Forwarder_UnderFaults_LosesAndMixesNothing(string style) =>
        ExploredWorld.Explore(() => new ForwarderWorld(style));
}
