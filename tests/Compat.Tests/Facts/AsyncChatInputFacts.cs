using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary><c>asynchat.async_chat</c>, from bytes to messages: facts 6 to 12, 14 and 15.</summary>
public sealed class AsyncChatInputFacts : ChatTest
{
    public static TheoryData<object?> NoTerminators => [null, Array.Empty<byte>(), 0];

    [Theory]
    [MemberData(nameof(NoTerminators))]
    public void Fact6_WithoutATerminator_EverythingIsCollected_AndNothingFound(object? terminator)
    {
        if (terminator is int count)
        {
            Chat.set_terminator(count);
        }
        else
        {
            Chat.set_terminator((byte[]?)terminator);
        }

        Receive("ab\n");
        Receive("\n");

        Assert.Equal(["collect ab\n", "collect \n"], Trace);
        Assert.Equal(terminator, Chat.get_terminator());
    }

    [Fact]
    public void Fact7_Count_CollectsWhatComes_AndSaysWhatIsLeft()
    {
        Chat.set_terminator(10);
        Receive("abc");
        Assert.Equal(7, Chat.get_terminator());
        Receive("\ndefg");
        Assert.Equal(2, Chat.get_terminator());
        Assert.Equal(["collect abc", "collect \ndefg"], Trace);
        Assert.Empty(Chat.ac_in_buffer);
    }

    [Fact]
    public void Fact8_CountReached_IsFoundWithTheTerminatorAt0_AndTheRestHasNoEnd()
    {
        object? inFound = null;
        Chat.set_terminator(3);
        Chat.OnFound = () => inFound = Chat.get_terminator();

        Receive("ab");
        Receive("cde");
        Receive("fgh");

        Assert.Equal(["collect ab", "collect c", "found", "collect de", "collect fgh"], Trace);
        Assert.Equal(0, inFound);
    }

    [Fact]
    public void Fact8_CountSetAgainInFound_AppliesToTheRest()
    {
        Chat.set_terminator(3);
        Chat.OnFound = () => Chat.set_terminator(2);

        Receive("abcdefg");

        Assert.Equal(["collect abc", "found", "collect de", "found", "collect fg", "found"], Trace);
    }

    [Fact]
    public void Fact9_Terminator_EndsEachMessage_AndNothingIsNeverCollected()
    {
        Receive("\nab\n\nc\n");
        Assert.Equal(["found", "collect ab", "found", "found", "collect c", "found"], Trace);
    }

    [Fact]
    public void Fact9_TerminatorChangedInFound_AppliesToTheRest()
    {
        Chat.OnFound = () => Chat.set_terminator(";;"u8);

        Receive("ab\ncd\nef;;gh");

        Assert.Equal(["collect ab", "found", "collect cd\nef", "found", "collect gh"], Trace);
    }

    [Fact]
    public void Fact9_HeadersThenABodyByCount_InOneRead()
    {
        Chat.set_terminator("\r\n\r\n"u8);
        Chat.OnFound = () =>
        {
            if (Chat.get_terminator() is byte[])
            {
                Chat.set_terminator(4);
            }
            else
            {
                Chat.set_terminator("\r\n\r\n"u8);
            }
        };

        Receive("POST\r\n\r\nbodyGET\r\n\r\n");

        Assert.Equal(["collect POST", "found", "collect body", "found", "collect GET", "found"], Trace);
    }

    [Fact]
    public void Fact9_InFound_TheBufferHasTheRest_AndMayBeReplaced()
    {
        var rests = new List<string>();
        Chat.OnFound = () =>
        {
            rests.Add(Text(Chat.ac_in_buffer));
            if (rests.Count == 1)
            {
                Chat.ac_in_buffer = [.. "put\n"u8, .. Chat.ac_in_buffer];
            }
        };

        Receive("ab\ncd\n");

        Assert.Equal(["cd\n", "cd\n", ""], rests);
        Assert.Equal(["collect ab", "found", "collect put", "found", "collect cd", "found"], Trace);
    }

    [Fact]
    public void Fact9_BufferDroppedInFound_EndsTheInput()
    {
        Chat.OnFound = () => Chat.ac_in_buffer = [];
        Receive("ab\ncd\n");
        Assert.Equal(["collect ab", "found"], Trace);
    }

    /// <summary>A class that overrides the form without copies gets the same pieces.</summary>
    [Fact]
    public void Fact9_SpanForm_GetsTheSamePieces()
    {
        using var sock = new FakeSocket(43);
        var chat = new SpanChat(sock, new ChannelMap());
        chat.set_terminator("\r\n"u8);

        Receive(chat, sock, "ab\r\ncd\r");
        Receive(chat, sock, "ef\r\n");

        Assert.Equal(["ab", "found", "cd", "\ref", "found"], chat.Pieces);
    }

    [Theory]
    [InlineData("abc", "collect abc", "")]
    [InlineData("abc\r", "collect abc", "\r")]
    [InlineData("abc\r\n\r", "collect abc", "\r\n\r")]
    [InlineData("abc\r\r", "collect abc\r", "\r")]
    [InlineData("\r\n", null, "\r\n")]
    public void Fact10_NotFound_AllIsCollectedButABeginningOfTheTerminatorAtTheEnd(string data, string? collected, string kept)
    {
        Chat.set_terminator("\r\n\r\n"u8);

        Receive(data);

        Assert.Equal(collected is null ? [] : [collected], Trace);
        Assert.Equal(kept, Text(Chat.ac_in_buffer));
    }

