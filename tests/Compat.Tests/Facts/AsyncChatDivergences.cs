using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>
/// The deliberate differences from CPython's <c>asynchat</c>; facts 13, 29 and 31 among them. <c>docs/divergences.md</c> lists
/// them all.
/// </summary>
public sealed class AsyncChatDivergences : ChatTest
{
    [Fact]
    public void Fact13_CloseInFound_EndsParsing()
    {
        Chat.OnFound = Chat.close;
        Receive("ab\ncd\n");
        Assert.Equal(["collect ab", "found"], Trace);
    }

    [Fact]
    public void Fact13_CloseInCollect_ForgoesFound()
    {
        Chat.OnCollect = _ => Chat.close();
        Receive("ab\ncd\n");
        Assert.Equal(["collect ab"], Trace);
    }

    /// <summary>Neither the messages that were not parsed nor an end that was not given out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fact13_WhatAClosedChannelLeft_IsNotTheBeginningOfItsNextConnection(bool inFound)
    {
        if (inFound)
        {
            Chat.OnFound = Chat.close;
        }
        else
        {
            Chat.OnCollect = _ => Chat.close();
        }

        Receive("ab\ncd\n");
        Trace.Clear();
        Chat.OnFound = null;
        Chat.OnCollect = null;
        using var next = new FakeSocket(43);
        Chat.set_socket(next);
        Receive(Chat, next, "ef\n");

        Assert.Equal(["collect ef", "found"], Trace);
    }

    /// <summary>
    /// An exception in found_terminator leaves input to be parsed with the next; CPython parses it on the closed channel.
    /// </summary>
    [Fact]
    public void Fact13_InputLeftByAnException_IsNotParsedAfterTheEndOfTheStream()
    {
        Chat.OnFound = () => throw new FormatException();
        Receive("ab\ncd\n");
        Assert.Equal("cd\n"u8, Chat.ac_in_buffer);

        Receive("");

        Assert.Equal(["collect ab", "found", "error FormatException", "close"], Trace);
    }

    [Fact]
    public void Fact29_TextOfAProducer_IsEncodedOnce_SoPartialSendsCutBytes()
    {
        var texts = new Queue<string>(["éè", "x", ""]);
        Chat.use_encoding = true;
        Chat.encoding = "utf-8";
        Socket.Room = 1;
        Chat.push_with_producer(texts.Dequeue);
        while (Chat.writable())
        {
            Chat.handle_write();
        }

        Assert.Equal("éèx", Encoding.UTF8.GetString([.. Socket.Sent.SelectMany(sent => sent)]));
    }

    [Fact]
    public void Fact29_TextThatTheEncodingLacks_IsAnErrorOfThePush_AndNothingWaits()
    {
        Chat.use_encoding = true;
        Assert.Throws<EncoderFallbackException>(() => Chat.push("a☃"));
        Assert.Empty(Fifo);
    }

    /// <summary>In Python <c>more()</c> may give None, which most do by running off their end.</summary>
    [Fact]
    public void Fact29_FunctionThatGivesNoText_IsAtItsEnd()
    {
        Chat.use_encoding = true;
        Chat.push_with_producer(() => (string)null!);
        Assert.Empty(Fifo);
    }

    [Fact]
    public void Fact31_ProducerWithoutALength_GivesAllOfItsChunks()
    {
        Chat.push_with_producer(new EmptyLooking("a", "b"));
        while (Fifo.Length > 0)
        {
            Chat.handle_write();
        }

        Assert.Equal(["a", "b"], Sent);
    }

    [Fact]
    public void PushOfText_WithUseEncoding_IsEncoded()
    {
        Chat.use_encoding = true;
        Chat.push("é");
        Assert.Equal([0xe9], Assert.Single(Socket.Sent));
    }

    [Fact]
    public void TextAsATerminator_WithoutUseEncoding_ThrowsAtOnce()
    {
        InvalidOperationException raised = Assert.Throws<InvalidOperationException>(() => Chat.set_terminator("\r\n"));
        Assert.EndsWith("the terminator is text. Pass bytes, or set use_encoding.", raised.Message, StringComparison.Ordinal);
        Assert.Equal("\n"u8, (byte[])Chat.get_terminator()!);
    }

