using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Examples.Tests;

/// <summary>The echo server in each of its styles, with real clients.</summary>
public sealed class EchoTests
{
    public static TheoryData<string> Styles => ["callback", "compat", "await"];

    [SkippableTheory]
    [MemberData(nameof(Styles))]
    public void Netcat_GetsItsLinesBack(string style)
    {
        string netcat = Programs.RequireNetcat();
        using var server = ChildProcess.Server("Echo", out IPEndPoint address, "--style", style);
        using var client = ChildProcess.Start(netcat, ["-N", "127.0.0.1", $"{address.Port}"]);

        client.Type("a line\nanother\n");

        Assert.Equal(0, client.WaitForExit());
        Assert.Equal("a line\nanother\n", client.Output);
    }

    [SkippableTheory]
    [MemberData(nameof(Styles))]
    public void Netcat_OverAUnixSocket_GetsItsLinesBack(string style)
    {
        string netcat = Programs.RequireNetcat();
        string path = Path.Combine(Path.GetTempPath(), $"echo-{Guid.NewGuid():N}");
        using var server = ChildProcess.Example("Echo", "--style", style, "--host", "unix:" + path);
        Assert.Equal($"listening on unix:{path}", server.WaitForLine("listening"));
        using var client = ChildProcess.Start(netcat, ["-N", "-U", path]);

        client.Type("a line\n");

        Assert.Equal(0, client.WaitForExit());
        Assert.Equal("a line\n", client.Output);
        server.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        Assert.Equal(0, server.WaitForExit());
        Assert.False(File.Exists(path));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ManyMegabytes_ComeBackWhole(string style)
    {
        const long Size = 50_000_000;
        using var server = ChildProcess.Server("Echo", out IPEndPoint address, "--style", style);
        using var client = new TcpClient();
        await client.ConnectAsync(address, Deadline.Token());

        Task<string> sent = Traffic.SendAsync(client.Client, Size, seed: 1);
        (long count, string hash) = await Traffic.ReceiveAsync(client.Client);

        Assert.Equal(Size, count);
        Assert.Equal(await sent, hash);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ClientThatReadsLate_GetsAllOfItsEcho(string style)
    {
        const long Size = 4_000_000; // more than the kernel's buffers for the way back hold
        using var server = ChildProcess.Server("Echo", out IPEndPoint address, "--style", style);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(address, Deadline.Token());

        Task<string> sent = Traffic.SendAsync(client, Size, seed: 2);
        await Traffic.SentOrStalledAsync(client, sent);
        (long count, string hash) = await Traffic.ReceiveAsync(client);

        Assert.Equal(Size, count);
        Assert.Equal(await sent, hash);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ClientThatResets_LeavesTheOthersAlone(string style)
    {
        using var server = ChildProcess.Server("Echo", out IPEndPoint address, "--style", style);
        using Socket other = await Traffic.ConnectAsync(address);
        Assert.Equal("one", await Traffic.AskAsync(other, "one"));
        for (int i = 0; i < 10; i++)
        {
            using Socket client = await Traffic.ConnectAsync(address);
            Assert.Equal("hello", await Traffic.AskAsync(client, "hello"));
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Assert.Equal("two", await Traffic.AskAsync(other, "two"));
    }

    [SkippableTheory]
    [InlineData("callback", "::1")]
    [InlineData("compat", "::1")]
    [InlineData("await", "::1")]
    [InlineData("callback", "localhost")]
    [InlineData("compat", "localhost")]
    [InlineData("await", "localhost")]
    public async Task Host_MayBeIPv6OrAName(string style, string host)
    {
        Skip.IfNot(host == "localhost" || Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var server = ChildProcess.Server("Echo", out IPEndPoint address, "--style", style, "--host", host);
        using Socket client = await Traffic.ConnectAsync(address);

        Assert.Equal("hello", await Traffic.AskAsync(client, "hello"));
    }
}
