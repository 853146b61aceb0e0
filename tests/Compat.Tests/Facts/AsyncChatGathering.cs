using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>
/// When <c>asynchat.async_chat</c> puts what was pushed into one send, and that no program sees its bytes anywhere but where
/// Python has them by then. In the traces <c>[abc]</c> is what the socket was given to send.
/// </summary>
public sealed class AsyncChatGathering : ChatTest
{
    public AsyncChatGathering()
    {
        Record(Socket, Trace);
    }

    /// <summary>What a program may do right after a push, and must find the bytes gone.</summary>
    public static TheoryData<string> Looks =>
    [
        "socket", "socket =", "set_socket", "create_socket", "producer_fifo", "the fifo kept", "writable", "send", "recv",
        "recv_into", "initiate_send", "handle_write", "close", "close_when_done", "CloseWhenSent", "discard_buffers",
        "a longer push", "an empty push", "a producer", "bytes as a producer", "None as a producer",
    ];

    [Fact]
    public void Push_ForTheLastOfTheInput_IsSentWithinThePush()
    {
        Chat.OnFound = () => PushAnd("answer");
        Receive("ab\n");
        Assert.Equal(["collect ab", "found", "[answer]", "pushed"], Trace);
    }

    [Fact]
    public void Push_OutsideOfFound_IsSentWithinThePush()
    {
        PushAnd("answer");
        Assert.Equal(["[answer]", "pushed"], Trace);
    }

    [Fact]
    public void Push_InCollectOfAFirstMessage_IsSentWithinThePush()
    {
        Chat.OnCollect = text => PushAnd(text);
        Receive("ab\ncd\n");
        Assert.Equal(["collect ab", "[ab]", "pushed", "found"], Trace[..4]);
    }

    [Fact]
    public void PushesWhileMoreInputIsToBeParsed_LeaveWithOneSend_WithTheLast()
    {
        int answer = 0;
        Chat.OnFound = () => PushAnd($"{++answer};");
        Receive("\n\n\n");
        Assert.Equal(["found", "pushed", "found", "pushed", "found", "[1;2;3;]", "pushed"], Trace);
        Assert.Equal(["1;2;3;"], Sent);
    }

    [Fact]
    public void SeveralPushesInOneFound_LeaveWithOneSend()
    {
        int answer = 0;
        Chat.OnFound = () =>
        {
            Chat.push("a"u8);
            Chat.push("b"u8);
            Trace.Add($"end {++answer}");
        };

        Receive("\n\n");

        Assert.Equal(["found", "end 1", "found", "[aba]", "[b]", "end 2"], Trace);
    }

    [Fact]
    public void InputEndsInHalfAMessage_TheAnswersLeaveAtItsEnd()
    {
        int answer = 0;
        Chat.OnFound = () => PushAnd($"{++answer};");
        Receive("\n\nhalf");
        Assert.Equal(["found", "pushed", "found", "pushed", "collect half", "[1;2;]"], Trace);

        Trace.Clear();
        PushAnd("later"); // that input is over
        Assert.Equal(["[later]", "pushed"], Trace);
    }

    [Fact]
    public void InputEndsInABeginningOfATerminator_TheAnswersLeaveAtItsEnd()
    {
        Chat.set_terminator("\r\n"u8);
        Chat.OnFound = () => PushAnd("x");
        Receive("\r\n\r");
        Assert.Equal(["found", "pushed", "[x]"], Trace);
    }

    [Fact]
    public void LastMessageWithoutAnAnswer_TheAnswersLeaveAtTheEndOfTheInput()
    {
        Chat.OnFound = () =>
        {
            Chat.push("x"u8);
            Chat.OnFound = null;
        };

        Receive("\n\n\n");

        Assert.Equal(["found", "found", "found", "[x]"], Trace);
    }

    [Fact]
    public void FoundThatThrows_TheAnswersLeaveBeforeHandleError()
    {
        int answer = 0;
        Chat.OnFound = () =>
        {
            PushAnd($"{++answer};");
            if (answer == 2)
            {
                throw new FormatException();
            }
        };

        Receive("\n\n\n");

        Assert.Equal(["found", "pushed", "found", "pushed", "[1;2;]", "error FormatException"], Trace);
    }

