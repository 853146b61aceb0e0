using System.Net.Sockets;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Examples.Tests;

/// <summary>
/// What the echo servers rely on: a channel that answers the end of the input with <see cref="Dispatcher.CloseWhenSent"/> is
/// closed when its peer breaks off before all is sent.
/// </summary>
public sealed class HalfClosedTests
{
    [Fact]
    public void CloseWhenSent_PeerBreaksOff_ClosesBufferedDispatcher()
    {
        var socket = new PeerThatBreaksOff();
        using var loop = new Loop(new ChannelMap());
        var channel = new CallbackChannel(socket, loop.Map);
        AssertCloses(channel, socket);
    }

    [Fact]
    public void CloseWhenSent_PeerBreaksOff_ClosesDispatcherWithSend()
    {
        var socket = new PeerThatBreaksOff();
        using var loop = new Loop(new ChannelMap());
        var channel = new CompatChannel(socket, loop.Map);
        AssertCloses(channel, socket);
    }

    private static void AssertCloses(Dispatcher channel, PeerThatBreaksOff socket)
    {
        channel.Send(new byte[10]);
        ChannelEvents.Read(channel);
        Assert.False(channel.IsClosed);
        Assert.Equal(10, channel.PendingOutput);

        socket.IsBroken = true;
        ChannelEvents.Write(channel);

        Assert.True(channel.IsClosed, "The channel is writable for ever, and cannot get rid of its output.");
    }

    private sealed class CallbackChannel(ChannelSocket socket, ChannelMap map) : BufferedDispatcher(socket, map)
    {
        protected override void HandleRead() => Receive(new byte[10]);

        protected override void HandleClose() => CloseWhenSent();
    }

    private sealed class CompatChannel(ChannelSocket socket, ChannelMap map) : asyncore.dispatcher_with_send(socket, map)
    {
        public override void handle_read() => recv(10);

        public override void handle_close() => CloseWhenSent();
    }

    /// <summary>A peer that has ended its input and reads nothing, and later is gone.</summary>
    private sealed class PeerThatBreaksOff : ChannelSocket
    {
        private bool _isClosed;

        public bool IsBroken { get; set; }

        public override int Descriptor => _isClosed ? -1 : 1_000_000; // never polled

        public override bool IsClosed => _isClosed;

        public override SocketType SocketType => SocketType.Stream;

        public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None) => new(0);

        public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None) =>
            new(IsBroken ? SocketError.ConnectionReset : SocketError.WouldBlock);

        public override SocketError GetRemoteEndPoint(out System.Net.EndPoint? address)
        {
            address = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1);
            return SocketError.Success;
        }

        protected override SocketError CloseDescriptor()
        {
            _isClosed = true;
            return SocketError.Success;
        }
    }
}