    [Fact]
    public void CountSetInCollect_IsNotDiminishedByWhatWasCollected()
    {
        Chat.set_terminator(10);
        Chat.OnCollect = _ => Chat.set_terminator(5);
        Receive("abc");
        Assert.Equal(5, Chat.get_terminator());
    }

    [Fact]
    public void CountSetInCollect_AtTheEndOfACount_AppliesToTheNextMessage()
    {
        Chat.set_terminator(3);
        Chat.OnCollect = _ => Chat.set_terminator(2);
        Receive("abcdef");
        Assert.Equal(["collect abc", "found", "collect de", "found", "collect f"], Trace);
    }

    [Fact]
    public void TerminatorSetInCollect_InsteadOfACount_IsNoError()
    {
        Chat.set_terminator(10);
        Chat.OnCollect = _ => Chat.set_terminator("\n"u8);
        Receive("abc");
        Receive("d\n");
        Assert.Equal(["collect abc", "collect d", "found"], Trace);
    }

    [Fact]
    public void TerminatorSetInCollect_IsLookedForInWhatWasKept()
    {
        Chat.set_terminator("\r\n"u8);
        Chat.OnCollect = _ => Chat.set_terminator("\r"u8);
        Receive("ab\r");
        Assert.Equal(["collect ab", "found"], Trace); // CPython waits for more input
    }

    [Fact]
    public void InCollect_TheBufferAndTheCount_AreThoseBehindWhatIsCollected()
    {
        var seen = new List<string>();
        Chat.OnCollect = _ => seen.Add($"{Text(Chat.ac_in_buffer)} {Chat.get_terminator()}");
        Chat.OnFound = () => Chat.set_terminator(10);

        Receive("ab\ncd");

        Assert.Equal(["cd System.Byte[]", " 8"], seen);
    }

    [Fact]
    public void BufferReplacedInCollect_IsAllThatIsParsedNext()
    {
        Chat.OnCollect = _ =>
        {
            Chat.OnCollect = null;
            Chat.ac_in_buffer = Bytes("new\n");
        };
        Receive("ab\ncd\n");
        Assert.Equal(["collect ab", "found", "collect new", "found"], Trace);
    }

    [Fact]
    public void ExceptionInCollect_GivesTheBytesOutOnce()
    {
        int calls = 0;
        Chat.OnCollect = _ =>
        {
            if (++calls == 1)
            {
                throw new FormatException();
            }
        };

        Receive("ab\ncd\n");
        Receive("ef\n");

        Assert.Equal(
            ["collect ab", "error FormatException", "found", "collect cd", "found", "collect ef", "found"],
            Trace);
    }