    [Fact]
    public void FoundThatLeavesTheLoop_TheAnswersLeaveFirst()
    {
        Chat.OnFound = () =>
        {
            PushAnd("bye");
            throw new asyncore.ExitNow();
        };
        Socket.Incoming.Enqueue("\n\n"u8.ToArray());

        Assert.Throws<asyncore.ExitNow>(() => asyncore.read(Chat));

        Assert.Equal(["found", "pushed", "[bye]"], Trace);
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public void WhatIsPushed_IsSentBefore(string look)
    {
        using var other = new FakeSocket(43);
        Record(other, Trace, "other ");
        asynchat.producer_deque kept = Chat.producer_fifo;
        Chat.OnFound = () =>
        {
            Chat.OnFound = null;
            PushAnd("x");
            switch (look)
            {
                case "socket":
                    Trace.Add($"socket {Chat.socket!.Descriptor}");
                    break;
                case "socket =":
                    Chat.socket = other;
                    break;
                case "set_socket":
                    Chat.set_socket(other);
                    break;
                case "create_socket":
                    Chat.create_socket();
                    break;
                case "producer_fifo":
                    Trace.Add($"waiting {Fifo.Length}");
                    break;
                case "the fifo kept":
                    Trace.Add($"waiting {kept.Count}");
                    break;
                case "writable":
                    Trace.Add($"writable {Chat.writable()}");
                    break;
                case "send":
                    Chat.send("past it"u8);
                    break;
                case "recv":
                    Assert.Throws<SocketException>(() => Chat.recv(10));
                    break;
                case "recv_into":
                    Assert.Throws<SocketException>(() => Chat.recv_into(new byte[10]));
                    break;
                case "initiate_send":
                    Chat.initiate_send();
                    break;
                case "handle_write":
                    Chat.handle_write();
                    break;
                case "close":
                    Chat.close();
                    break;
                case "close_when_done":
                    Chat.close_when_done();
                    break;
                case "CloseWhenSent":
                    Chat.CloseWhenSent();
                    Trace.Add($"closed {Chat.IsClosed}");
                    break;
                case "discard_buffers":
                    Chat.discard_buffers();
                    break;
                case "a longer push":
                    Chat.ac_out_buffer_size = 4;
                    Chat.push("01234567"u8);
                    break;
                case "an empty push":
                    Chat.push(Array.Empty<byte>());
                    break;
                case "a producer":
                    Chat.push_with_producer(new ListProducer { OnMore = () => Trace.Add("more") });
                    break;
                case "bytes as a producer":
                    Chat.push_with_producer("y"u8.ToArray());
                    break;
                case "None as a producer":
                    Chat.push_with_producer(null);
                    break;
                default:
                    Assert.Fail(look);
                    break;
            }

            Trace.Add("done");
        };

        Receive("\nrest");

        string[] between = look switch
        {
            "socket" => ["socket 42"],
            "producer_fifo" or "the fifo kept" => ["waiting 0"],
            "writable" => ["writable False"],
            "CloseWhenSent" => ["closed True"],
            "send" => ["[past it]"],
            "None as a producer" => ["close"],
            "a longer push" => ["[0123]"],
            "an empty push" => ["[]"],
            "a producer" => ["more"],
            "bytes as a producer" => ["[y]"],
            _ => [],
        };
        string[] expected = ["found", "pushed", "[x]", .. between, "done"];
        Assert.Equal(expected, Trace[..expected.Length]);
        Assert.Equal("x", Sent[0]);
    }

    /// <summary>In Python the push that follows finds the close in front, and nothing else.</summary>
    [Fact]
    public void PushBehindCloseWhenDone_Closes_WhileMoreInputIsToBeParsed()
    {
        Chat.OnFound = () =>
        {
            Chat.push("bye"u8);
            Chat.close_when_done();
            Chat.push("too late"u8);
            Trace.Add("done");
        };

        Receive("\n\n");

        Assert.Equal(["found", "[bye]", "close", "done"], Trace);
    }

    [Fact]
    public void ArrayUsedAgainAfterThePush_DoesNotChangeWhatWasPushed()
    {
        byte[] answer = "1;"u8.ToArray();
        Chat.OnFound = () =>
        {
            Chat.push(answer);
            answer[0]++;
        };

        Receive("\n\n\n");

        Assert.Equal(["1;2;3;"], Sent);
    }

    /// <summary>In Python it would be inside the first push; the messages behind it come all the same there.</summary>
    [Fact]
    public void PeerThatIsGone_ShowsWhenTheAnswersLeave()
    {
        Socket.SendResult = SocketError.ConnectionReset;
        Chat.OnFound = () => PushAnd("x");
        Receive("\n\n");
        Assert.Equal(["found", "pushed", "found", "[xx]", "close", "pushed"], Trace);
        Assert.Equal(["x", "x"], Fifo);
    }

    [Fact]
    public void AClassThatOverridesSend_SeesOneCallForEachPush()
    {
        using var sock = new FakeSocket(43);
        var chat = new SendRecorder(sock, new ChannelMap());
        chat.set_terminator("\n"u8);
        chat.OnFound = () =>
        {
            chat.push("a"u8);
            chat.push("b"u8);
        };

        Receive(chat, sock, "\n\n");

        Assert.Equal(["found", "send a", "send b", "found", "send a", "send b"], chat.Trace);
    }

    [Fact]
    public void AClassThatOverridesInitiateSend_SeesOneCallForEachPush()
    {
        using var sock = new FakeSocket(43);
        var chat = new InitiateRecorder(sock, new ChannelMap());
        chat.set_terminator("\n"u8);
        chat.OnFound = () =>
        {
            chat.push("a"u8);
            chat.push("b"u8);
        };

        Receive(chat, sock, "\n\n");

        Assert.Equal(["found", "initiate 1", "initiate 1", "found", "initiate 1", "initiate 1"], chat.Trace);
    }

    [Fact]
    public void AClassThatOverridesSend_GetsWhatWaitedEntryByEntry()
    {
        using var sock = new FakeSocket(43) { SendResult = SocketError.WouldBlock };
        var chat = new SendRecorder(sock, new ChannelMap());
        chat.push("a"u8);
        chat.push("b"u8);
        chat.Trace.Clear();
        sock.SendResult = SocketError.Success;

        chat.handle_write();
        chat.handle_write();

        Assert.Equal(["send a", "send b"], chat.Trace);
    }

    [Fact]
    public void ChunksThatWaited_LeaveWithOneSend_OfAcOutBufferSize()
    {
        Chat.ac_out_buffer_size = 8;
        Queue("01", "23", "456", "789");

        Chat.handle_write();
        Assert.Equal(["01234567"], Sent);
        Assert.Equal(["89"], Fifo);

        Chat.handle_write();
        Assert.Equal(["01234567", "89"], Sent);
    }

    [Fact]
    public void ChunksThatWaited_TakenInPart_GoOnWhereTheKernelStopped()
    {
        Queue("0123", "4567", "89");

        Socket.Room = 6;
        Chat.handle_write();
        Assert.Equal(["67", "89"], Fifo);

        Chat.handle_write();
        Assert.Equal(["012345", "6789"], Sent);
        Assert.Empty(Fifo);
    }

    /// <summary>What a send was tried with stays in one piece: the first two here, with the second push.</summary>
    [Fact]
    public void ChunksPushedWhileTheKernelIsFull_LeaveInFewerSends()
    {
        FillKernel();
        foreach (string chunk in new[] { "01", "23", "456", "789" })
        {
            Chat.push(Bytes(chunk));
        }

        DrainKernel();
        Chat.handle_write();
        Chat.handle_write();
        Assert.Equal(["0123", "456789"], Sent);
    }

    [Theory]
    [InlineData("empty", "")]
    [InlineData("producer", "more")]
    [InlineData("close", "None")]
    public void ChunksThatWaited_AreGatheredUpTo(string what, string inFront)
    {
        FillKernel();
        Chat.push("a"u8);
        Chat.push("b"u8);
        switch (what)
        {
            case "empty":
                Chat.push(Array.Empty<byte>());
                break;
            case "producer":
                Chat.push_with_producer(new ListProducer("p"));
                break;
            default:
                Chat.close_when_done();
                break;
        }

        Chat.producer_fifo.append(Bytes("c"));
        DrainKernel();
        Chat.handle_write();

        Assert.Equal(["ab"], Sent);
        Assert.Equal([inFront, "c"], Fifo);
    }

    [Fact]
    public void WhileTheKernelIsFull_NothingIsPutOff()
    {
        int sends = 0;
        FillKernel();
        Chat.push("waiting;"u8);
        Socket.OnSend = _ => sends++;
        Chat.OnFound = () => Chat.push("x"u8);

        Receive("\n\n\n");

        Assert.Equal(3, sends); // as many as Python makes
    }

    [Fact]
    public void MoreThanOneSendTakes_LeavesInSendsOfAcOutBufferSizeAtMost()
    {
        Chat.ac_out_buffer_size = 5;
        Chat.OnFound = () => Chat.push("abc"u8);
        Receive("\n\n\n");
        Assert.Equal(["abc", "abc", "abc"], Sent);
    }

    /// <summary>A packet a push, as in Python: those sockets keep the bounds.</summary>
    [Theory]
    [InlineData(SocketType.Dgram)]
    [InlineData(SocketType.Seqpacket)]
    public void OnASocketThatKeepsBounds_NothingIsPutTogether(SocketType type)
    {
        using var sock = new FakeSocket(43, type: type);
        var chat = new ChatRecorder(sock, new ChannelMap());
        chat.set_terminator("\n"u8);
        chat.OnFound = () =>
        {
            chat.push("a"u8);
            chat.push("b"u8);
        };
        Receive(chat, sock, "\n\n");
        Assert.Equal(["a", "b", "a", "b"], sock.Sent.Select(Text));

        sock.SendResult = SocketError.WouldBlock;
        chat.push("c"u8);
        chat.push("d"u8);
        sock.SendResult = SocketError.Success;
        chat.handle_write();
        Assert.Equal("c", Text(sock.Sent[^1]));
    }

    /// <summary>Nothing is put off for longer than the read event, and not where another channel reads.</summary>
    [Fact]
    public void PushToAnotherChannel_IsSentWithinThePush()
    {
        using var sock = new FakeSocket(43);
        var other = new ChatRecorder(sock, new ChannelMap(), Trace);
        Record(sock, Trace, "other ");
        Chat.OnFound = () =>
        {
            other.push("x"u8);
            Trace.Add("pushed");
        };

        Receive("\n\n");

        Assert.Equal(["found", "other [x]", "pushed", "found", "other [x]", "pushed"], Trace);
    }

    [Fact]
    public void ReadInsideFound_ParsesTheRest_AndLosesNoOrder()
    {
        int answer = 0;
        Socket.Incoming.Enqueue("b\nc\n"u8.ToArray());
        Chat.OnFound = () =>
        {
            PushAnd($"{++answer};");
            if (answer == 1)
            {
                Chat.handle_read();
                PushAnd("after");
            }
        };
        Socket.Incoming.Enqueue("d\n"u8.ToArray());
        Socket.Incoming.TryDequeue(out byte[]? first);
        Socket.Incoming.Enqueue(first!); // d, then b and c

        asyncore.read(Chat);
        Assert.Equal(["collect d", "found", "[1;]", "pushed"], Trace[..4]);
        Assert.Equal("1;2;3;after", string.Concat(Sent));
    }

    /// <summary>
    /// The order of the bytes is that of the pushes, whatever is pushed when and whatever the kernel takes: random programs, by
    /// fixed seeds.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void OrderOfBytes_IsThatOfThePushes(int seed)
    {
        var random = new Random(seed);
        var pushed = new List<byte>();
        byte next = 0;
        Socket.OnSend = _ =>
        {
            Socket.Room = random.Next(1, 40);
            Socket.SendResult = random.Next(4) == 0 ? SocketError.WouldBlock : SocketError.Success;
        };
        Chat.ac_out_buffer_size = 16;
        Chat.OnFound = () =>
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                byte[] data = new byte[random.Next(random.Next(2) == 0 ? 4 : 40)];
                for (int j = 0; j < data.Length; j++)
                {
                    data[j] = next++;
                }

                pushed.AddRange(data);
                switch (random.Next(5))
                {
                    case 0:
                        Chat.push_with_producer(data);
                        break;
                    case 1:
                        Chat.push_with_producer(new asynchat.simple_producer(data, buffer_size: 3));
                        break;
                    case 2:
                        Chat.push(data);
                        _ = Chat.producer_fifo.Count;
                        break;
                    default:
                        Chat.push(data);
                        break;
                }
            }
        };

