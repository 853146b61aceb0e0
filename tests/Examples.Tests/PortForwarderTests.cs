using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Examples.Tests;

/// <summary>The port forwarder between a client and a remote server, both of the base class library.</summary>
public sealed class PortForwarderTests : IDisposable
{
    private readonly TcpListener _remote = new(IPAddress.Loopback, 0);
    private ChildProcess? _forwarder;
    private IPEndPoint? _address;

    public PortForwarderTests() => _remote.Start();

    public static TheoryData<string> Styles => ["compat", "await"];

    public void Dispose()
    {
        _forwarder?.Dispose();
        _remote.Dispose();
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task HundredMegabytes_BothWays_EqualChecksums(string style)
    {
        Start(style);
        const long Size = 100_000_000;
        (Socket client, Socket server) = await ConnectAsync();
        using (client)
        using (server)
        {
            Task<string> up = Traffic.SendAsync(client, Size, seed: 1);
            Task<string> down = Traffic.SendAsync(server, Size, seed: 2);
            Task<(long Count, string Hash)> atServer = Traffic.ReceiveAsync(server);
            Task<(long Count, string Hash)> atClient = Traffic.ReceiveAsync(client);

            Assert.Equal((Size, await up), await atServer);
            Assert.Equal((Size, await down), await atClient);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ClientThatEndsItsInput_StillGetsTheAnswer(string style)
    {
        Start(style);
        const long Size = 3_000_000;
        (Socket client, Socket server) = await ConnectAsync();
        using (client)
        using (server)
        {
            string up = await Traffic.SendAsync(client, 10, seed: 1);
            Assert.Equal((10L, up), await Traffic.ReceiveAsync(server));

            Task<string> down = Traffic.SendAsync(server, Size, seed: 2);
            Assert.Equal((Size, await down), await Traffic.ReceiveAsync(client));
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ServerThatDoesNotRead_StopsTheClient(string style)
    {
        Start(style);
        const long Size = 200_000_000;
        (Socket client, Socket server) = await ConnectAsync();
        using (client)
        using (server)
        {
            Task<string> up = Traffic.SendAsync(client, Size, seed: 1);
            await Traffic.SentOrStalledAsync(client, up);
            Assert.False(up.IsCompleted, "The forwarder has taken everything, though nobody reads it.");

            (long count, string hash) = await Traffic.ReceiveAsync(server);
            Assert.Equal(Size, count);
            Assert.Equal(await up, hash);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ClientThatResets_ResetsItsServerSideAlone(string style)
    {
        Start(style);
        (Socket other, Socket otherServer) = await ConnectAsync();
        (Socket client, Socket server) = await ConnectAsync();
        using (other)
        using (otherServer)
        using (server)
        {
            await ExchangeAsync(client, server);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            client.Dispose();

            SocketException reset = await Assert.ThrowsAsync<SocketException>(
                async () => await server.ReceiveAsync(new byte[1], Deadline.Token()));
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
            await ExchangeAsync(other, otherServer);
        }

        (Socket next, Socket nextServer) = await ConnectAsync();
        using (next)
        using (nextServer)
        {
            await ExchangeAsync(next, nextServer);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ServerThatResets_ResetsItsClient(string style)
    {
        Start(style);
        (Socket client, Socket server) = await ConnectAsync();
        using (client)
        {
            await ExchangeAsync(client, server);
            server.LingerState = new LingerOption(enable: true, seconds: 0);
            server.Dispose();

            SocketException reset = await Assert.ThrowsAsync<SocketException>(
                async () => await client.ReceiveAsync(new byte[1], Deadline.Token()));
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task ServerThatRefuses_EndsTheClient_AndIsLogged(string style)
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // taken, but nobody listens
        string port = $"{((IPEndPoint)bound.LocalEndPoint!).Port}";
        using var forwarder = ChildProcess.Server(
            "PortForwarder", out IPEndPoint address, "-r", "127.0.0.1", "-P", port, "--style", style);
        using Socket client = await Traffic.ConnectAsync(address);

        SocketException reset = await Assert.ThrowsAsync<SocketException>(
            async () => await client.ReceiveAsync(new byte[1], Deadline.Token()));

        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.Contains("refused", forwarder.WaitForLine("log: "), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Terminate_ClosesBothSides_ExitCode0(string style)
    {
        Start(style);
        (Socket client, Socket server) = await ConnectAsync();
        using (client)
        using (server)
        {
            await ExchangeAsync(client, server);

            _forwarder!.Signal(PosixSignal.SIGTERM);

            Assert.Equal(0, await client.ReceiveAsync(new byte[1], Deadline.Token()));
            Assert.Equal(0, await server.ReceiveAsync(new byte[1], Deadline.Token()));
            Assert.Equal(0, _forwarder.WaitForExit());
            Assert.Empty(_forwarder.Error);
        }
    }

    private void Start(string style)
    {
        var remote = (IPEndPoint)_remote.LocalEndpoint;
        string port = $"{remote.Port}";
        _forwarder = ChildProcess.Server(
            "PortForwarder", out _address, "-l", "127.0.0.1", "-p", "0", "-r", "127.0.0.1", "-P", port, "--style", style);
    }

    private static async Task ExchangeAsync(Socket client, Socket server)
    {
        byte[] received = new byte[1];
        await client.SendAsync("?"u8.ToArray(), Deadline.Token());
        Assert.Equal(1, await server.ReceiveAsync(received, Deadline.Token()));
        await server.SendAsync("!"u8.ToArray(), Deadline.Token());
        Assert.Equal(1, await client.ReceiveAsync(received, Deadline.Token()));
        Assert.Equal((byte)'!', received[0]);
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        Socket client = await Traffic.ConnectAsync(_address!);
        return (client, await _remote.AcceptSocketAsync(Deadline.Token()));
    }
}
