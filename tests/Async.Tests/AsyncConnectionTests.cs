using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>Reading and writing of connections.</summary>
public class AsyncConnectionTests : AsyncTest
{
    [Fact]
    public void Reads_ByLineSeparatorAndLength() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync("first\r\nsecond\nkey=value;12345rest"u8.ToArray());
        await far.CompleteOutputAsync();
        Assert.Equal("first", await near.ReadLineAsync());
        Assert.Equal("second", await near.ReadLineAsync());
        Assert.Equal("key=value;", Encoding.ASCII.GetString((await near.ReadUntilAsync(";"u8.ToArray())).Span));
        Assert.Equal("12345", Encoding.ASCII.GetString((await near.ReadExactlyAsync(5)).Span));
        Assert.Equal("rest", await near.ReadLineAsync());
        Assert.Null(await near.ReadLineAsync());
        Assert.Equal(0, (await near.ReadAsync()).Length);
    });

    [Fact]
    public void ReadUntil_BeyondItsLimit_Throws_AndTheBytesCanBeRead() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync(new byte[100]);
        var error = await Assert.ThrowsAsync<MessageTooLongException>(async () => await near.ReadUntilAsync("\n"u8.ToArray(), maxBytes: 50));
        Assert.Equal(50, error.MaxBytes);
        Assert.Equal(100, (await near.ReadExactlyAsync(100)).Length);
    });

    [Fact]
    public void ReadExactly_OfAStreamThatEnds_Throws_AndTheBytesCanBeRead() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync("abc"u8.ToArray());
        far.Close();
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await near.ReadExactlyAsync(4));
        Assert.Equal("abc", await near.ReadLineAsync());
    });

    [Fact]
    public void WriteAsync_ToAPeerThatDoesNotRead_WaitsAboveTheMark_AndLosesNothing() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        byte[] data = new byte[20 << 20];
        new Random(1).NextBytes(data);
        ValueTask writing = near.WriteAsync(data);
        Assert.False(writing.IsCompleted);
        Assert.True(near.PendingOutput <= near.HighWaterMark);
        var received = new MemoryStream();
        Task reading = Task.Run(() => { }).ContinueWith(async _ =>
        {
            while (await far.ReadAsync() is { Length: > 0 } part)
            {
                received.Write(part.Span);
            }
        }, TaskScheduler.FromCurrentSynchronizationContext()).Unwrap();
        await writing;
        await near.DisposeAsync();
        await reading;
        Assert.True(received.ToArray().AsSpan().SequenceEqual(data));
        Assert.Single(Map);
    });

    [Fact]
    public void CompleteOutput_LeavesTheInputOpen() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await near.WriteAsync("question"u8.ToArray());
        await near.CompleteOutputAsync();
        Assert.Equal("question", await far.ReadLineAsync());
        Assert.Null(await far.ReadLineAsync());
        await far.WriteAsync("answer"u8.ToArray());
        far.Close();
        Assert.Equal("answer", await near.ReadLineAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await near.WriteAsync("more"u8.ToArray()));
    });

    /// <summary>Such a connection never gets an event: what waits for one would wait for ever.</summary>
    [Fact]
    public void PeerThatResetsBeforeItIsAccepted_GivesWhatItSent_ThenTheError() => Run(async () =>
    {
        await using AsyncConnection connection = await AcceptResetAsync();
        Assert.Equal("hello", Encoding.ASCII.GetString((await connection.ReadAsync()).Span));
        await Assert.ThrowsAsync<SocketException>(async () => await connection.ReadAsync());
    });

    [Fact]
    public void PeerThatResetsBeforeItIsAccepted_ChatAndOutputEnd() => Run(async () =>
    {
        AsyncConnection read = await AcceptResetAsync();
        var chat = new AsyncChat(read);
        chat.SetTerminator("\n"u8);
        await Assert.ThrowsAsync<SocketException>(async () => await chat.ReadAsync());
        read.Close();

        AsyncConnection pushed = await AcceptResetAsync();
        new AsyncChat(pushed).Push("welcome"u8);
        await pushed.DisposeAsync();

        AsyncConnection closed = await AcceptResetAsync();
        new AsyncChat(closed).Push("welcome"u8);
        closed.Close();
        Assert.Empty(Map);
    });

    /// <summary>The loop reports a hang-up once; who reads after that has to find the end.</summary>
    [Fact]
    public void HangUp_WhileNobodyReads_TheEndIsReadLater() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await near.CompleteOutputAsync();
        ValueTask<int> reading = near.ReadAsync(new byte[10]);
        await far.WriteAsync("x"u8.ToArray());
        await far.CompleteOutputAsync();
        Assert.Equal(1, await reading); // goes on in the read event; the hang-up comes behind it
        await Task.Yield();
        Assert.Equal(0, (await near.ReadAsync()).Length);
    });

    /// <summary>It only makes a note, where there is output to be sent first: of that too the thread is to be right.</summary>
    [Fact]
    public void Close_OffTheLoop_Throws_WithOutputToo() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, _) = await ConnectAsync();
        near.HighWaterMark = 10_000_000;
        await near.WriteAsync(new byte[8_000_000]);
        Assert.NotEqual(0, near.PendingOutput);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(near.Close));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(async () => await near.DisposeAsync()));
        Assert.False(near.IsClosed);
    });

    private async Task<AsyncConnection> AcceptResetAsync()
    {
        Network.KeepPiecesWhole();
        var listener = new AsyncSocket(null, Map);
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        ChannelSocket peer = Network.Connect(listener.Socket!.LocalEndPoint!);
        Assert.Equal(5, peer.Send("hello"u8).Count);
        peer.Abort();
        (ChannelSocket socket, _) = await listener.AcceptAsync();
        listener.Close();
        return new AsyncConnection(socket);
    }
}
