namespace AsyncoreNet.Exploration;

/// <summary>The server of <c>ECHO n</c>, explored in each style.</summary>
public sealed class ChatEchoTests
{
    [Theory]
    [InlineData("compat")]
    [InlineData("await")]
    public void ChatEcho_UnderFaults_EchoesWholeMessagesAndRefusesTheRest(string style) =>
        ExploredWorld.Explore(() => new ChatEchoWorld(style));
}
