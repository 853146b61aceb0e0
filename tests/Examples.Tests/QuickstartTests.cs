using System.Text.RegularExpressions;

namespace AsyncoreNet.Examples.Tests;

/// <summary>The first thing that a newcomer runs.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public void Transcript_IsTheSameEachTime_ExitCode0()
    {
        using var quickstart = ChildProcess.Example("Quickstart");

        Assert.Equal(0, quickstart.WaitForExit());
        Assert.Empty(quickstart.Error);
        Assert.Equal(
            """
            server  listens at 127.0.0.1:PORT
            ada     says   hello from ada
            ada     hears  it back
            brian   says   hello from brian
            brian   hears  it back
            grace   says   hello from grace
            grace   hears  it back
            timer   50 ms later; 7 channels are in the map
            post    from another thread, run on the loop's: yes
            all     say    4,194,304 bytes each, at once
            all     hear   them back
            ada     leaves
            brian   leaves
            grace   leaves
            server  closes: all clients have left
            loop    ends: the map is empty

            """.ReplaceLineEndings("\n"),
            Regex.Replace(quickstart.Output, @"127\.0\.0\.1:\d+", "127.0.0.1:PORT"));
    }
}
