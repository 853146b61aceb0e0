using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary><c>asynchat.async_chat</c>, what is pushed and when it is sent: facts 17 to 28.</summary>
public sealed class AsyncChatOutputFacts : ChatTest
{
    [Fact]
    public void Fact17_Push_TakesBytes_AndNeitherNullNorText()
    {
        Chat.push("a"u8.ToArray());
        Chat.push("b"u8);
        Chat.push("c"u8.ToArray().AsMemory());
        Assert.Throws<ArgumentNullException>(() => Chat.push((byte[])null!));
        Assert.Throws<ArgumentNullException>(() => Chat.push((string)null!));
        Assert.Throws<InvalidOperationException>(() => Chat.push("text"));

        Assert.Equal(["a", "b", "c"], Sent);
        Assert.Empty(Fifo);
    }

    [Fact]
    public void Fact18_LongPush_IsCutIntoEntries_OfWhichOneIsSent()
    {
        Chat.ac_out_buffer_size = 4;

        Chat.push("0123456789"u8);
        Assert.Equal(["0123"], Sent);
        Assert.Equal(["4567", "89"], Fifo);

        Chat.handle_write();
        Chat.handle_write();
        Assert.Equal(["0123", "4567", "89"], Sent);
        Assert.Empty(Fifo);
    }

    [Fact]
    public void Fact19_ShortPush_IsQueuedByReference()
    {
        byte[] data = "abc"u8.ToArray();
        FillKernel();
        Chat.push(data);
        data[0] = (byte)'z';
        DrainKernel();
        Chat.handle_write();
        Assert.Equal(["zbc"], Sent);
    }

