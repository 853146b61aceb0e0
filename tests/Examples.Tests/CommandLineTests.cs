using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Examples.Tests;

/// <summary>The contract that all examples keep on their command lines.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<string, string> BadArguments => new()
    {
        { "Echo", "--style nosuch" },
        { "Echo", "--port seven" },
        { "Echo", "--port 65536" },
        { "Echo", "--port -1" },
        { "Echo", "--port" },
        { "Echo", "--port 1 --port 2" },
        { "Echo", "--nosuch" },
        { "Echo", "extra" },
        { "ChatEcho", "--style nosuch" },
        { "ChatEcho", "--port x" },
        { "ChatEcho", "--max-message" },
        { "ChatEcho", "--max-message x" },
        { "ChatEcho", "--max-message 0" },
        { "ChatEcho", "--max-message 99999999999" },
        { "ChatEcho", "--demo extra" },
        { "HttpClient", "" },
        { "HttpClient", "localhost" },
        { "HttpClient", "localhost no-slash" },
        { "HttpClient", "localhost /a b" },
        { "HttpClient", "localhost /\u00e9" },
        { "HttpClient", "localhost / --port x" },
        { "HttpClient", "localhost / --style nosuch" },
        { "PortForwarder", "" },
        { "PortForwarder", "-r localhost" },
        { "PortForwarder", "-P 80" },
        { "PortForwarder", "-r localhost -P 80 -p x" },
        { "PortForwarder", "-r localhost -P 80 --style nosuch" },
        { "Quickstart", "extra" },
    };

    public static TheoryData<string, string> Help => new()
    {
        { "Echo", "--host --port --style callback|compat|await" },
        { "ChatEcho", "--host --port --style compat|await --max-message 1048576 --demo" },
        { "HttpClient", "HOST PATH --port --style compat|await" },
        { "PortForwarder", "-l --local-ip -p --local-port -r --remote-ip -P --remote-port --style compat|await" },
        { "Quickstart", "--help" },
    };

    public static TheoryData<string, PosixSignal> Signals => new()
    {
        { "callback", PosixSignal.SIGINT },
        { "callback", PosixSignal.SIGTERM },
        { "compat", PosixSignal.SIGINT },
        { "compat", PosixSignal.SIGTERM },
        { "await", PosixSignal.SIGINT },
        { "await", PosixSignal.SIGTERM },
    };

    [Theory]
    [MemberData(nameof(BadArguments))]
    public void BadArguments_OneLineOnStandardError_ExitCode2(string example, string arguments)
    {
        using var process = ChildProcess.Example(example, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, process.WaitForExit());
        AssertOneLine(example, process.Error);
        Assert.Empty(process.Output);
    }

    [Theory]
    [MemberData(nameof(Help))]
    public void Help_NamesEveryOption_ExitCode0(string example, string options)
    {
        using var process = ChildProcess.Example(example, "--help");

        Assert.Equal(0, process.WaitForExit());
        Assert.Empty(process.Error);
        Assert.All(options.Split(' '), option => Assert.Contains(option, process.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Echo", "--style callback --port")]
    [InlineData("Echo", "--style compat --port")]
    [InlineData("Echo", "--style await --port")]
    [InlineData("ChatEcho", "--style compat --demo --port")]
    [InlineData("ChatEcho", "--style await --demo --port")]
    [InlineData("PortForwarder", "--style compat -r 127.0.0.1 -P 9 -p")]
    [InlineData("PortForwarder", "--style await -r 127.0.0.1 -P 9 -p")]
    public void PortInUse_OneLineNamesTheAddress_ExitCode1(string example, string arguments)
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        holder.Listen();
        int port = ((IPEndPoint)holder.LocalEndPoint!).Port;
        using var process = ChildProcess.Example(example, [.. arguments.Split(' '), $"{port}"]);

        Assert.Equal(1, process.WaitForExit());
        AssertOneLine(example, process.Error);
        Assert.Contains(holder.LocalEndPoint.ToString()!, process.Error, StringComparison.Ordinal);
        Assert.Contains("in use", process.Error, StringComparison.Ordinal);
        Assert.Empty(process.Output);
    }

    [Theory]
    [InlineData("Echo", "--host host.invalid", "host.invalid")]
    [InlineData("Echo", "--host 192.0.2.1", "not one of this machine's")]
    [InlineData("Echo", "--host unix:/nosuch/folder/socket", "/nosuch/folder/socket")]
    [InlineData("ChatEcho", "--host host.invalid", "host.invalid")]
    [InlineData("HttpClient", "host.invalid /", "host.invalid")]
    [InlineData("HttpClient", "host.invalid / --style await", "host.invalid")]
    [InlineData("PortForwarder", "-r host.invalid -P 80", "host.invalid")]
    public void BadAddress_OneLineSaysWhich_ExitCode1(string example, string arguments, string complaint)
    {
        using var process = ChildProcess.Example(example, arguments.Split(' '));

        Assert.Equal(1, process.WaitForExit());
        AssertOneLine(example, process.Error);
        Assert.Contains(complaint, process.Error, StringComparison.Ordinal);
        Assert.Empty(process.Output);
    }

    [SkippableTheory]
    [MemberData(nameof(Signals))]
    public async Task Signal_EndsItsClientsInOrder_ExitCode0(string style, PosixSignal signal)
    {
        SkipIfIgnored(signal);
        using var server = ChildProcess.Server("Echo", out IPEndPoint address, "--style", style);
        using Socket client = await Traffic.ConnectAsync(address);
        Assert.Equal("before", await Traffic.AskAsync(client, "before"));

        server.Signal(signal);

        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Deadline.Token()));
        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
    }

    [SkippableTheory]
    [MemberData(nameof(Signals))]
    public void Signal_WithoutClients_ExitCode0(string style, PosixSignal signal)
    {
        SkipIfIgnored(signal);
        using var server = ChildProcess.Server("Echo", out _, "--style", style);

        server.Signal(signal);

        Assert.Equal(0, server.WaitForExit());
        Assert.Empty(server.Error);
    }

    private static void AssertOneLine(string example, string error)
    {
        Assert.StartsWith(example + ": ", error, StringComparison.Ordinal);
        Assert.EndsWith("\n", error, StringComparison.Ordinal);
        Assert.Single(error, '\n');
    }

    /// <summary>A shell starts background jobs with SIGINT ignored; that is inherited, and .NET respects it.</summary>
    private static void SkipIfIgnored(PosixSignal signal)
    {
        const string Ignored = "SigIgn:";
        string mask = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(Ignored, StringComparison.Ordinal));
        int bit = signal == PosixSignal.SIGINT ? 1 : 14;
        Skip.If((Convert.ToUInt64(mask[Ignored.Length..].Trim(), 16) >> bit & 1) != 0, $"{signal} is ignored in this process.");
    }
}
