using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

using AsyncoreNet.Examples.Tests;

using Xunit.Abstractions;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>
/// The program in each style under the load of <c>wrk</c>: every answer is good, and no connection fails. For two seconds, or as
/// many as <c>ASYNCORENET_WRK_SECONDS</c> says.
/// </summary>
public sealed class WrkTests(ITestOutputHelper log)
{
    private const int Connections = 64;

    [SkippableTheory]
    [MemberData(nameof(Styles.All), MemberType = typeof(Styles))]
    public void KeepAlive_EveryAnswerIsGood(string style) => Load(style);

    [SkippableTheory]
    [MemberData(nameof(Styles.All), MemberType = typeof(Styles))]
    public void PipelinedBySixteen_EveryAnswerIsGood(string style) =>
        Load(style, "-s", Path.Combine(AppContext.BaseDirectory, "pipeline.lua"));

    private void Load(string style, params string[] options)
    {
        string wrk = Programs.Require("wrk");
        string seconds = Environment.GetEnvironmentVariable("ASYNCORENET_WRK_SECONDS") is { Length: > 0 } given ? given : "2";
        using var server = ChildProcess.Server("HttpServer", out IPEndPoint address, "--style", style);
        using var client = ChildProcess.Start(wrk, ["-t1", $"-c{Connections}", $"-d{seconds}", .. options, $"http://{address}/"]);

        Assert.Equal(0, client.WaitForExit());
        log.WriteLine(client.Output);

        // wrk writes these lines only if there is something to say.
        Assert.DoesNotContain("Socket errors", client.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Non-2xx", client.Output, StringComparison.Ordinal);
        Match requests = Regex.Match(client.Output, @"(\d+) requests in");
        Assert.True(requests.Success, client.Output);
        Assert.InRange(int.Parse(requests.Groups[1].Value, CultureInfo.InvariantCulture), Connections, int.MaxValue);

        server.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        Assert.Equal($"listening on {address}\n", server.Output);
        Assert.Empty(server.Error);
    }
}
