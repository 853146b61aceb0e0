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
            ada     says   hello, and hears HELLO
            ada     says   one, and hears ONE
            ada     says   two, and hears TWO
            ada     says   wait, and hears WAIT a little later
            group   hears  BRIAN, GRACE, LINUS
            timer   50 ms later; 3 channels are in the map
            thread  hears  FROM ANOTHER THREAD
            ada     leaves
            events  of ada's channel: 6 Read, 1 Close
            server  closes
            loop    has ended; 0 channels are in the map

            """.ReplaceLineEndings("\n"),
            Regex.Replace(quickstart.Output, @"127\.0\.0\.1:\d+", "127.0.0.1:PORT"));
    }
}
