using System.Diagnostics;

using Peers.Report;

namespace AsyncoreNet.Benchmarks.Tests;

public sealed class VersionsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("echo; echo '  server 1.2 '; echo more", "server 1.2")]
    [InlineData("echo on the other output >&2", "on the other output")]
    [InlineData("echo warning >&2; echo server 1.2", "server 1.2")]
    [InlineData("echo wrk 4.1; exit 1", "wrk 4.1")]
    [InlineData("echo Traceback >&2; exit 1", null)]
    [InlineData("exit 0", null)]
    [InlineData("cat; echo 'nothing to read'", "nothing to read")]
    [InlineData("echo $LC_ALL", "C")]
    [InlineData("kill -9 $$", null)]
    public async Task Version_IsTheFirstLineThatAProgramPrints(string script, string? version) =>
        Assert.Equal(version, await OneAsync("/bin/sh", "-c", script));

    [Theory]
    [InlineData("a-program-that-nobody-has")]
    [InlineData("/etc/os-release")]
    [InlineData("/tmp")]
    [InlineData("")]
    public async Task Version_OfWhatDoesNotRun_IsNull(string command) => Assert.Null(await OneAsync(command));

    [Theory]
    [InlineData("exec sleep 1000 > {0}")]
    [InlineData("sleep 1000 > {0}; echo never")]
    [InlineData("exec > {0} 2>&1; sleep 1000")]
    public async Task Program_ThatDoesNotEnd_IsEndedWithItsChildrenAtTheLimit(string script)
    {
        string pipe = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (var make = Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync();
        }

        try
        {
            using CancellationTokenSource enough = new();
            Tool tool = new("tool", "/bin/sh", "-c", string.Format(null, script, pipe));
            var reading = Versions.ReadAsync([tool], enough.Token);

            // Opens when the program has opened it, and ends when nobody has it open any more.
            using FileStream held = await Task.Run(() => File.OpenRead(pipe)).WaitAsync(Long);
            await enough.CancelAsync();

            Assert.Equal([("tool", null)], await reading.WaitAsync(Long));
            Assert.Equal(0, await held.ReadAsync(new byte[1]).AsTask().WaitAsync(Long));
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    [Fact]
    public async Task Program_ThatPrintsWithoutEnd_IsNotHeardToItsEnd() => Assert.Equal("y", await OneAsync("yes"));

    [Fact]
    public async Task Program_ThatPrintsOneEndlessLine_GivesABoundedOne() =>
        Assert.Equal(new string('x', 4096), await OneAsync("/bin/sh", "-c", "while :; do printf xxxxxxxxxxxxxxxx; done"));

    [Fact]
    public async Task Versions_AreInTheOrderOfTheTools()
    {
        IReadOnlyList<(string Name, string? Version)> versions = await Versions.ReadAsync(
            [
                new Tool("first", "/bin/sh", "-c", "read line; echo 1"),
                new Tool("absent", "a-program-that-nobody-has"),
                new Tool("last", "/bin/echo", "3"),
            ]);

        Assert.Equal([("first", "1"), ("absent", null), ("last", "3")], versions);
    }

    private static async Task<string?> OneAsync(string command, params string[] arguments)
    {
        using CancellationTokenSource enough = new(Long);
        return Assert.Single(await Versions.ReadAsync([new Tool("tool", command, arguments)], enough.Token)).Version;
    }
}
