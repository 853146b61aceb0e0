namespace AsyncoreNet.Exploration;

/// <summary>Smtp, explored in each style: where it keeps messages, and where it passes them on.</summary>
public sealed class SmtpTests
{
    [Theory]
    [InlineData("compat")]
    [InlineData("await")]
    public void Smtp_UnderFaults_KeepsEachMessageThatItTakes(string style) => ExploredWorld.Explore(() => new SmtpWorld(style));

    [Theory]
    [InlineData("compat")]
    [InlineData("await")]
    public void SmtpRelay_UnderFaults_PassesOnEachMessageThatItTakes(string style) =>
        ExploredWorld.Explore(() => new SmtpRelayWorld(style));
}
