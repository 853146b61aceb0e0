using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Redis.Tests;

/// <summary>The contract of the examples' command lines.</summary>
public sealed class CommandLineTests
{
    private const string Program = "Redis";

    [Theory]
    [InlineData("--style compat")]
    [InlineData("--port seven")]
    [InlineData("--port -1")]
    [InlineData("--nosuch")]
    [InlineData("extra")]
    public void BadArguments_OneLineOnStandardError_ExitCode2(string arguments)
    {
        using var process = ChildProcess.Example(Program, arguments.Split(' '));

        Assert.Equal(2, process.WaitForExit());
        Assert.StartsWith(Program + ": ", process.Error, StringComparison.Ordinal);
        Assert.Single(process.Error, '\n');
        Assert.Empty(process.Output);
    }

    /// <summary>Whoever is idle, blocked or listening gets the end.</summary>
    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task Signal_StopsGracefully_ExitCode0(PosixSignal signal)
    {
        using var server = ChildProcess.Server(
            Program, out IPEndPoint address, "--style", "await", "--host", "127.0.0.1", "--port", "0");
        using Socket idle = await Traffic.ConnectAsync(address);
        using Socket blocked = await Traffic.ConnectAsync(address);
        using Socket listening = await Traffic.ConnectAsync(address);
        await AskAsync(idle, "PING\r\n");
        await AskAsync(blocked, "SET a 1 EX 1000\r\n");
        await blocked.SendAsync(Resp.Bytes("BLPOP nosuch 0\r\n"), Deadline.Token());
        await AskAsync(listening, "SUBSCRIBE a\r\n");

        server.Signal(signal);

        foreach (Socket client in (Socket[])[idle, blocked, listening])
        {
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], Deadline.Token()));
        }

        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
    }

    private static async Task AskAsync(Socket client, string request)
    {
        await client.SendAsync(Resp.Bytes(request), Deadline.Token());
        Assert.InRange(await client.ReceiveAsync(new byte[100], Deadline.Token()), 1, 100);
    }
}
