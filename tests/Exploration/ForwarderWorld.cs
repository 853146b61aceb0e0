using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Async;
using AsyncoreNet.Compat;
using AsyncoreNet.Testing;

using PortForwarder;

namespace AsyncoreNet.Exploration;

/// <summary>
/// The port forwarders, with an echo server behind them that looks at what it gets: each of its connections has the beginning of
/// what one client said and of that alone, and it ends in order only where the client has ended it so.
/// </summary>
internal sealed class ForwarderWorld(string style) : ExploredWorld(style)
{
    private readonly List<Talk> _talks = []; // of all clients
    private SimulatedHost _upstreamHost = null!;
    private AsyncServer _upstream = null!;

    /// <summary>
    /// The forwarder connects, too, and has no other way to tell a client that it cannot than to break its connection.
    /// </summary>
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
        return Style == "compat" ? new Forwarder(address, remote) : AwaitForwarder.Listen(address, remote);
    }

    protected override void RunLoop(Loop loop)
    {
        if (Style == "compat")
        {
            asyncore.loop(use_poll: true, map: loop.Map);
        }
        else
        {
            loop.Run();
        }
    }

    protected override async Task TalkAsync(ExploredClient client)
    {
        // The first byte says which conversation it is, for the server behind; no other begins like it.
        byte[] input = [(byte)_talks.Count, .. client.CreateMessage(_talks.Count, DrawSize(client.Random, 1, 4_000))];
        var talk = new Talk(input, client.Conduct);
        _talks.Add(talk);
        await client.ConverseAsync(input, static input => input.ToArray());
        talk.Sent = client.Sent;
    }

    protected override Task EndAsync() => Simulation.Start(_upstreamHost, () => _upstream.StopAsync(TimeSpan.FromSeconds(5)));

    private async Task EchoAsync(AsyncConnection connection, CancellationToken stopping)
    {
        Talk? talk = null;
        int received = 0;
        while (await connection.ReadAsync(stopping) is { Length: > 0 } data)
        {
            talk ??= _talks[data.Span[0]];
            Require(
                received + data.Length <= talk.Input.Length && data.Span.SequenceEqual(talk.Input.AsSpan(received, data.Length)),
                $"the server behind gets what a client says, from byte {received} of {talk.Input.Length} on");
            received += data.Length;
            await connection.WriteAsync(data, stopping);
        }

        if (talk is not null && !IsStopping)
        {
            Require(
                talk.Conduct is not (Conduct.Aborts or Conduct.Vanishes),
                "who breaks off does not seem to have ended in order");
            Require(
                talk.Conduct == Conduct.Closes || talk.Sent is null || received == talk.Sent,
                $"what ends in order for the server behind is whole: {received} of {talk.Sent} bytes");
        }
    }

    /// <summary>One conversation, as the client has it.</summary>
    private sealed class Talk(byte[] input, Conduct conduct)
    {
        public byte[] Input => input;

        public Conduct Conduct => conduct;

        /// <summary>How much of the input was sent; null while that goes on.</summary>
        public int? Sent { get; set; }
    }
}