    [Fact]
    public void Terminator_IsReadFromSetTerminator_NotFromGetTerminator()
    {
        System.Reflection.MethodInfo get = typeof(asynchat.async_chat).GetMethod(nameof(asynchat.async_chat.get_terminator))!;
        Assert.False(get.IsVirtual);
        Assert.Null(typeof(asynchat.async_chat).GetMember("terminator").FirstOrDefault());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void SizesBelow1_AreErrors(int size)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Chat.ac_in_buffer_size = size);
        Assert.Throws<ArgumentOutOfRangeException>(() => Chat.ac_out_buffer_size = size);
        Assert.Throws<ArgumentOutOfRangeException>(() => new asynchat.simple_producer([1], size));
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void OutputAbove16MiB_HoldsInput_UntilItIsSent(Order order)
    {
        var network = new FakeNetwork();
        using var test = new TestLoop(network);
        using var sock = new FakeSocket(1) { SendResult = SocketError.WouldBlock };
        var chat = new ChatRecorder(sock, test.Map);
        chat.push(new byte[16 << 20]);
        test.Pass(order);
        Assert.True(network.Poller.Watched[1].HasFlag(PollFlags.In));

        chat.push([1]);
        test.Pass(order);
        Assert.True(chat.readable());
        Assert.False(network.Poller.Watched[1].HasFlag(PollFlags.In));
        Assert.True(network.Poller.Watched[1].HasFlag(PollFlags.Out));

        sock.SendResult = SocketError.Success;
        network.Poller.Report(1, PollFlags.Out);
        test.Pass(order);
        test.Pass(order);
        Assert.True(network.Poller.Watched[1].HasFlag(PollFlags.In));
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void CloseWhenSent_TakesNoMoreInput_AndClosesAfterTheOutput(Order order)
    {
        var network = new FakeNetwork();
        using var test = new TestLoop(network);
        using var sock = new FakeSocket(1) { SendResult = SocketError.WouldBlock };
        var chat = new ChatRecorder(sock, test.Map);
        chat.push([1]);
        test.Pass(order);

        chat.CloseWhenSent();
        test.Pass(order);
        Assert.Equal(PollFlags.Out, network.Poller.Watched[1] & (PollFlags.In | PollFlags.Out));
        Assert.False(chat.IsClosed);

        sock.SendResult = SocketError.Success;
        for (int i = 0; i < 2; i++)
        {
            network.Poller.Report(1, PollFlags.Out);
            test.Pass(order);
        }

        Assert.True(chat.IsClosed);
        Assert.Single(sock.Sent);
    }

    [Fact]
    public void CloseMarker_AfterHandleClose_Closes()
    {
        Chat.OnClose = () => { };
        Chat.push_with_producer(null);
        Assert.Equal(["close"], Trace);
        Assert.False(Chat.IsClosed);

        Chat.push_with_producer(null);
        Assert.Equal(["close"], Trace);
        Assert.True(Chat.IsClosed);
    }

    [Fact]
    public void ProducerThatDropsTheQueue_IsNoError()
    {
        Chat.push_with_producer(new ListProducer { OnMore = Chat.discard_buffers });
        Assert.Empty(Fifo);
        Assert.Empty(Sent);
    }

    [Fact]
    public void SendThatCountsMoreThanItWasGiven_TakesNothingOfTheNextEntry()
    {
        using var sock = new FakeSocket(43);
        var chat = new SendRecorder(sock, new ChannelMap()) { Taken = sent => 2 * sent, ac_out_buffer_size = 2 };
        chat.push_with_producer("abcdefgh"u8.ToArray());
        while (chat.writable())
        {
            chat.handle_write();
        }

        Assert.Equal(["send ab", "send cd", "send ef", "send gh"], chat.Trace);
    }

    [Fact]
    public void ProducerFifo_ShowsCopies()
    {
        FillKernel();
        Chat.push("abc"u8);
        ((byte[])Chat.producer_fifo[0]!)[0] = (byte)'z';
        Assert.Equal(["abc"], Fifo);
    }

    [Fact]
    public void AcInBuffer_IsACopy()
    {
        Chat.ac_in_buffer = "abc"u8.ToArray();
        Chat.ac_in_buffer[0] = (byte)'z';
        Assert.Equal("abc"u8, Chat.ac_in_buffer);
    }

    [Fact]
    public void FindPrefixAtEnd_OfNothing_Is0() => Assert.Equal(0, asynchat.find_prefix_at_end("abc"u8, default));

    [Fact]
    public void MembersOffTheThreadOfARunningLoop_Throw_AndChangeNothing()
    {
        using var test = new TestLoop();
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            List<Exception?> raised = [];
            int waiting = -1;
            var chat = new ChatRecorder(near, test.Map);
            chat.set_terminator("\n"u8);
            chat.OnFound = () =>
            {
                chat.OnFound = null;
                var other = new Thread(() => raised =
                [
                    Record.Exception(() => chat.push("x"u8)),
                    Record.Exception(() => chat.push_with_producer("x"u8.ToArray())),
                    Record.Exception(() => chat.push_with_producer(new ListProducer("x"))),
                    Record.Exception(chat.close_when_done),
                    Record.Exception(chat.discard_buffers),
                    Record.Exception(chat.close),
                ]);
                other.Start();
                other.Join();
                waiting = chat.producer_fifo.Count;
            };
            far.Send("a\nb\n"u8);

            test.Pass(Order.Poll);

            Assert.Equal(6, raised.Count);
            Assert.All(raised, e => Assert.IsType<InvalidOperationException>(e));
            Assert.Equal(0, waiting);
            Assert.False(chat.IsClosed);
        }
    }

    private sealed class EmptyLooking(params string[] pieces) : asynchat.producer, System.Collections.ICollection
    {
        private readonly ListProducer _inner = new(pieces);

        public int Count => 0;

        public bool IsSynchronized => false;

        public object SyncRoot => this;

        public byte[] more() => _inner.more();

        public void CopyTo(Array array, int index)
        {
        }

        public System.Collections.IEnumerator GetEnumerator() => Array.Empty<byte>().GetEnumerator();
    }
}
