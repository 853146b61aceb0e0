using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>What only TCP has: resets and urgent data.</summary>
public abstract class TcpTests(PollerKind poller, StreamFamily family) : StreamTests(poller, family)
{
    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Reset_ByPeer_HandleCloseIsCalledOnce(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        var probe = new Probe(near, Map);

        Reset(far);
        RunUntil(order, () => probe.IsClosed);
        Pass(3);

        Assert.Equal(1, probe.CountOf("close"));
        Assert.Empty(probe.Errors);
        Assert.Empty(Map);
    }

    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void Reset_ByPeerAfterSending_EverythingArrivesBeforeTheEnd(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        byte[] data = Bytes(1_003, seed: 8);
        var probe = new Probe(near, Map) { ReadSize = 10 };
        far.Send(data);
        RunUntil(order, () => near.Available == data.Length || probe.Received.Length > 0);

        Reset(far);
        RunUntil(order, () => probe.IsClosed);

        Assert.Equal(data, probe.Received.ToArray());
        Assert.Equal(1, probe.CountOf("close"));
        Assert.Empty(probe.Errors);
    }

    [SkippableFact]
    public void Reset_ByPeerWithOutputWaiting_HandleCloseIsCalledOnce_AndTheOutputIsGone()
    {
        (ChannelSocket near, Socket far) = Connect();
        var probe = new Probe(near, Map);
        probe.Send(new byte[32 << 20]);
        Assert.NotEqual(0, probe.PendingOutput);

        Reset(far);
        RunUntil(() => probe.IsClosed);

        Assert.Equal(1, probe.CountOf("close"));
        Assert.Equal(0, probe.PendingOutput);
        Assert.Empty(Map);
    }

    [SkippableFact]
    public void Abort_PeerSeesAReset()
    {
        (ChannelSocket near, Socket far) = Connect();
        var probe = new Probe(near, Map);

        probe.Abort();

        Assert.Equal(
            SocketError.ConnectionReset, Assert.Throws<SocketException>(() => far.Receive(new byte[1])).SocketErrorCode);
        Assert.Empty(probe.Calls);
        Assert.Empty(Map);
    }

    [SkippableFact]
    public void Close_PeerSeesAnOrderlyEnd()
    {
        (ChannelSocket near, Socket far) = Connect();
        var probe = new Probe(near, Map);
        probe.Send("last words"u8);

        probe.Close();

        byte[] buffer = new byte[64];
        Assert.Equal(10, far.Receive(buffer));
        Assert.Equal(0, far.Receive(buffer));
    }

    [SkippableTheory]
    [InlineData(DispatchOrder.ByChannel)]
    [InlineData(DispatchOrder.ByEvent)]
    public void UrgentData_ReachesHandleExceptional(DispatchOrder order)
    {
        (ChannelSocket near, Socket far) = Connect();
        byte[] urgent = new byte[1];
        var probe = new Probe(near, Map);
        probe.OnExceptional = () => near.Receive(urgent, SocketFlags.OutOfBand);

        far.Send([(byte)'!'], SocketFlags.OutOfBand);
        RunUntil(order, () => probe.Calls.Contains("expt"));

        Assert.Equal((byte)'!', urgent[0]);
        Assert.False(probe.IsClosed);
    }

    [SkippableFact]
    public void Options_OfALinuxSocket_ReachTheKernel()
    {
        (ChannelSocket near, _) = Connect();

        near.NoDelay = true;
        near.ReuseAddress = true;
        near.SetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1);

        Assert.True(near.NoDelay);
        Assert.True(near.ReuseAddress);
        Assert.Equal(1, near.GetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(SocketError.Success, near.GetError());
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }
}
