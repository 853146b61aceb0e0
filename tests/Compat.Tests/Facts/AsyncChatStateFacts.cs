namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary><c>asynchat.async_chat</c>, what it starts with and keeps: facts 1 to 5, 16 and 30.</summary>
public sealed class AsyncChatStateFacts : ChatTest
{
    [Fact]
    public void Fact1_Settings_AtFirst()
    {
        Assert.Equal(65536, Chat.ac_in_buffer_size);
        Assert.Equal(65536, Chat.ac_out_buffer_size);
        Assert.False(Chat.use_encoding);
        Assert.Equal("latin-1", Chat.encoding);
    }

    [Fact]
    public void Fact2_NewChat_HasEmptyBuffers_AndNoTerminator()
    {
        using var sock = new FakeSocket(43);
        var chat = new asynchat.async_chat(sock, new ChannelMap());

        Assert.Empty(chat.ac_in_buffer);
        Assert.Empty(chat.incoming);
        Assert.Empty(chat.producer_fifo);
        Assert.Throws<InvalidOperationException>(() => chat.get_terminator());
    }

    [Fact]
    public void Fact2_FirstReadWithoutATerminator_IsAnError_AndKeepsWhatCame()
    {
        using var sock = new FakeSocket(43);
        var chat = new ChatRecorder(sock, new ChannelMap());

        Receive(chat, sock, "ab");
        Assert.Equal(["error InvalidOperationException"], chat.Trace);
        Assert.Equal("ab"u8, chat.ac_in_buffer);

        chat.set_terminator("\n"u8);
        Receive(chat, sock, "c\n");
        Assert.Equal(["collect abc", "found"], chat.Trace[1..]);
    }

    [Fact]
    public void Fact3_CollectAndFound_MustBeOverridden()
    {
        using var sock = new FakeSocket(43);
        var chat = new asynchat.async_chat(sock, new ChannelMap());
        foreach (Action call in new Action[]
        {
            () => chat.collect_incoming_data("x"u8.ToArray()), () => chat.collect_incoming_data("x"u8), chat.found_terminator,
        })
        {
            Assert.Equal("must be implemented in subclass", Assert.Throws<NotImplementedException>(call).Message);
        }
    }

    [Fact]
    public void Fact4_CollectIncomingData_Appends_AndGetData_JoinsAndClears()
    {
        Chat._collect_incoming_data("ab"u8.ToArray());
        Chat._collect_incoming_data("c"u8.ToArray());
        Assert.Equal(["ab"u8.ToArray(), "c"u8.ToArray()], Chat.incoming);

        Assert.Equal("abc"u8, Chat._get_data());
        Assert.Empty(Chat.incoming);
        Assert.Empty(Chat._get_data());
    }

    [Fact]
    public void Fact5_NegativeTerminator_IsAnError_AndChangesNothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Chat.set_terminator(-1));
        Assert.Equal("\n"u8, (byte[])Chat.get_terminator()!);
    }

    [Theory]
    [InlineData("latin-1", "é", new byte[] { 0xe9 })]
    [InlineData("utf-8", "é", new byte[] { 0xc3, 0xa9 })]
    [InlineData("utf8", "é", new byte[] { 0xc3, 0xa9 })]
    [InlineData("ascii", "\r\n", new byte[] { 13, 10 })]
    [InlineData("utf_16_le", "\n", new byte[] { 10, 0 })]
    public void Fact5_TextAsATerminator_IsEncoded(string encoding, string text, byte[] expected)
    {
        Chat.use_encoding = true;
        Chat.encoding = encoding;
        Chat.set_terminator(text);
        Assert.Equal(expected, Chat.get_terminator());
    }

    [Fact]
    public void Fact16_Readable_Always_Writable_UntilConnectedAndWhileAnythingWaits()
    {
        using var sock = new FakeSocket(43) { PeerResult = System.Net.Sockets.SocketError.NotConnected };
        var unconnected = new ChatRecorder(sock, new ChannelMap());
        Assert.True(unconnected.readable());
        Assert.True(unconnected.writable());

        Assert.True(Chat.readable());
        Assert.False(Chat.writable());

        FillKernel();
        Chat.push("x"u8);
        Assert.True(Chat.readable());
        Assert.True(Chat.writable());

        DrainKernel();
        Chat.handle_write();
        Assert.False(Chat.writable());
    }

    [Fact]
    public void Fact16_HandleClose_Closes_WithoutALine()
    {
        Chat.handle_close();
        Assert.True(Chat.IsClosed);
        Assert.Empty(Chat.Log);
    }

    [Fact]
    public void Fact30_DiscardBuffers_ClearsBothBuffersAndTheFifo_CloseDoesNot()
    {
        FillKernel();
        Chat.push("out"u8);
        Receive("in");
        Chat.ac_in_buffer = Bytes("left");
        Chat._collect_incoming_data("in"u8.ToArray());

        Chat.close();
        Assert.Equal("left"u8, Chat.ac_in_buffer);
        Assert.Single(Chat.incoming);
        Assert.Equal(["out"], Fifo);

        Chat.discard_buffers();
        Assert.Empty(Chat.ac_in_buffer);
        Assert.Empty(Chat.incoming);
        Assert.Empty(Fifo);
    }
}
