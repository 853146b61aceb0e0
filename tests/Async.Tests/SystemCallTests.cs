using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Tests;

namespace AsyncoreNet.Async.Tests;

/// <summary>
/// What an answered message costs in calls of the system: one receive and one send. A socket that was found empty is not tried again before
/// the poller reports it.
/// </summary>
public sealed class SystemCallTests : AsyncTest
{
    private const int Messages = 1000;

    public static TheoryData<string> Styles => ["socket", "read into a buffer", "read", "line", "until", "exactly", "chat", "stream", "pipe"];

    [Theory]
    [MemberData(nameof(Styles))]
    public void EchoedMessage_IsOneReceiveAndOneSend(string style) => Run(async () =>
    {
        byte[] message = [.. Enumerable.Repeat((byte)'x', 63), (byte)'\n'];
        await CountAsync(style, message);
        Assert.Empty(Map);
    });

    /// <summary>Messages that come together leave together.</summary>
    [Fact]
    public void PipelinedMessages_AreOneReceiveAndOneSend() => Run(async () =>
    {
        byte[] sixteen = [.. Enumerable.Repeat("message\n"u8.ToArray(), 16).SelectMany(m => m)];
        await CountAsync("chat", sixteen);
        Assert.Empty(Map);
    });

    /// <summary>Each piece that a client sends, and has back before it sends the next, is one receive and one send.</summary>
    private async Task CountAsync(string style, byte[] piece)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        (ChannelSocket accepted, AsyncSocket listener) = await AcceptAsync(client);
        var counting = new FaultySocket(accepted);
        Task serving = style == "socket" ? EchoAsync(new AsyncSocket(counting)) : EchoAsync(new AsyncConnection(counting), style);
        await ExchangeAsync(client, piece, 10);

        (int receives, int sends) = (counting.Receives, counting.Sends);
        await ExchangeAsync(client, piece, Messages);
        Assert.Equal(Messages, counting.Receives - receives);
        Assert.Equal(Messages, counting.Sends - sends);

        client.Dispose();
        await serving;
        listener.Close();
    }

    private async Task<(ChannelSocket Accepted, AsyncSocket Listener)> AcceptAsync(Socket client)
    {
        var listener = new AsyncSocket(null, Map);
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        client.Connect(listener.Socket!.LocalEndPoint!);
        client.Blocking = false;
        return ((await listener.AcceptAsync()).Socket, listener);
    }

    /// <summary>One message at a time: the next is sent when the whole echo of the last is there.</summary>
    private static async Task ExchangeAsync(Socket client, byte[] message, int times)
    {
        byte[] answer = new byte[message.Length];
        for (int i = 0; i < times; i++)
        {
            Assert.Equal(message.Length, client.Send(message));
            for (int received = 0; received < message.Length;)
            {
                received += client.Receive(answer, SocketFlags.None, out SocketError error);
                Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"{error}");
                await Task.Yield();
            }
        }
    }

    private static async Task EchoAsync(AsyncSocket socket)
    {
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) is > 0 and var count)
        {
            await socket.SendAsync(buffer.AsMemory(0, count));
        }

        socket.Close();
    }

    private static async Task EchoAsync(AsyncConnection connection, string style)
    {
        byte[] buffer = new byte[128]; // a receive that fills its buffer says nothing of what is left
        switch (style)
        {
            case "read into a buffer":
                while (await connection.ReadAsync(buffer) is > 0 and var count)
                {
                    await connection.WriteAsync(buffer.AsMemory(0, count));
                }

                break;
            case "read":
                while (await connection.ReadAsync() is { Length: > 0 } data)
                {
                    await connection.WriteAsync(data);
                }

                break;
            case "line":
                while (await connection.ReadLineAsync() is { } line)
                {
                    await connection.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
                }

                break;
            case "until":
            case "exactly":
                try
                {
                    while (true)
                    {
                        await connection.WriteAsync(style == "until"
                            ? await connection.ReadUntilAsync("\n"u8.ToArray())
                            : await connection.ReadExactlyAsync(64));
                    }
                }
                catch (EndOfStreamException)
                {
                    break;
                }

            case "chat":
                var chat = new AsyncChat(connection);
                await foreach (ReadOnlyMemory<byte> line in chat.Messages("\n"u8))
                {
                    chat.Push(line.Span);
                    chat.Push("\n"u8);
                }

                break;
            case "stream":
                Stream stream = connection.AsStream();
                while (await stream.ReadAsync(buffer) is > 0 and var count)
                {
                    await stream.WriteAsync(buffer.AsMemory(0, count));
                }

                break;
            case "pipe":
                while (await connection.Input.ReadAsync() is { Buffer.IsEmpty: false } read)
                {
                    await connection.Output.WriteAsync(read.Buffer.First);
                    connection.Input.AdvanceTo(read.Buffer.End);
                }

                break;
        }

        await connection.DisposeAsync();
    }
}