    [Fact]
    public void Fact10_TerminatorInPieces_IsFound()
    {
        Chat.set_terminator("\r\n\r\n"u8);
        foreach (char c in "a\r\n\r\nb")
        {
            Receive(c.ToString());
        }

        Assert.Equal(["collect a", "found", "collect b"], Trace);
    }

    [Fact]
    public void Fact10_TerminatorChangedBetweenReads_AppliesToWhatWasKept()
    {
        Chat.set_terminator("\r\n"u8);
        Receive("ab\r");
        Chat.set_terminator("\r"u8);
        Receive("c\r");
        Assert.Equal(["collect ab", "found", "collect c", "found"], Trace);
    }

    [Fact]
    public void Fact10_CountSetBetweenReads_CountsWhatWasKept()
    {
        Chat.set_terminator("\r\n"u8);
        Receive("ab\r");
        Chat.set_terminator(2);
        Receive("cd");
        Assert.Equal(["collect ab", "collect \rc", "found", "collect d"], Trace);
    }

    [Theory]
    [InlineData("qwerty\r", "\r\n", 1)]
    [InlineData("qwerty", "\r\n", 0)]
    [InlineData("aqq", "qqq", 2)]
    [InlineData("aqqq", "qqq", 2)] // proper ones only
    [InlineData("a\n", "\n", 0)]
    [InlineData("", "\r\n", 0)]
    [InlineData("q", "qqq", 1)]
    public void Fact11_FindPrefixAtEnd(string haystack, string needle, int expected) =>
        Assert.Equal(expected, asynchat.find_prefix_at_end(Bytes(haystack), Bytes(needle)));

    [Fact]
    public void Fact12_BeginningThatFails_ComesInOnePieceWithWhatFollows()
    {
        Chat.set_terminator("\r\n"u8);
        Receive("ab\r");
        Receive("x");
        Assert.Equal(["collect ab", "collect \rx"], Trace);
    }

    [Fact]
    public void Fact14_BeginningAtTheEndOfTheStream_IsLost()
    {
        Chat.set_terminator("\r\n"u8);
        Receive("ab\r");
        Receive("");
        Assert.Equal(["collect ab", "close"], Trace);
    }

    [Fact]
    public void Fact15_OneReceive_ForEachEvent_OfAcInBufferSizeBytes()
    {
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var chat = new ChatRecorder(near, new ChannelMap()) { ac_in_buffer_size = 4 };
            chat.set_terminator(null);
            far.Send("0123456789"u8);

            asyncore.read(chat);
            Assert.Equal(["collect 0123"], chat.Trace);
            asyncore.read(chat);
            asyncore.read(chat);
            Assert.Equal(["collect 0123", "collect 4567", "collect 89"], chat.Trace);
            chat.close();
        }
    }

    [Fact]
    public void Fact15_NothingThere_IsNothing()
    {
        asyncore.read(Chat);
        Assert.Empty(Trace);
    }

    [Theory]
    [InlineData(SocketError.TimedOut, "error SocketException")]
    [InlineData(SocketError.HostUnreachable, "error SocketException")]
    [InlineData(SocketError.ConnectionReset, "close")]
    public void Fact15_FailedReceive_IsAnErrorOrTheEnd(SocketError error, string expected)
    {
        Socket.ReceiveResult = error;
        asyncore.read(Chat);
        Assert.Equal([expected], Trace);
    }

    [Fact]
    public void Fact15_OverriddenRecv_IsAskedForAcInBufferSize()
    {
        using var sock = new FakeSocket(43);
        var chat = new RecvChat(sock, new ChannelMap()) { ac_in_buffer_size = 100 };
        chat.set_terminator("\n"u8);

        chat.Answer = size => Bytes($"{size}\n");
        asyncore.read(chat);
        chat.Answer = _ => throw new SocketException((int)SocketError.WouldBlock);
        asyncore.read(chat);
        chat.Answer = _ => throw new IOException();
        asyncore.read(chat);

        Assert.Equal(["collect 100", "found", "error IOException"], chat.Trace);
    }

    /// <summary>The same over real connections: the messages are the same whatever the pieces.</summary>
    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact9_MessagesOverAConnection_WhateverThePieces(PollerKind poller, Order order)
    {
        const string Data = "one\r\n\r\ntwo\r\rthree\r\n";
        foreach (int size in new[] { 1, 2, 3, 100 })
        {
            using var test = new TestLoop(poller);
            (Socket near, Socket far) = Pairs.Tcp();
            using (far)
            {
                var messages = new List<string>();
                var chat = new ChatRecorder(near, test.Map);
                chat.set_terminator("\r\n"u8);
                chat.OnCollect = text => chat._collect_incoming_data(Bytes(text));
                chat.OnFound = () => messages.Add(Text(chat._get_data()));
                foreach (byte[] piece in Bytes(Data).Chunk(size))
                {
                    far.Send(piece);
                    test.Pass(order, timeout: 0.01);
                }

                test.PumpUntil(() => messages.Count == 3, order, "the last message");
                Assert.Equal(["one", "", "two\r\rthree"], messages);
            }
        }
    }

    private sealed class SpanChat(ChannelSocket sock, ChannelMap map) : asynchat.async_chat(sock, map)
    {
        public List<string> Pieces { get; } = [];

        public override void collect_incoming_data(ReadOnlySpan<byte> data) => Pieces.Add(Text(data.ToArray()));

        public override void found_terminator() => Pieces.Add("found");
    }

    private sealed class RecvChat(ChannelSocket sock, ChannelMap map) : ChatRecorder(sock, map)
    {
        public Func<int, byte[]> Answer { get; set; } = _ => [];

        public override byte[] recv(int buffer_size) => Answer(buffer_size);
    }
}
