using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>Messages of chats.</summary>
public class AsyncChatTests : AsyncTest
{
    [Fact]
    public void Messages_ComeInOrder_WhateverThePieces() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task sending = SendAsync();
        List<string> messages = [];
        var chat = new AsyncChat(near);
        await foreach (ReadOnlyMemory<byte> message in chat.Messages("\r\n"u8))
        {
            messages.Add(Encoding.ASCII.GetString(message.Span));
        }

        await sending;
        Assert.Equal(["one", "", "two\r", "three"], messages);

        async Task SendAsync()
        {
            foreach (byte one in "one\r\n\r\ntwo\r\r\nthree\r\nunfinished"u8.ToArray())
            {
                await far.WriteAsync(new[] { one });
                await Task.Yield();
            }

            far.Close();
        }
    });

    [Fact]
    public void Pushes_AnswerPipelinedMessages() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task serving = ServeAsync();
        await far.WriteAsync("a\nb\nc\n"u8.ToArray());
        Assert.Equal("A", await far.ReadLineAsync());
        Assert.Equal("B", await far.ReadLineAsync());
        Assert.Equal("C", await far.ReadLineAsync());
        far.Close();
        await serving;

        async Task ServeAsync()
        {
            await using var chat = new AsyncChat(near);
            await foreach (ReadOnlyMemory<byte> message in chat.Messages("\n"u8))
            {
                chat.Push(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(message.Span).ToUpperInvariant() + "\n"));
            }
        }
    });

    /// <summary>The last answer does not wait for the loop's next pass.</summary>
    [Fact]
    public void Push_IsSentByAFlushAtOnce() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.Push("last"u8);
        Assert.Equal(4, near.PendingOutput);

        ValueTask flush = near.FlushAsync();

        Assert.True(flush.IsCompletedSuccessfully);
        Assert.Equal(0, near.PendingOutput);
        await near.CompleteOutputAsync();
        Assert.Equal("last", await far.ReadLineAsync());
    });

    [Fact]
    public void CountThenTerminator() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync("5\nhello3\nabc"u8.ToArray());
        far.Close();
        var chat = new AsyncChat(near);
        List<string> seen = [];
        while (true)
        {
            chat.SetTerminator("\n"u8);
            if (!await chat.ReadAsync())
            {
                break;
            }

            chat.SetCount(int.Parse(Encoding.ASCII.GetString(chat.Current.Span), System.Globalization.CultureInfo.InvariantCulture));
            Assert.True(await chat.ReadAsync());
            seen.Add(Encoding.ASCII.GetString(chat.Current.Span));
        }

        Assert.Equal(["hello", "abc"], seen);
    });

    /// <summary>A count is for one message, of no bytes too; then the terminator holds again.</summary>
    [Fact]
    public void SetCount_IsForOneMessage() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync("abc\n1234\n5\n\nlast\n"u8.ToArray());
        far.Close();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        List<string> seen = [];
        foreach (int count in (int[])[-1, 3, -1, 0, -1, 1, -1])
        {
            if (count >= 0)
            {
                chat.SetCount(count);
            }

            Assert.True(await chat.ReadAsync());
            Assert.True(chat.EndOfMessage);
            seen.Add(Encoding.ASCII.GetString(chat.Current.Span));
        }

        Assert.Equal(["abc", "123", "4", "", "5", "\n", "last"], seen);
        Assert.False(await chat.ReadAsync());
    });

    [Fact]
    public void NoTerminator_IsAnErrorThatSaysSo() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync("abc"u8.ToArray());
        var chat = new AsyncChat(near);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await chat.ReadAsync());
        chat.SetCount(2);
        Assert.True(await chat.ReadAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await chat.ReadAsync());
        Assert.Equal("c", Text(await near.ReadAsync()));
    });

    /// <summary>The connection may be read in between: between two messages, and in the middle of one.</summary>
    [Fact]
    public void ConnectionReadInBetween_TheNextMessageBeginsBehind() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near) { MaxBytes = 10 };
        chat.SetTerminator("\r\n"u8);
        await far.WriteAsync("one\r\nRAWtwo\r\nmuch too long\r\nthree\r\n12"u8.ToArray());
        Assert.True(await chat.ReadAsync());
        Assert.Equal("one", Text(chat.Current));
        Assert.Equal("RAW", Text((await near.ReadExactlyAsync(3))));
        Assert.True(await chat.ReadAsync());
        Assert.Equal("two", Text(chat.Current));
        await Assert.ThrowsAsync<MessageTooLongException>(async () => await chat.ReadAsync());
        Assert.Equal("much too long\r", Text((await near.ReadExactlyAsync(14))));
        Assert.True(await chat.ReadAsync());
        Assert.Equal("\nthree", Text(chat.Current));

        chat.SetCount(3);
        using var cancel = new CancellationTokenSource();
        ValueTask<bool> waiting = chat.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        Assert.Equal("1", Text((await near.ReadExactlyAsync(1))));
        await far.WriteAsync("34\r\n"u8.ToArray());
        Assert.True(await chat.ReadAsync());
        Assert.Equal("234", Text(chat.Current));
        Assert.True(await chat.ReadAsync());
        Assert.True(chat.Current.IsEmpty);
    });

    /// <summary>One task reads while another writes: that the reader waits for less output is not in the writer's way.</summary>
    [Fact]
    public void ReaderAboveTheMark_LetsAWriterWait_AndEachGoesOn() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        chat.Push(new byte[16 << 20]);
        await far.WriteAsync("question\n"u8.ToArray());
        Task<bool> reading = chat.ReadAsync().AsTask();
        Task writing = chat.PushAsync(new byte[16 << 20]).AsTask();
        Assert.False(reading.IsCompleted);
        Assert.False(writing.IsCompleted);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await chat.ReadAsync());
        for (long left = 32 << 20; left > 0;)
        {
            left -= (await far.ReadAsync()).Length;
        }

        Assert.True(await reading);
        Assert.Equal("question"u8, chat.Current.Span);
        await writing;
    });

    [Fact]
    public void ReaderAboveTheMark_ThatIsCancelled_LeavesTheConnectionReadable() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        chat.Push(new byte[16 << 20]);
        using var cancel = new CancellationTokenSource();
        ValueTask<bool> waiting = chat.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        await far.WriteAsync("read\n"u8.ToArray());
        Assert.Equal("read", await near.ReadLineAsync());
    });

    [Fact]
    public void PushAfterAFailedSend_Throws() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        far.Abort();
        for (int i = 0; i < 100; i++)
        {
            try
            {
                chat.Push("x"u8);
            }
            catch (System.Net.Sockets.SocketException)
            {
                break;
            }

            await Task.Yield();
        }

        Assert.Throws<System.Net.Sockets.SocketException>(() => chat.Push("x"u8));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await chat.PushAsync("x"u8.ToArray()));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await near.FlushAsync());
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () => await near.WriteAsync("x"u8.ToArray()));
    });

    [Fact]
    public void MessageWithoutAnEnd_IsTooLong() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync(new byte[200]);
        var chat = new AsyncChat(near) { MaxBytes = 100 };
        chat.SetTerminator("\n"u8);
        await Assert.ThrowsAsync<MessageTooLongException>(async () => await chat.ReadAsync());
        Assert.Equal(200, (await near.ReadAsync()).Length);
    });

    /// <summary>What is read in parts is what is read whole, whatever the pieces it comes in.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Parts_AddUpToTheMessages(int size) => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task sending = SendAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\r\n\r\n"u8);
        List<string> messages = [];
        string message = string.Empty;
        while (await chat.ReadPartAsync())
        {
            message += Encoding.ASCII.GetString(chat.Current.Span);
            Assert.True(chat.EndOfMessage || !chat.Current.IsEmpty, "A part in the middle has no bytes.");
            if (chat.EndOfMessage)
            {
                messages.Add(message);
                message = string.Empty;
            }
        }

        await sending;
        Assert.Equal(["one", "", "two\r\n\r\r\nthree\r\r", "\r\nfour"], messages);
        Assert.Equal("unfinished", message);
        Assert.Equal("\r\n", Encoding.ASCII.GetString((await near.ReadAsync()).Span)); // which may begin a terminator: it was not given out

        async Task SendAsync()
        {
            byte[] input = "one\r\n\r\n\r\n\r\ntwo\r\n\r\r\nthree\r\r\r\n\r\n\r\nfour\r\n\r\nunfinished\r\n"u8.ToArray();
            foreach (byte[] piece in input.Chunk(size))
            {
                await far.WriteAsync(piece);
                await Task.Yield();
            }

            far.Close();
        }
    });

    [Fact]
    public void Part_IsGivenOutBeforeTheRestHasCome() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);

        await far.WriteAsync("beginning "u8.ToArray());
        Assert.True(await chat.ReadPartAsync());
        Assert.Equal("beginning "u8, chat.Current.Span);
        Assert.False(chat.EndOfMessage);

        await far.WriteAsync("and rest\nnext\n"u8.ToArray());
        Assert.True(await chat.ReadAsync()); // whole, from where the part has ended
        Assert.Equal("and rest"u8, chat.Current.Span);
        Assert.True(chat.EndOfMessage);
        Assert.True(await chat.ReadPartAsync());
        Assert.Equal("next"u8, chat.Current.Span);
        Assert.True(chat.EndOfMessage);
    });

    /// <summary>A program that drops what it reads keeps nothing of it, and no limit is in its way.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LongMessageInParts_IsNotKept(bool isCounted) => Run(async () =>
    {
        const int Length = 20_000_000;
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        Task sending = SendAsync();
        var chat = new AsyncChat(near) { MaxBytes = 1 };
        if (isCounted)
        {
            chat.SetCount(Length);
        }
        else
        {
            chat.SetTerminator("\n"u8);
        }

        int length = 0;
        do
        {
            Assert.True(await chat.ReadPartAsync());
            Assert.InRange(chat.Current.Length, 0, 100_000);
            length += chat.Current.Length;
        }
        while (!chat.EndOfMessage);

        await sending;
        Assert.Equal(Length, length);

        async Task SendAsync()
        {
            await far.WriteAsync(new byte[Length]);
            await far.WriteAsync("\n"u8.ToArray());
        }
    });

    [Fact]
    public void CancelledPart_LosesNoByte() => Run(async () =>
    {
        Network.KeepPiecesWhole();
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        var chat = new AsyncChat(near);
        chat.SetTerminator("\r\n"u8);
        await far.WriteAsync("a\r"u8.ToArray());
        Assert.True(await chat.ReadPartAsync());
        Assert.Equal("a"u8, chat.Current.Span);

        using var cancel = new CancellationTokenSource();
        ValueTask<bool> waiting = chat.ReadPartAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);

        await far.WriteAsync("b\r\n"u8.ToArray());
        Assert.True(await chat.ReadPartAsync());
        Assert.Equal("\rb"u8, chat.Current.Span);
        Assert.True(chat.EndOfMessage);
    });

    /// <summary>The dialogue's last answer, and a reader that has not noticed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PushThenClose_SendsAndCloses_AndReadingOnThrows(bool onTheChannel) => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await PassesAsync(3);
        var chat = new AsyncChat(near);
        chat.SetTerminator("\n"u8);
        chat.Push("bye\n"u8);
        near.Close();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await chat.ReadAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await (onTheChannel ? near.Channel.ReceiveAsync(new byte[1]) : near.ReadAsync(new byte[1])));
        Assert.Equal("bye", await far.ReadLineAsync());
        Assert.Null(await far.ReadLineAsync());
        far.Close();
        Assert.Empty(Map);
    });

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.ASCII.GetString(bytes.Span);
}
