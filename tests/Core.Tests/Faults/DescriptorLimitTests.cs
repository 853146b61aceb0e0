using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>
/// A full descriptor table pauses accepting, without a spin, a closed listener or a flood of log lines, and accepting goes on
/// within a second once there are descriptors again. In a child process with a lowered limit.
/// </summary>
public sealed class DescriptorLimitTests
{
    private const int Clients = 60;

    [Theory]
    [InlineData(PollerKind.Epoll)]
    [InlineData(PollerKind.Poll)]
    [InlineData(PollerKind.Select)]
    public void Accept_DescriptorTableFull_PausesAndGoesOn(PollerKind poller)
    {
        long started = Environment.TickCount64;
        using var host = new ChildProcess("descriptor-limit", poller);
        int port = Number(host.ReadLine(), "listening");
        List<Socket> clients = [];
        for (int i = 0; i < Clients; i++)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            clients.Add(client);
            client.Connect(IPAddress.Loopback, port);
        }

        string report = string.Empty;
        Waiting.Until(() =>
        {
            report = host.Ask("report");
            return report.Contains("watched None", StringComparison.Ordinal) && Number(report, "accepted") > 0;
        });
        int accepted = Number(report, "accepted");
        Assert.InRange(accepted, 10, Clients - 1);

        // Two seconds of trying again every quarter of one; a spin makes tens of thousands of passes.
        Assert.InRange(Number(host.Ask("measure 2000"), "passes"), 1, 60);
        string full = host.Ask("report");
        Assert.Equal(accepted, Number(full, "accepted"));
        Assert.EndsWith("state Listening", full, StringComparison.Ordinal);

        Assert.Equal(10, Number(host.Ask("free 10"), "accepted"));
        string refilled = host.Ask("report");
        Assert.Equal(accepted, Number(refilled, "accepted"));
        Assert.EndsWith("state Listening", refilled, StringComparison.Ordinal);

        Assert.Equal(0, host.Finish());
        string[] lines = host.ReadErrors().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(lines.Length, 1, 1 + ((Environment.TickCount64 - started) / 5_000)); // a line at most every 5 s
        Assert.All(lines, line => Assert.Contains("cannot accept", line, StringComparison.Ordinal));
        clients.ForEach(client => client.Dispose());
    }

    /// <summary>A wait that fails for good is an error that leaves the loop: to go on would be to spin.</summary>
    [Theory]
    [InlineData(PollerKind.Epoll)]
    [InlineData(PollerKind.Poll)]
    [InlineData(PollerKind.Select)]
    public void Wait_Fails_LeavesTheLoop(PollerKind poller)
    {
        using var host = new ChildProcess("broken-poller", poller);

        Assert.StartsWith("InvalidArgument: ", host.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(0, host.Finish());
    }

    private static int Number(string line, string name)
    {
        string[] words = line.Split(' ');
        return int.Parse(words[Array.IndexOf(words, name) + 1], CultureInfo.InvariantCulture);
    }
}
