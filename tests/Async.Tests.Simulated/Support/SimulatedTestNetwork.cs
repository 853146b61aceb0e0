using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Async.Tests;

/// <summary>A world for one test: a clock that stands still while anything can go on, and one host.</summary>
internal sealed class SimulatedTestNetwork : TestNetwork
{
    /// <summary>How long another thread may take, by the real clock, before it is certain that none will wake the loop.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SimulatedNetwork _network;
    private readonly SimulatedHost _host;

    public SimulatedTestNetwork(FaultOptions faults)
    {
        _network = new SimulatedNetwork(new VirtualTimeProvider(), seed: 1) { Faults = faults };
        _host = _network.AddHost("test");
    }

    public override INetwork Sockets => _host;

    protected override TimeProvider Time => _network.Time;

    /// <summary>
    /// Waits without a limit: some tests have other threads, which take no virtual time. Where nobody is left who could wake the loop,
    /// the test fails.
    /// </summary>
    public override void RunOnce(Loop loop)
    {
        bool isStuck = false;
        using (new Timer(_ => End(), null, Patience, Timeout.InfiniteTimeSpan))
        {
            loop.RunOnce();
        }

        Assert.False(isStuck, "Nothing is ready, nothing is due, and no other thread has woken the loop.");

        void End()
        {
            isStuck = true;
            loop.Post(static () => { });
        }
    }

    public override ChannelSocket Connect(EndPoint address)
    {
        ChannelSocket socket = _host.CreateSocket(address.AddressFamily, SocketType.Stream);
        socket.Connect(address);
        Assert.Equal(address, socket.RemoteEndPoint); // within one host, a connect is done at once
        return socket;
    }

    public override (ChannelSocket Near, ChannelSocket Far) ConnectPair()
    {
        using ChannelSocket listener = _host.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        ChannelSocket near = Connect(listener.LocalEndPoint!);
        Assert.Equal(SocketError.Success, listener.Accept(out ChannelSocket? far, out _));
        return (near, far!);
    }

    /// <summary>On a loop that nobody runs: it makes its passes in the waits of the test's.</summary>
    public override Func<long> ReadToEnd(ChannelSocket peer)
    {
        Loop loop = _host.CreateLoop();
        Task<long>? reading = null;
        loop.Post(() => reading = ReadAsync());
        return () =>
        {
            _network.Time.Advance(TimeSpan.Zero);
            loop.Dispose();
            Assert.True(reading is { IsCompleted: true }, "The stream has not ended.");
            return reading.GetAwaiter().GetResult();
        };

        async Task<long> ReadAsync()
        {
            await using var connection = new AsyncConnection(peer, loop.Map);
            long total = 0;
            while (await connection.ReadAsync() is { Length: > 0 } data)
            {
                total += data.Length;
            }

            return total;
        }
    }

    public override void KeepPiecesWhole() => _network.Faults = FaultOptions.None;
}

/// <content>In this project, a network in memory.</content>
internal abstract partial class TestNetwork
{
    public static partial TestNetwork For(object test) => new SimulatedTestNetwork(
        test.GetType().IsDefined(typeof(InPiecesAttribute), inherit: false)
            ? new FaultOptions { ShortReceive = 0.5, ShortSend = 0.5, SplitSegment = 0.5 }
            : FaultOptions.None);
}