    [Fact]
    public void Fact19_LongPush_OfAnArray_IsACopy()
    {
        byte[] data = "abc"u8.ToArray();
        Chat.ac_out_buffer_size = 2;
        FillKernel();
        Chat.push(data);
        data[0] = (byte)'z';
        Assert.Equal(["ab", "c"], Fifo);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact20_PushInHandleConnect_OnlyQueues_AndIsSentInThatPass(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        string[] inConnect = [];
        var chat = new ChatRecorder(null, test.Map);
        chat.OnConnect = () =>
        {
            chat.push("hello"u8);
            inConnect = Waiting(chat);
        };
        chat.create_socket();
        chat.connect(listener.LocalEndPoint!);

        string[]? afterThePass = null;
        for (int pass = 0; pass < 1000 && afterThePass is null; pass++)
        {
            test.Pass(order, timeout: 0.01);
            afterThePass = chat.connected ? Waiting(chat) : null;
        }

        Assert.Equal(["hello"], inConnect);
        Assert.NotNull(afterThePass);
        Assert.Empty(afterThePass);
        using Socket accepted = listener.Accept();
        accepted.ReceiveTimeout = 30_000;
        Assert.Equal(5, accepted.Receive(new byte[10]));
    }

    [Fact]
    public void Fact20_PushBeforeASocket_Waits()
    {
        var chat = new ChatRecorder(null, new ChannelMap());
        chat.push("early"u8);
        Assert.Equal(["early"], Waiting(chat));
    }

    [Fact]
    public void Fact21_PushWithProducer_TakesProducersBytesAndFunctions()
    {
        int call = 0;
        Chat.push_with_producer(new ListProducer("a"));
        Chat.push_with_producer("b"u8.ToArray());
        Chat.push_with_producer(() => call++ == 0 ? "c"u8.ToArray() : []);
        while (Fifo.Length > 0)
        {
            Chat.handle_write();
        }

        Assert.Equal("abc", string.Concat(Sent));
    }

    [Fact]
    public void Fact21_PushWithProducer_OfNone_IsTheCloseAtOnce()
    {
        Chat.push_with_producer(null);
        Assert.Equal(["close"], Trace);
    }

    [Fact]
    public void Fact22_InitiateSend_EndsAfterOneSend_WhateverItTook()
    {
        int sends = 0;
        FillKernel();
        Chat.push_with_producer("abc"u8.ToArray());
        Chat.push_with_producer(new ListProducer("def"));
        Socket.OnSend = _ => sends++;

        Chat.initiate_send();
        Assert.Equal(1, sends);

        DrainKernel();
        Socket.Room = 2;
        Chat.initiate_send();
        Assert.Equal(2, sends);
        Assert.Equal(["c", "more"], Fifo);
    }

    [Fact]
    public void Fact22_InitiateSend_WithoutAConnection_DoesNothing()
    {
        using var sock = new FakeSocket(43) { PeerResult = SocketError.NotConnected };
        var chat = new ChatRecorder(sock, new ChannelMap());
        chat.push("x"u8);
        Assert.Empty(sock.Sent);
        Assert.Equal(["x"], Waiting(chat));
    }

    [Fact]
    public void Fact23_Producer_GivesItsBytesInFrontOfItself_AndLeavesWhenItHasNone()
    {
        var first = new ListProducer("a", "b");
        FillKernel();
        Chat.push_with_producer(first);
        Assert.Equal(["a", "more"], Fifo);
        Assert.Same(first, Chat.producer_fifo[1]);

        Chat.push_with_producer(new ListProducer("c"));
        DrainKernel();
        Chat.handle_write();
        Assert.Equal(["more", "more"], Fifo);

        Chat.handle_write();
        Assert.Equal(["a", "b"], Sent);

        Chat.handle_write(); // the first has no more, the second is asked in the same event
        Assert.Equal(["a", "b", "c"], Sent);
        Assert.Equal(["more"], Fifo);
    }

    [Fact]
    public void Fact23_ProducerThatThrows_StaysInFront_AndTheExceptionComesOut()
    {
        var producer = new ListProducer("a") { OnMore = () => throw new FormatException() };
        Assert.Throws<FormatException>(() => Chat.push_with_producer(producer));
        Assert.Same(producer, Assert.Single(Chat.producer_fifo));

        asyncore.write(Chat);
        Assert.Equal(["error FormatException"], Trace);
    }

    [Fact]
    public void Fact24_LongEntries_GoInSlices_AndWhatIsNotTakenStays()
    {
        Chat.ac_out_buffer_size = 4;
        Chat.push_with_producer("0123456789"u8.ToArray());
        Assert.Equal(["456789"], Fifo);

        Socket.Room = 3;
        Chat.handle_write();
        Assert.Equal(["789"], Fifo);

        FillKernel();
        Chat.handle_write();
        Assert.Equal(["789"], Fifo);

        DrainKernel();
        Chat.handle_write();
        Assert.Equal(["0123", "456", "789"], Sent);
    }

    [Fact]
    public void Fact24_LongChunkOfAProducer_GoesInSlices_BeforeItIsAskedAgain()
    {
        var producer = new ListProducer("0123456789");
        Chat.ac_out_buffer_size = 4;
        Chat.push_with_producer(producer);
        Chat.handle_write();
        Chat.handle_write();
        Assert.Equal(["0123", "4567", "89"], Sent);
        Assert.Equal(1, producer.Calls);
    }

    [Fact]
    public void Fact25_EmptyEntry_IsRemoved_SentAsNothing_AndCostsAnEvent()
    {
        Chat.push(Array.Empty<byte>());
        Assert.Equal([""], Sent);

        FillKernel();
        Chat.push("a"u8);
        Chat.producer_fifo.append([]);
        Chat.producer_fifo.append(Bytes("b"));
        DrainKernel();
        Chat.handle_write();
        Assert.Equal(["", "a"], Sent);
        Chat.handle_write();
        Assert.Equal(["", "a", ""], Sent);
        Chat.handle_write();
        Assert.Equal(["", "a", "", "b"], Sent);
    }

    [Fact]
    public void Fact26_None_CallsHandleClose_AndWhatIsBehindItStays()
    {
        Chat.producer_fifo.append(Bytes("a"));
        Chat.producer_fifo.append((byte[]?)null);
        Chat.producer_fifo.append(Bytes("b"));

        Chat.handle_write();
        Assert.Empty(Trace);

        Chat.handle_write();
        Assert.Equal(["close"], Trace);
        Assert.Equal(["a"], Sent);
        Assert.Equal(["b"], Fifo);
    }

    [Fact]
    public void Fact27_CloseWhenDone_SendsNothing_AndThePushBehindItCloses()
    {
        Chat.push("a"u8);
        Chat.close_when_done();
        Assert.Empty(Trace);
        Assert.Equal(["None"], Fifo);

        Chat.push("b"u8);
        Assert.Equal(["close"], Trace);
        Assert.Equal(["a"], Sent);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact27_CloseWhenDone_ClosesAtTheNextWriteEvent_BehindAllOutput(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Tcp();
        using (far)
        {
            near.SendBufferSize = 4096;
            var chat = new ChatRecorder(near, test.Map);
            byte[] data = new byte[1_000_000];
            new Random(27).NextBytes(data);
            chat.push(data);
            chat.close_when_done();
            Assert.False(chat.IsClosed);

            var received = new List<byte>();
            byte[] buffer = new byte[65536];
            test.PumpUntil(
                () =>
                {
                    while (far.Available > 0)
                    {
                        received.AddRange(buffer.AsSpan(0, far.Receive(buffer)));
                    }

                    return chat.IsClosed;
                },
                order,
                "the close");
            while (far.Receive(buffer) is > 0 and var count)
            {
                received.AddRange(buffer.AsSpan(0, count));
            }

            Assert.Equal(["close"], chat.Trace);
            Assert.Equal(data, received);
        }
    }

    [Fact]
    public void Fact28_FailedSend_IsAnError_AndKeepsTheEntry()
    {
        Socket.SendResult = SocketError.TimedOut;
        Chat.push("a"u8);
        Assert.Equal(["error SocketException"], Trace);
        Assert.Equal(["a"], Fifo);
    }

    [Fact]
    public void Fact28_SendToAPeerThatIsGone_IsTheClose_AndKeepsTheEntry()
    {
        Socket.SendResult = SocketError.ConnectionReset;
        Chat.push("a"u8);
        Assert.Equal(["close"], Trace);
        Assert.Equal(["a"], Fifo);
    }

    [Fact]
    public void ProducerFifo_ChangesAsADeque()
    {
        FillKernel();
        Chat.push("b"u8);
        Chat.producer_fifo.appendleft(Bytes("a"));
        var producer = new ListProducer("c");
        Chat.producer_fifo.append(producer);

        Assert.Equal(3, Chat.producer_fifo.Count);
        Assert.Equal("a"u8, (byte[])Chat.producer_fifo[0]!);
        Assert.Same(producer, Chat.producer_fifo[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Chat.producer_fifo[3]);
        Assert.Equal("a"u8, (byte[])Chat.producer_fifo.popleft()!);

        Chat.producer_fifo.clear();
        Assert.Empty(Fifo);
        Assert.False(Chat.writable());
        Assert.Throws<InvalidOperationException>(() => Chat.producer_fifo.popleft());
    }

    /// <summary>What is put into the deque by hand goes out with the next write event: the loop hears of it.</summary>
    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void ProducerFifo_ChangedByHand_IsSentByTheLoop(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var chat = new ChatRecorder(near, test.Map);
            test.Pass(order);
            chat.producer_fifo.append(Bytes("by hand"));

            test.Pass(order);

            Assert.Equal(7, far.Available);
        }
    }
}
