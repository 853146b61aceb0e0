namespace AsyncoreNet.Exploration;

/// <summary>The echo server, explored in the styles that do not share a map with the rest of the process.</summary>
public sealed class EchoTests
{
    [Theory]
    [InlineData("callback")]
    [InlineData("await")]
    public void Echo_UnderFaults_GivesBackWhatItGot(string style) => ExploredWorld.Explore(() => new EchoWorld(style));
}
