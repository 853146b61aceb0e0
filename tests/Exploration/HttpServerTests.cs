namespace AsyncoreNet.Exploration;

/// <summary>HttpServer, explored in each style.</summary>
public sealed class HttpServerTests
{
    [Theory]
    [InlineData("compat")]
    [InlineData("await")]
    public void HttpServer_UnderFaults_AnswersEachRequestOnceAndDropsTheIdle(string style) =>
        ExploredWorld.Explore(() => new HttpWorld(style));
}
