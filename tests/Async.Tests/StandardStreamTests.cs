using System.Diagnostics;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>A program's own input and output, as pipes and as a terminal, and its signals. The program is the project Async.Tests.Host.</summary>
public sealed class StandardStreamTests : AsyncTest
{
    private static readonly string Host = Path.Combine(AppContext.BaseDirectory, "AsyncoreNet.Async.Tests.Host");

    [Fact]
    public void Pipes_AreReadAndWritten() => Run(async () =>
    {
        string input = string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i} zażółć\n"));
        await using AsyncProcess host = AsyncProcess.Start(Redirected(Host, "shout"));
        ProcessOutput result = await host.CommunicateAsync(Encoding.UTF8.GetBytes(input));
        Assert.Equal(input.ToUpperInvariant(), Encoding.UTF8.GetString(result.Output.Span));
        Assert.Equal("5000 lines\n", Encoding.ASCII.GetString(result.Error.Span));
        Assert.Equal(5000 % 256, result.ExitCode);
    });

    /// <summary>A file as input is always ready, and has an end.</summary>
    [Fact]
    public void File_IsReadAsInput() => Run(async () =>
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "from\na file\n");
        await using AsyncProcess shell = AsyncProcess.Start(Redirected("sh", "-c", $"'{Host}' shout < '{path}'"));
        ProcessOutput result = await shell.CommunicateAsync();
        Assert.Equal("FROM\nA FILE\n", Encoding.ASCII.GetString(result.Output.Span));
        File.Delete(path);
    });

    /// <summary>
    /// On a terminal, as <c>script</c> makes one. Another program on it reads afterwards: were O_NONBLOCK left on what they share, it would
    /// find no input and give up.
    /// </summary>
    [SkippableFact]
    public void Terminal_IsReadByLines_AndLeftAsItWas() => Run(async () =>
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "There is no script (package bsdutils), which makes a terminal.");
        await using AsyncProcess script = AsyncProcess.Start(Redirected("script", "-qec", $"stty -echo; echo ready; '{Host}' shout; echo next; cat", "/dev/null"));
        Assert.Equal("ready", await script.StandardOutput.ReadLineAsync());
        await script.StandardInput.WriteAsync("typed\n"u8.ToArray());
        Assert.Equal("TYPED", await script.StandardOutput.ReadLineAsync());
        await script.StandardInput.WriteAsync("\u0004"u8.ToArray()); // Ctrl+D
        Assert.Equal("1 lines", await script.StandardOutput.ReadLineAsync());
        Assert.Equal("next", await script.StandardOutput.ReadLineAsync());
        await script.StandardInput.WriteAsync("for cat\n"u8.ToArray());
        Assert.Equal("for cat", await script.StandardOutput.ReadLineAsync());
        await script.StandardInput.WriteAsync("\u0004"u8.ToArray());
        Assert.Equal(0, await script.WaitForExitAsync());
    });

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Signal_CancelsTheProgramsToken(string signal) => Run(async () =>
    {
        await using AsyncProcess host = AsyncProcess.Start(Redirected(Host, "signal"));
        Assert.Equal("ready", await host.StandardOutput.ReadLineAsync());
        using (var kill = Process.Start("kill", ["-" + signal, $"{host.Process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.Equal("cancelled", await host.StandardOutput.ReadLineAsync());
        Assert.Equal(3, await host.WaitForExitAsync());
    });

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Signal_EndsAProgramThatDoesNotCatchIt_WithoutAnError(string signal) => Run(async () =>
    {
        await using AsyncProcess host = AsyncProcess.Start(Redirected(Host, "signal", "plain"));
        Assert.Equal("ready", await host.StandardOutput.ReadLineAsync());
        using (var kill = Process.Start("kill", ["-" + signal, $"{host.Process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        ProcessOutput rest = await host.CommunicateAsync();
        Assert.Equal(0, rest.ExitCode);
        Assert.Empty(Encoding.UTF8.GetString(rest.Error.Span));
    });

    private static ProcessStartInfo Redirected(string program, params string[] arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
