using System.Net.Sockets;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Tests;

/// <summary>A peer that is switched off, or whose network is: every server meets that, and it is no error of the program.</summary>
public sealed class LostPeerTests : LoopTest
{
    [Theory]
    [InlineData(SocketError.TimedOut)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.NetworkUnreachable)]
    public void Receive_PeerIsLost_EndsTheConnectionWithoutAnError(SocketError error)
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        using (far)
        {
            var channel = new Reader(new FaultySocket(near) { ReceiveError = error }, Map);
            far.Send("x"u8);
            RunUntil(() => channel.IsClosed);
        }

        Assert.Empty(Log.Problems);
    }

    [Fact]
    public void Receive_AnotherError_IsLogged()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        using (far)
        {
            var channel = new Reader(new FaultySocket(near) { ReceiveError = SocketError.AccessDenied }, Map);
            far.Send("x"u8);
            RunUntil(() => channel.IsClosed);
        }

        Assert.Equal(LogLevel.Error, Assert.Single(Log.Problems).Level);
    }

    private sealed class Reader(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        protected override void HandleRead() => Receive(new byte[16]);
    }
}