        for (int round = 0; round < 200; round++)
        {
            Receive(string.Concat(Enumerable.Repeat("x\n", random.Next(1, 6))) + (random.Next(2) == 0 ? "half" : ""));
            Chat.handle_write();
        }

        while (Chat.writable())
        {
            Chat.handle_write();
        }

        Assert.Equal(pushed, Socket.Sent.SelectMany(sent => sent));
    }

    /// <summary>Over a real connection the peer gets the answers to one receive with one.</summary>
    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void AnswersToPipelinedMessages_ReachThePeerInOnePiece(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var chat = new ChatRecorder(near, test.Map);
            chat.set_terminator("\n"u8);
            chat.OnFound = () => chat.push("answer;"u8);
            far.Send("a\nb\nc\nhalf"u8);

            test.Pass(order);

            byte[] buffer = new byte[100];
            Assert.Equal("answer;answer;answer;", Text(buffer[..far.Receive(buffer)]));
        }
    }

    private static void Record(FakeSocket socket, List<string> trace, string name = "") =>
        socket.OnSend = data => trace.Add($"{name}[{Text(data)}]");

    /// <summary>What waits, without a send that was tried.</summary>
    private void Queue(params string[] chunks)
    {
        foreach (string chunk in chunks)
        {
            Chat.producer_fifo.append(Bytes(chunk));
        }
    }

    private void PushAnd(string text)
    {
        Chat.push(Bytes(text));
        Trace.Add("pushed");
    }

    private sealed class InitiateRecorder(ChannelSocket sock, ChannelMap map) : ChatRecorder(sock, map)
    {
        public override void initiate_send()
        {
            Trace.Add($"initiate {producer_fifo.Count}");
            base.initiate_send();
        }
    }
}
