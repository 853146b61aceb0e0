using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>TCP over both IPs, Unix sockets, and datagrams.</summary>
public class AddressFamilyTests : AsyncTest
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("unix")]
    public void Server_ServesEachFamily(string family) => Run(async () =>
    {
        string path = Path.Combine(Path.GetTempPath(), $"async-{Guid.NewGuid():N}.sock");
        EndPoint address = family == "unix" ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Parse(family), 0);
        AsyncServer server = AsyncServer.Start(address, async (connection, stopping) =>
        {
            while (await connection.ReadLineAsync(cancellationToken: stopping) is { } line)
            {
                await connection.WriteAsync(Encoding.ASCII.GetBytes(line.ToUpperInvariant() + "\n"), stopping);
            }
        });
        await using (AsyncConnection client = await AsyncConnection.ConnectAsync(server.LocalEndPoint))
        {
            Assert.Equal(server.LocalEndPoint.ToString(), client.RemoteEndPoint!.ToString());
            await client.WriteAsync("hello\n"u8.ToArray());
            Assert.Equal("HELLO", await client.ReadLineAsync());
        }

        Assert.Empty(await server.StopAsync(TimeSpan.FromSeconds(5)));
        Assert.Empty(Map);
        File.Delete(path);
    });

    [Fact]
    public void LocalEndPoint_IsWhereTheConnectionComesFrom() => Run(async () =>
    {
        EndPoint? seen = null;
        AsyncServer server = AsyncServer.Start(new IPEndPoint(IPAddress.Any, 0), (connection, _) =>
        {
            seen = connection.RemoteEndPoint;
            return Task.CompletedTask;
        });
        var options = new AsyncConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0) };
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        await using AsyncConnection client = await AsyncConnection.ConnectAsync("127.0.0.1", port, options);
        Assert.Null(await client.ReadLineAsync());
        Assert.Equal(client.LocalEndPoint, seen);
        Assert.Equal("127.0.0.9", ((IPEndPoint)seen!).Address.ToString());
    });

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Datagrams_KeepTheirBordersAndSenders(string host) => Run(async () =>
    {
        AsyncSocket server = Datagrams(host);
        AsyncSocket client = Datagrams(host);
        EndPoint to = server.Socket!.LocalEndPoint!;
        byte[] buffer = new byte[100];
        ValueTask<(int Count, EndPoint? Sender)> waiting = server.ReceiveFromAsync(buffer);
        Assert.False(waiting.IsCompleted);
        await client.SendToAsync("first"u8.ToArray(), to);
        (int count, EndPoint? sender) = await waiting;
        Assert.Equal("first", Encoding.ASCII.GetString(buffer, 0, count));
        Assert.Equal(client.Socket!.LocalEndPoint, sender);

        await client.SendToAsync(ReadOnlyMemory<byte>.Empty, to); // empty, and no end of anything
        await client.SendToAsync("third"u8.ToArray(), to);
        Assert.Equal(0, (await server.ReceiveFromAsync(buffer)).Count);
        Assert.Equal(5, (await server.ReceiveFromAsync(buffer)).Count);

        using var cancel = new CancellationTokenSource();
        waiting = server.ReceiveFromAsync(buffer, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        await client.SendToAsync("fourth"u8.ToArray(), to);
        Assert.Equal(6, (await server.ReceiveFromAsync(buffer)).Count);

        await Assert.ThrowsAsync<SocketException>(async () => await client.SendToAsync(new byte[70_000], to)); // no datagram is so long
        server.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await server.ReceiveFromAsync(buffer));
        client.Close();
        Assert.Empty(Map);
    });

    [Fact]
    public void SendTo_AHostName_LooksItUp() => Run(async () =>
    {
        AsyncSocket server = Datagrams("127.0.0.1");
        AsyncSocket client = Datagrams("127.0.0.1");
        int port = ((IPEndPoint)server.Socket!.LocalEndPoint!).Port;
        await client.SendToAsync("by name"u8.ToArray(), new DnsEndPoint("localhost", port));
        byte[] buffer = new byte[100];
        Assert.Equal(7, (await server.ReceiveFromAsync(buffer)).Count);
        await Assert.ThrowsAsync<SocketException>(
            async () => await client.SendToAsync("x"u8.ToArray(), new DnsEndPoint("no-such-host.invalid", port)));
        server.Close();
        client.Close();
    });

    private AsyncSocket Datagrams(string host)
    {
        var address = IPAddress.Parse(host);
        var socket = new AsyncSocket(null, Map);
        socket.CreateSocket(address.AddressFamily, SocketType.Dgram);
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }
}
