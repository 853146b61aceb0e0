namespace AsyncoreNet.Async.Tests;

/// <summary>The rules of waits.</summary>
public class AsyncSocketTests : AsyncTest
{
    [Fact]
    public void ReceiveAsync_GetsWhatIsSent_AndTheEnd() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        byte[] buffer = new byte[100];
        ValueTask<int> receiving = near.Channel.ReceiveAsync(buffer);
        Assert.False(receiving.IsCompleted);
        await far.Channel.SendAsync("hello"u8.ToArray());
        Assert.Equal(5, await receiving);
        far.Close();
        Assert.Equal(0, await near.Channel.ReceiveAsync(buffer));
        Assert.Equal(0, await near.Channel.ReceiveAsync(buffer));
        Assert.False(near.IsClosed);
    });

    [Fact]
    public void ReceiveAsync_WhileAnotherWaits_Throws() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        ValueTask<int> first = near.Channel.ReceiveAsync(new byte[1]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await near.Channel.ReceiveAsync(new byte[1]));
        Assert.Contains("another receive has not been awaited", error.Message, StringComparison.Ordinal);
        near.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await first);
    });

    [Fact]
    public void ValueTask_AwaitedTwice_Throws() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        ValueTask<int> receiving = near.Channel.ReceiveAsync(new byte[1]);
        await far.Channel.SendAsync("x"u8.ToArray());
        ValueTask<int> again = receiving;
        Assert.Equal(1, await receiving);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await again);
    });

    [Fact]
    public void ReceiveAsync_Cancelled_LosesNothing() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        ValueTask<int> receiving = near.Channel.ReceiveAsync(new byte[10], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
        await far.Channel.SendAsync("kept"u8.ToArray());
        byte[] buffer = new byte[10];
        Assert.Equal(4, await near.Channel.ReceiveAsync(buffer));
    });

    [Fact]
    public void ReceiveAsync_WithATokenCancelledBefore_DoesNotReceive() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.Channel.SendAsync("kept"u8.ToArray());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await near.Channel.ReceiveAsync(new byte[10], new CancellationToken(canceled: true)));
        Assert.Equal(4, await near.Channel.ReceiveAsync(new byte[10]));
    });

    [Fact]
    public void ReceiveAsync_OnAClosedChannel_Throws() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        near.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await near.Channel.ReceiveAsync(new byte[1]));
    });

    [Fact]
    public void ReceiveAsync_OffTheLoop_Throws() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        Exception? seen = null;
        await Task.Run(async () =>
        {
            try
            {
                await near.Channel.ReceiveAsync(new byte[1]);
            }
            catch (Exception exception)
            {
                seen = exception;
            }
        });
        Assert.IsType<InvalidOperationException>(seen);
        Assert.Contains("Loop.Post", seen.Message, StringComparison.Ordinal);
        Assert.True(Loop.IsLoopThread);
    });

    [Fact]
    public void SendAsync_Cancelled_SaysHowMuchWasSent() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        ValueTask<int> sending = near.Channel.SendAsync(new byte[32 << 20], cancel.Token);
        Assert.False(sending.IsCompleted);
        await Task.Yield();
        await cancel.CancelAsync();
        var canceled = await Assert.ThrowsAsync<SendCanceledException>(async () => await sending);
        near.Close();
        long received = 0;
        byte[] buffer = new byte[1 << 20];
        while (await far.Channel.ReceiveAsync(buffer) is > 0 and var count)
        {
            received += count;
        }

        Assert.Equal(canceled.BytesSent, received);
        Assert.InRange(received, 1, (32 << 20) - 1);
    });

    [Fact]
    public void ConnectAsync_Refused_Throws_AndLeavesNothing() => Run(async () =>
    {
        using ChannelSocket unused = BindUnused();
        var error = await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => AsyncConnection.ConnectAsync(unused.LocalEndPoint!));
        Assert.Equal(System.Net.Sockets.SocketError.ConnectionRefused, error.SocketErrorCode);
        Assert.Empty(Map);
    });

    [Fact]
    public void ConnectAsync_UnknownHost_TheErrorNamesIt() => Run(async () =>
    {
        var error = await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(
            () => AsyncConnection.ConnectAsync("host.invalid", 80));
        Assert.Contains("host.invalid:80", error.Message, StringComparison.Ordinal);

        var socket = new AsyncSocket(null, Map);
        socket.CreateSocket();
        var name = new System.Net.DnsEndPoint("host.invalid", 80);
        error = await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await socket.ConnectAsync(name));
        Assert.Contains("host.invalid:80", error.Message, StringComparison.Ordinal);
        Assert.Empty(Map);
    });

    /// <summary>The loop does not watch a stream without a peer: nothing may wait for room there.</summary>
    [Fact]
    public void UnconnectedStream_SendsFail_AndDoNotWait() => Run(async () =>
    {
        var socket = new AsyncSocket(null, Map);
        socket.CreateSocket();
        await socket.WaitWritableAsync();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await socket.SendAsync(new byte[1]));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await socket.SendAsync(new byte[1]));
        socket.Close();

        using var connection = new AsyncConnection(
            Loop.Network.CreateSocket(
                System.Net.Sockets.AddressFamily.InterNetwork,
                System.Net.Sockets.SocketType.Stream,
                System.Net.Sockets.ProtocolType.Tcp));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await connection.WriteAsync(new byte[1]));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await connection.WriteAsync(new byte[200_000]));
    });

    [Fact]
    public void WorkThatFails_ClosesItsChannel_AndEndsTheWaits() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        ValueTask<int> read = near.ReadAsync(new byte[1]);
        await near.Channel.Start(_ => throw new InvalidOperationException("work"));
        Assert.True(near.IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await read);
        Assert.Equal("work", Assert.Single(Log.Problems).Exception!.Message);
        Assert.Equal(0, await far.ReadAsync(new byte[1]));
    });

    /// <summary>Not awaited, a connect reports its end as that of any dispatcher.</summary>
    [Fact]
    public void Connect_Refused_ClosesTheChannel() => Run(async () =>
    {
        using ChannelSocket unused = BindUnused();
        var socket = new AsyncSocket(null, Map);
        socket.CreateSocket(unused.AddressFamily);
        socket.Connect(unused.LocalEndPoint!);
        await socket.Closed;
        Assert.Contains("ECONNREFUSED", Assert.Single(Log.Problems).Exception!.Message, StringComparison.Ordinal);
        Assert.Empty(Map);
    });

    /// <summary>Bound, and not listening.</summary>
    private ChannelSocket BindUnused()
    {
        ChannelSocket socket = Network.Sockets.CreateSocket(
            System.Net.Sockets.AddressFamily.InterNetwork,
            System.Net.Sockets.SocketType.Stream,
            System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return socket;
    }
}
