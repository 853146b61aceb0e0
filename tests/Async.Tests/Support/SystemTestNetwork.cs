using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async.Tests;

/// <summary>The system's sockets, pollers, names and clock.</summary>
internal sealed class SystemTestNetwork : TestNetwork
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(60);

    public override INetwork Sockets { get; } = new LoopOptions().Network;

    protected override TimeProvider Time => TimeProvider.System;

    public override void RunOnce(Loop loop) => loop.RunOnce(LongestWait);

    public override ChannelSocket Connect(EndPoint address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address);
        return socket;
    }

    public override (ChannelSocket Near, ChannelSocket Far) ConnectPair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        near.Connect(listener.LocalEndPoint!);
        return (near, listener.Accept());
    }

    /// <summary>On a thread of the pool, with calls that block.</summary>
    public override Func<long> ReadToEnd(ChannelSocket peer)
    {
        Task<long> reading = Task.Run(() =>
        {
            using (peer)
            {
                peer.Blocking = true;
                byte[] buffer = new byte[65536];
                long total = 0;
                while (peer.Receive(buffer).Count is > 0 and var count)
                {
                    total += count;
                }

                return total;
            }
        });
        return () => reading.WaitAsync(LongestRead).GetAwaiter().GetResult();
    }

    public override void KeepPiecesWhole()
    {
        // As the system does it by itself.
    }
}

/// <content>In this project, the system.</content>
internal abstract partial class TestNetwork
{
    public static partial TestNetwork For(object test) => new SystemTestNetwork();
}
