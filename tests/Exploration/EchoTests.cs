namespace AsyncoreNet.Exploration;

/// <summary>The echo server, explored in each style.</summary>
public sealed class EchoTests
{
    [Theory]
    [InlineData("callback")]
    [InlineData("compat")]
    [InlineData("await")]
    public void Echo_UnderFaults_GivesBackWhatItGot(string style) => ExploredWorld.Explore(() => new EchoWorld(style));
}
