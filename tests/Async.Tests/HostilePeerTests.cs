using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>Peers and programs that do what they should not.</summary>
public class HostilePeerTests : AsyncTest
{
    [Fact]
    public void ClosedConnection_RefusesEverything() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        near.Close();
        near.Close();
        near.Abort();
        Func<Task>[] uses =
        [
            () => near.ReadAsync().AsTask(),
            () => near.ReadAsync(new byte[1]).AsTask(),
            () => near.ReadLineAsync().AsTask(),
            () => near.ReadExactlyAsync(1).AsTask(),
            () => near.ReadUntilAsync("\n"u8.ToArray()).AsTask(),
            () => near.WriteAsync(new byte[1]).AsTask(),
            () => near.FlushAsync().AsTask(),
            () => near.CompleteOutputAsync().AsTask(),
            () => chat.ReadAsync().AsTask(),
            () => chat.PushAsync(new byte[1]).AsTask(),
            () => near.Channel.SendAsync(new byte[1]).AsTask(),
            () => near.Channel.WaitReadableAsync().AsTask(),
            () => near.Channel.WaitWritableAsync().AsTask(),
        ];
        foreach (Func<Task> use in uses)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(use);
        }

        Assert.Throws<ObjectDisposedException>(() => chat.Push("x"u8));
        await near.DisposeAsync();
    });

    [Fact]
    public void TwoReadsAtOnce_TheSecondThrows_AndTheFirstGetsItsBytes() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task<string> first = UntilAsync(near, ";");
        await far.WriteAsync("line\n"u8.ToArray());
        await Task.Yield();
        await Task.Yield();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await near.ReadLineAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await near.ReadAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await near.ReadAsync(new byte[9]));
        await far.WriteAsync("end;"u8.ToArray());
        Assert.Equal("line\nend;", await first);

        ValueTask<ReadOnlyMemory<byte>> unfetched = near.ReadAsync();
        await far.WriteAsync("lent"u8.ToArray());
        while (!unfetched.IsCompleted)
        {
            await Task.Yield();
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await near.ReadExactlyAsync(1));
        Assert.Equal("lent", Encoding.ASCII.GetString((await unfetched).Span));
    });

    /// <summary>What ends the process in a careless source fails the task here.</summary>
    [Fact]
    public void ValueTask_AwaitedTwiceAtOnce_TheSecondFails() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        ValueTask<int> receiving = near.Channel.ReceiveAsync(new byte[1]);
        Task<int> first = AwaitAsync(receiving);
        Task<int> second = AwaitAsync(receiving);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        await far.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, await first);
    });

    /// <summary>The close posts a continuation, and the program fetches the outcome before: nothing is left to continue.</summary>
    [Fact]
    public void OutcomeFetchedBeforeItsContinuation_DoesNoHarm() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        ValueTask<int> receiving = near.Channel.ReceiveAsync(new byte[1]);
        near.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await receiving);
        await Task.Yield();
        await Task.Yield();
    });

    [Fact]
    public void Chat_UnterminatedMessageBeyondItsLimit_ThrowsAgainAndAgain_AndTheBytesCanBeRead() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near) { MaxBytes = 50 };
        chat.SetTerminator("\r\n"u8);
        await far.WriteAsync(new byte[100]);
        await Assert.ThrowsAsync<MessageTooLongException>(async () => await chat.ReadAsync());
        await Assert.ThrowsAsync<MessageTooLongException>(async () => await chat.ReadAsync());
        Assert.Equal(100, (await near.ReadExactlyAsync(100)).Length);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PeerThatResets_InTheMiddleOfAMessage_FailsTheRead_AndTheNextDoesNotHang(bool later) => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync("half a mess"u8.ToArray());
        Task<string?> reading = near.ReadLineAsync().AsTask();
        await Task.Yield();
        await Task.Yield();
        far.Abort();
        await Assert.ThrowsAsync<SocketException>(() => reading);
        for (int i = 0; later && i < 5; i++)
        {
            await Task.Yield(); // the poller has nothing more to say of it
        }

        Assert.Equal("half a mess", await near.ReadLineAsync());
        Assert.Null(await near.ReadLineAsync());
        await Assert.ThrowsAnyAsync<IOException>(async () => await near.ReadExactlyAsync(1));
    });

    /// <summary>The system tells of a reset once: the send that hears of it must not make the input look whole.</summary>
    [Fact]
    public void PeerThatResets_FoundBySending_FailsTheReadToo() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        far.Abort();
        await Assert.ThrowsAsync<SocketException>(async () => await near.WriteAsync("x"u8.ToArray()));
        await Assert.ThrowsAsync<SocketException>(async () => await near.ReadAsync());
        Assert.True((await near.ReadAsync()).IsEmpty);
    });

    [Fact]
    public void PeerThatClosesBeforeTheFirstByte_IsAnEnd() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        far.Close();
        Assert.Null(await near.ReadLineAsync());
        Assert.Equal(0, await near.ReadAsync(new byte[1]));
        Assert.True((await near.ReadAsync()).IsEmpty);
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await near.ReadUntilAsync("\n"u8.ToArray()));
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        Assert.False(await chat.ReadAsync());
    });

    /// <summary>The peer goes on sending to who has ended its output and reads no more: the bytes are there for who asks.</summary>
    [Fact]
    public void PeerThatSendsPastTheMessages_LosesNothing() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await near.CompleteOutputAsync();
        await near.CompleteOutputAsync();
        Assert.Null(await far.ReadLineAsync());
        await far.WriteAsync("answer\nand more"u8.ToArray());
        Assert.Equal("answer", await near.ReadLineAsync());
        await far.DisposeAsync();
        Assert.Equal("and more", await near.ReadLineAsync());
        Assert.Null(await near.ReadLineAsync());
    });

    [Fact]
    public void PeerThatNeverReads_IsAborted_AndAllWaitsEnd() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task writing = near.WriteAsync(new byte[32 << 20]).AsTask();
        Task reading = near.ReadLineAsync().AsTask();
        await Task.Yield();
        Assert.False(writing.IsCompleted);
        near.Close(); // waits for the output: nobody reads it
        await Task.Yield();
        Assert.False(writing.IsCompleted);
        near.Abort();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading);
        Assert.Equal(0, near.PendingOutput);
        far.Close();
        Assert.Empty(Map);
    });

    /// <summary>64 KiB of small questions with large answers: what waits to be sent stays near the mark.</summary>
    [Fact]
    public void PeerThatAsksAndNeverReads_GetsNoMoreAnswersThanTheMark() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        byte[] answer = new byte[1 << 20];
        await far.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("?\n", 1000))));
        Task serving = ServeAsync();
        for (int i = 0; i < 100; i++)
        {
            await Task.Yield();
        }

        Assert.InRange(near.PendingOutput, 1, near.HighWaterMark + answer.Length);
        far.Abort();
        await serving;

        async Task ServeAsync()
        {
            var chat = new AsyncChat(near);
            try
            {
                await foreach (ReadOnlyMemory<byte> _ in chat.Messages("\n"u8))
                {
                    chat.Push(answer);
                }
            }
            catch (SocketException)
            {
            }
        }
    });

    /// <summary>A chat that waits for its peer to read still takes what others push; its own wait is no write.</summary>
    [Fact]
    public void Chat_WaitingForItsPeer_TakesPushesFromOthers() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        chat.Push(new byte[20 << 20]);
        Task<bool> reading = chat.ReadAsync().AsTask();
        Assert.False(reading.IsCompleted);
        chat.Push("pushed"u8);
        await far.WriteAsync("question\n"u8.ToArray());
        long left = (20 << 20) + 6;
        while (left > 0)
        {
            left -= (await far.ReadAsync()).Length;
        }

        Assert.True(await reading);
    });

    /// <summary>A writer waits while a chat on the same connection sends what waits: the writer still hears of the room.</summary>
    [Fact]
    public void Chat_ReadWhileAWriteWaits_DoesNotStopTheWrite() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        Task writing = chat.PushAsync(new byte[8 << 20]).AsTask();
        long left = 8 << 20;
        while (left > 0)
        {
            await far.WriteAsync("x\n"u8.ToArray());
            left -= (await far.ReadAsync()).Length;
            Assert.True(await chat.ReadAsync());
        }

        await writing;
    });

    /// <summary>The writer closes the connection in its continuation, in the very pass in which the reader finds the end.</summary>
    [Fact]
    public void EndOfInput_DoesNotRunTheWriterInsideTheReader() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        for (int i = 0; i < 20; i++)
        {
            Task writing = WriteAndCloseAsync(near);
            Task<string?> reading = ReadToTheEndAsync(near);
            await far.CompleteOutputAsync();
            while ((await far.ReadAsync()).Length > 0)
            {
            }

            await writing;
            Assert.Null(await reading);
            far.Close();
            (near, far) = await ConnectAsync();
        }

        static async Task WriteAndCloseAsync(AsyncConnection connection)
        {
            await connection.Channel.WaitWritableAsync();
            await connection.WriteAsync(new byte[4 << 20]);
            await connection.DisposeAsync();
        }

        static async Task<string?> ReadToTheEndAsync(AsyncConnection connection)
        {
            try
            {
                return await connection.ReadLineAsync();
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
        }
    });

    [Fact]
    public void CloseInsideAContinuation_AndFromAnotherTask_EndsTheWaits() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        (AsyncConnection other, AsyncConnection otherFar) = await ConnectAsync();
        Task<string?> waiting = other.ReadLineAsync().AsTask();
        Task closing = CloseAsync();
        await far.WriteAsync("now"u8.ToArray());
        await closing;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        far.Close();
        otherFar.Close();
        Assert.Empty(Map);

        async Task CloseAsync()
        {
            await near.ReadAsync();
            near.Close();
            other.Close();
        }
    });

    [Fact]
    public void SocketClosedBehindTheChannel_EndsTheRead() => Run(async () =>
    {
        (AsyncConnection near, _) = await ConnectAsync();
        Task<string?> reading = near.ReadLineAsync().AsTask();
        near.Channel.Socket!.Close();
        await Assert.ThrowsAnyAsync<Exception>(() => reading);
    });

    [Fact]
    public void ConnectAsync_TwiceAtOnce_TheSecondThrows_AndCloseEndsTheFirst() => Run(async () =>
    {
        var channel = new AsyncSocket(null, Map);
        channel.CreateSocket();
        Task first = channel.ConnectAsync(new DnsEndPoint("localhost", 9)).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await channel.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 9)));
        channel.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first);
        Assert.Empty(Map);
    });

    [Fact]
    public void AThousandConnections_ClosedAtOnceWhileReadingAndWriting_LeaveNothing() => Run(async () =>
    {
        List<AsyncConnection> connections = [];
        List<Task> waits = [];
        for (int i = 0; i < 500; i++)
        {
            (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
            connections.AddRange([near, far]);
        }

        foreach (AsyncConnection connection in connections)
        {
            waits.Add(connection.ReadLineAsync().AsTask());
            connection.Channel.Socket!.SetOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, 4096);
            waits.Add(connection.WriteAsync(new byte[300_000]).AsTask());
        }

        await Task.Yield();
        Assert.True(waits.Count(wait => !wait.IsCompleted) > 1000);
        foreach (AsyncConnection connection in connections)
        {
            connection.Abort();
        }

        Assert.Empty(Map);
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.All(waits, wait => Assert.True(
            wait.IsCompletedSuccessfully || wait.Exception?.InnerException is ObjectDisposedException or SocketException));
    });

    /// <summary>The poller reports urgent data until something takes it: one byte would keep the loop from sleeping.</summary>
    [Fact]
    public void UrgentByte_IsReportedOnce() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        IAsyncEnumerator<DispatcherEvent> urgent =
            near.Channel.Events(capacity: 16, DispatcherEventKind.Exceptional).GetAsyncEnumerator();
        ValueTask<int> read = near.ReadAsync(new byte[8]);
        far.Channel.Socket!.Send("!"u8, SocketFlags.OutOfBand);
        Assert.True(await urgent.MoveNextAsync());

        ValueTask<bool> again = urgent.MoveNextAsync();
        await PassesAsync(5);
        Assert.False(again.IsCompleted);
        await far.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, await read);
        near.Close();
        Assert.False(await again);
    });

    [Fact]
    public void WriteAfterAFailedOne_FailsToo() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        far.Abort();
        await PassesAsync(2);
        await Assert.ThrowsAsync<SocketException>(async () => await near.WriteAsync(new byte[1]));
        await Assert.ThrowsAsync<SocketException>(async () => await near.WriteAsync(new byte[1]));
        Assert.Equal(0, near.PendingOutput);
        await Assert.ThrowsAsync<SocketException>(async () => await near.FlushAsync());
        await near.DisposeAsync();
        Assert.Empty(Map);
    });

    private static async Task<int> AwaitAsync(ValueTask<int> task) => await task;

    private static async Task<string> UntilAsync(AsyncConnection connection, string end) =>
        Encoding.ASCII.GetString((await connection.ReadUntilAsync(Encoding.ASCII.GetBytes(end))).Span);
}
