using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async.Tests;

/// <summary>An awaited echo in its steady state leaves nothing for the collector.</summary>
public sealed class AllocationTests
{
    private const int Messages = 10_000;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private static readonly Dictionary<string, Func<AsyncConnection, CancellationToken, Task>> Handlers = new()
    {
        ["read"] = EchoAsync,
        ["until"] = EchoUntilAsync,
        ["exactly"] = EchoExactlyAsync,
        ["chat"] = EchoLinesAsync,
    };

    [Theory]
    [InlineData("read")]
    [InlineData("until")]
    [InlineData("exactly")]
    [InlineData("chat")]
    public void Echo_SteadyState_AllocatesNothing(string style)
    {
        using var loop = new Loop();
        AsyncServer server = AsyncServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0), Handlers[style], new AsyncServerOptions { Map = loop.Map });
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(server.LocalEndPoint);
        client.Blocking = false;
        byte[] message = [.. Enumerable.Repeat((byte)'x', 63), (byte)'\n'];
        byte[] answer = new byte[64];
        Exchange(loop, client, message, answer);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(loop, client, message, answer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        server.Channel.Close();
    }

    private static void Exchange(Loop loop, Socket client, byte[] message, byte[] answer)
    {
        for (int i = 0; i < Messages; i++)
        {
            client.Send(message, SocketFlags.None, out _);
            int received = 0;
            for (int pass = 0; received < message.Length; pass++)
            {
                if (pass == 1000)
                {
                    Assert.Fail("The message has not come back.");
                }

                loop.RunOnce(TimeSpan.Zero);
                received += client.Receive(answer, SocketFlags.None, out _);
            }
        }
    }

    private static async Task EchoAsync(AsyncConnection connection, CancellationToken token)
    {
        while (await connection.ReadAsync(token) is { Length: > 0 } data)
        {
            await connection.WriteAsync(data, token);
        }
    }

    private static async Task EchoUntilAsync(AsyncConnection connection, CancellationToken token)
    {
        while (true)
        {
            await connection.WriteAsync(await connection.ReadUntilAsync(LineEnd, cancellationToken: token), token);
        }
    }

    private static async Task EchoExactlyAsync(AsyncConnection connection, CancellationToken token)
    {
        while (true)
        {
            await connection.WriteAsync(await connection.ReadExactlyAsync(64, token), token);
        }
    }

    private static async Task EchoLinesAsync(AsyncConnection connection, CancellationToken token)
    {
        var chat = new AsyncChat(connection);
        await foreach (ReadOnlyMemory<byte> line in chat.Messages("\n"u8).WithCancellation(token))
        {
            chat.Push(line.Span);
            chat.Push("\n"u8);
        }
    }
}
