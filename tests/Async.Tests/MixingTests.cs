using System.Net;
using System.Text;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Async.Tests;

/// <summary>Legacy channels and awaited ones on one loop, in one map.</summary>
public class MixingTests : AsyncTest
{
    [Fact]
    public void LegacyServer_AnswersAwaitedClients() => Run(async () =>
    {
        var server = new UpperServer(Map);
        Task<string?[]> asking = Task.WhenAll(Enumerable.Range(0, 20).Select(i => AskAsync($"client {i}", server.BoundTo)));
        string?[] answers = await asking;
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"CLIENT {i}"), answers);
        server.close();
    });

    [Fact]
    public void AwaitedServer_AnswersALegacyClient()
    {
        LegacyClient? client = null;
        Run(async () =>
        {
            AsyncServer server = AsyncServer.Start(
                new IPEndPoint(IPAddress.Loopback, 0),
                async (connection, stopping) => await connection.WriteAsync(
                    Encoding.ASCII.GetBytes((await connection.ReadLineAsync(cancellationToken: stopping))!.ToUpperInvariant() + "\n"), stopping),
                new AsyncServerOptions { Map = Map });
            var answered = new TaskCompletionSource<string>();
            client = new LegacyClient(server.LocalEndPoint, Map, answered);
            Assert.Equal("HELLO", await answered.Task);
            Assert.Empty(await server.StopAsync(TimeSpan.FromSeconds(5)));
        });
        Assert.True(client!.IsClosed);
        Assert.Empty(Map);
    }

    /// <summary><c>asyncore.loop()</c> drives awaited connections: it ends when the last one has left the map.</summary>
    [Fact]
    public void AsyncoreLoop_DrivesAwaitedConnections()
    {
        var server = new UpperServer(Map);
        string? answer = null;
        Loop.Post(() => _ = AskAndCloseAsync());
        asyncore.loop(timeout: 1, map: Map, count: 1000);
        Assert.Equal("LOOP", answer);
        Assert.Empty(Map);

        async Task AskAndCloseAsync()
        {
            answer = await AskAsync("loop", server.BoundTo);
            server.close();
        }
    }

    /// <summary><c>AsyncLoop.Run</c> serves the legacy channels of its map while it waits for its task.</summary>
    [Fact]
    public void AsyncLoopRun_DrivesLegacyChannels()
    {
        var server = new UpperServer(Map);
        string? answer = AsyncLoop.Run(
            _ => AskAsync("run", server.BoundTo), new AsyncLoopOptions { Loop = Loop, HandleSignals = false });
        Assert.Equal("RUN", answer);
        Assert.False(server.IsClosed);
    }

    [Fact]
    public void AsyncLoopRun_ThrowsWhatItsTaskThrew() =>
        Assert.Throws<InvalidDataException>(() => AsyncLoop.Run(
            async _ =>
            {
                await Task.Yield();
                throw new InvalidDataException();
            },
            new AsyncLoopOptions { Loop = Loop, HandleSignals = false }));

    private static async Task<string?> AskAsync(string text, EndPoint address)
    {
        await using AsyncConnection connection = await AsyncConnection.ConnectAsync(address);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(text + "\n"));
        return await connection.ReadLineAsync();
    }

    private sealed class UpperServer : asyncore.dispatcher
    {
        public UpperServer(ChannelMap map)
            : base(null, map)
        {
            create_socket();
            bind(("127.0.0.1", 0));
            listen(50);
        }

        public EndPoint BoundTo => socket!.LocalEndPoint!;

        public override void handle_accepted(ChannelSocket sock, EndPoint addr) => _ = new UpperChat(sock, _map);
    }

    private sealed class UpperChat : asynchat.async_chat
    {
        public UpperChat(ChannelSocket sock, ChannelMap map)
            : base(sock, map) => set_terminator("\n"u8);

        public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

        public override void found_terminator() =>
            push(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(_get_data()).ToUpperInvariant() + "\n"));
    }

    private sealed class LegacyClient : asynchat.async_chat
    {
        private readonly TaskCompletionSource<string> _answered;

        public LegacyClient(EndPoint server, ChannelMap map, TaskCompletionSource<string> answered)
            : base(null, map)
        {
            _answered = answered;
            set_terminator("\n"u8);
            create_socket();
            connect(server);
        }

        public override void handle_connect() => push("hello\n"u8);

        public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

        public override void found_terminator()
        {
            _answered.SetResult(Encoding.ASCII.GetString(_get_data()));
            close();
        }
    }
}
