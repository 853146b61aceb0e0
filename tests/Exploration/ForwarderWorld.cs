using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Async;
using AsyncoreNet.Compat;
using AsyncoreNet.Testing;

using PortForwarder;

namespace AsyncoreNet.Exploration;

/// <summary>
/// The port forwarders, with an echo server behind them that looks at what it gets: each of its connections has the beginning of what
/// one client said, and of that alone.
/// </summary>
internal sealed class ForwarderWorld(string style) : ExploredWorld
{
    private readonly List<byte[]> _said = []; // by clients, on each of their connections
    private SimulatedHost _upstreamHost = null!;
    private AsyncServer _upstream = null!;

    /// <summary>The forwarder connects, too, and has no other way to tell a client that it cannot than to break its connection.</summary>
    public override bool MayBreak => base.MayBreak || MayFailToConnect;

    protected override int MostClients => 3;

    protected override async Task PrepareAsync()
    {
        _upstreamHost = Simulation.Network.AddHost("upstream");
        await Simulation.Start(_upstreamHost, () =>
        {
            _upstream = AsyncServer.Start(new IPEndPoint(IPAddress.Any, 70), EchoAsync);
            return Task.CompletedTask;
        });
        if (Random.Chance(0.2))
        {
            TimeSpan time = DrawTime(Random, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(Random.Chance(0.1) ? 30 : 2));
            TimeSpan moment = DrawTime(Random, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
            After(moment, () => Partition(_upstreamHost, time));
        }
    }

    protected override Dispatcher Listen(EndPoint address)
    {
        var remote = new IPEndPoint(_upstreamHost.Addresses[0], 70);
        return style == "compat" ? new Forwarder(address, remote) : AwaitForwarder.Listen(address, remote);
    }

    protected override void RunLoop(Loop loop)
    {
        if (style == "compat")
        {
            asyncore.loop(use_poll: true, map: loop.Map);
        }
        else
        {
            loop.Run();
        }
    }

    protected override Task TalkAsync(ExploredClient client)
    {
        // The first byte says which conversation it is, for the server behind; no other begins like it.
        byte[] input = [(byte)_said.Count, .. client.CreateMessage(_said.Count, DrawSize(client.Random, 1, 4_000))];
        _said.Add(input);
        return client.ConverseAsync(input, static input => input.ToArray());
    }

    protected override Task EndAsync() => Simulation.Start(_upstreamHost, () => _upstream.StopAsync(TimeSpan.FromSeconds(5)));

    private async Task EchoAsync(AsyncConnection connection, CancellationToken stopping)
    {
        byte[] said = [];
        int received = 0;
        while (await connection.ReadAsync(stopping) is { Length: > 0 } data)
        {
            said = received == 0 ? _said[data.Span[0]] : said;
            Require(
                received + data.Length <= said.Length && data.Span.SequenceEqual(said.AsSpan(received, data.Length)),
                $"the server behind gets what a client says, from byte {received} of {said.Length} on");
            received += data.Length;
            await connection.WriteAsync(data, stopping);
        }
    }
}
