using System.Text;

namespace AsyncoreNet.Async.Tests;

/// <summary>Messages of chats.</summary>
public sealed class AsyncChatTests : AsyncTest
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

    [Fact]
    public void MessageWithoutAnEnd_IsTooLong() => Run(async () =>
    {
        (AsyncConnection near, AsyncConnection far) = await ConnectAsync();
        await far.WriteAsync(new byte[200]);
        var chat = new AsyncChat(near) { MaxBytes = 100 };
        chat.SetTerminator("\n"u8);
        await Assert.ThrowsAsync<MessageTooLongException>(async () => await chat.ReadAsync());
        Assert.Equal(200, (await near.ReadAsync()).Length);
    });
}
