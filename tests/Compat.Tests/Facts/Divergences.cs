using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>
/// The deliberate differences from CPython that no numbered fact shows. <c>docs/divergences.md</c> lists them all.
/// </summary>
public sealed class Divergences
{
    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void HandleClose_ThatDoesNotClose_IsCalledOnce(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        var d = new Recorder(near, test.Map) { OnRead = c => c.recv(10), OnClose = _ => { } };
        far.Dispose();

        for (int pass = 0; pass < 3; pass++)
        {
            test.Pass(order);
        }

        Assert.Equal(["read", "close"], d.Trace);
        Assert.False(d.socket!.IsClosed);
    }

    [Fact]
    public void HandleClose_AfterAnotherSocketWasCreated_IsCalledAgain()
    {
        using var test = new TestLoop(new FakeNetwork());
        var d = new Recorder(null, test.Map) { OnClose = _ => { } };
        d.create_socket();
        asyncore.readwrite(d, PollFlags.Hup);
        asyncore.readwrite(d, PollFlags.Hup);
        d.create_socket();
        asyncore.readwrite(d, PollFlags.Hup);

        Assert.Equal(["close", "close"], d.Trace);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void HandleClose_ThatThrows_EndsInClose(Order order)
    {
        using var test = new TestLoop();
        (Socket near, Socket far) = Pairs.Unix();
        var d = new Recorder(near, test.Map) { OnRead = c => c.recv(10), OnClose = _ => throw new FormatException() };
        far.Dispose();

        test.Pass(order);

        Assert.Equal(["read", "close", "error FormatException"], d.Trace);
        Assert.True(d.socket!.IsClosed);
        Assert.Empty(test.Map);
    }

    /// <summary>The send finds the peer gone, and in the order of poll the same event carries a hang-up.</summary>
    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void HandleClose_OfAPeerGoneWhileWriting_IsCalledOnce(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        var d = new Recorder(near, test.Map) { WantsRead = false, WantsWrite = true, OnWrite = c => c.send("x"u8) };
        far.Dispose();

        test.Pass(order);

        Assert.Equal(["write", "close"], d.Trace);
    }

    [Fact]
    public void ClosedChannel_GetsNoHandleClose()
    {
        var sock = new FakeSocket { SendResult = SocketErrors.BadDescriptor, ReceiveResult = SocketErrors.BadDescriptor };
        var d = new Recorder(sock, new ChannelMap());
        d.close();

        Assert.Equal(0, d.send("x"u8));
        Assert.Empty(d.recv(1));
        asyncore.readwrite(d, PollFlags.Hup);

        Assert.Empty(d.Trace);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void ExceptionAfterClose_ReachesHandleError_AndNoHandleClose(Order order)
    {
        using var test = new TestLoop();
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var d = new Recorder(near, test.Map)
            {
                OnRead = c =>
                {
                    c.close();
                    throw new FormatException();
                },
            };
            far.Send("x"u8);

            test.Pass(order);

            Assert.Equal(["read", "error FormatException"], d.Trace);
        }
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void ChannelClosedInAPredicate_IsNeitherAskedNorPolled(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near1, Socket far1) = Pairs.Unix();
        (Socket near2, Socket far2) = Pairs.Unix();
        using (far1)
        using (far2)
        {
            var closing = new ClosesWhenAsked(near1, test.Map);
            var next = new ClosesWhenAsked(near2, test.Map);
            closing.Other = next;
            far1.Send("x"u8);
            far2.Send("x"u8);

            test.Pass(order);

            Assert.True(closing.IsAsked);
            Assert.False(next.IsAsked);
            Assert.Empty(test.Map);
        }
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void ChannelTakenOutAndPutBackDuringThePass_WaitsForTheNext(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near1, Socket far1) = Pairs.Unix();
        (Socket near2, Socket far2) = Pairs.Unix();
        using (far1)
        using (far2)
        {
            var trace = new List<string>();
            Recorder? second = null;
            var first = new Recorder(near1, test.Map, "a", trace)
            {
                OnRead = _ =>
                {
                    second!.del_channel();
                    second.add_channel();
                },
            };
            second = new Recorder(near2, test.Map, "b", trace);
            far1.Send("x"u8);
            far2.Send("x"u8);

            test.Pass(order);
            Assert.Equal(["a read"], trace);

            first.OnRead = null;
            test.Pass(order);
            Assert.Equal(["a read", "a read", "b read"], trace);
        }
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void EmptyDatagram_DoesNotClose(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        var received = new List<string>();
        var d = new Recorder(null, test.Map) { OnRead = c => received.Add(System.Text.Encoding.ASCII.GetString(c.recv(100))) };
        d.create_socket(AddressFamily.InterNetwork, SocketType.Dgram);
        d.bind(("127.0.0.1", 0));
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo([], d.socket!.LocalEndPoint!);
        sender.SendTo("next"u8, d.socket.LocalEndPoint!);

        test.PumpUntil(() => received.Count == 2, order, "the second datagram");

        Assert.Equal(["", "next"], received);
        Assert.Equal(["read", "read"], d.Trace);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void LoopInsideAHandler_Throws(Order order)
    {
        using var test = new TestLoop();
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            Exception? raised = null;
            var d = new Recorder(near, test.Map)
            {
                OnRead = c => asyncore.loop(map: c._map, count: 1),
                OnError = _ => raised = asyncore.exc_info(),
            };
            far.Send("x"u8);

            test.Pass(order);

            Assert.IsType<InvalidOperationException>(raised);
            Assert.False(d.IsClosed);
        }
    }

    [Fact]
    public void LoopInsideAHandler_OverAnotherMap_Runs()
    {
        using var outer = new TestLoop();
        using var inner = new TestLoop();
        (Socket near1, Socket far1) = Pairs.Unix();
        (Socket near2, Socket far2) = Pairs.Unix();
        using (far1)
        using (far2)
        {
            var trace = new List<string>();
            _ = new Recorder(near1, outer.Map, "outer", trace) { OnRead = _ => inner.Pass(Order.Poll) };
            _ = new Recorder(near2, inner.Map, "inner", trace);
            far1.Send("x"u8);
            far2.Send("x"u8);

            outer.Pass(Order.Poll);

            Assert.Equal(["outer read", "inner read"], trace);
        }
    }

    [Fact]
    public void MembersOffTheThreadOfARunningLoop_Throw()
    {
        using var test = new TestLoop();
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            List<Exception?> raised = [];
            var d = new Recorder(near, test.Map);
            d.OnRead = c =>
            {
                var other = new Thread(() => raised =
                [
                    Record.Exception(() => c.send("x"u8)),
                    Record.Exception(() => c.recv(1)),
                    Record.Exception(c.close),
                    Record.Exception(() => c.add_channel()),
                    Record.Exception(() => asyncore.poll(map: c._map)),
                ]);
                other.Start();
                other.Join();
            };
            far.Send("x"u8);

            test.Pass(Order.Poll);

            Assert.Equal(5, raised.Count);
            Assert.All(raised, e => Assert.IsType<InvalidOperationException>(e));
            Assert.False(d.IsClosed);
        }
    }

    [SkippableFact]
    public void ConnectToAUnixListenerWhoseBacklogIsFull_Throws()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Other systems refuse the connection.");
        using var test = new TestLoop();
        string path = Pairs.UnixPath();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        SocketException? refused = null;
        Recorder? last = null;
        for (int i = 0; i < 10 && refused is null; i++)
        {
            last = new Recorder(null, test.Map);
            last.create_socket(AddressFamily.Unix);
            refused = (SocketException?)Record.Exception(() => last.connect(path));
        }

        File.Delete(path);
        Assert.Equal(SocketError.WouldBlock, refused?.SocketErrorCode);
        Assert.False(last!.connected);
        Assert.Null(last.addr);
    }

    [Theory]
    [InlineData(Order.Select)]
    [InlineData(Order.Poll)]
    public void OutputAbove16MiB_HoldsInput_UntilItIsSent(Order order)
    {
        var network = new FakeNetwork();
        using var test = new TestLoop(network);
        var sock = new FakeSocket(1) { SendResult = SocketError.WouldBlock };
        var d = new asyncore.dispatcher_with_send(sock, test.Map);
        d.send(new byte[16 << 20]);
        test.Pass(order);
        Assert.True(network.Poller.Watched[1].HasFlag(PollFlags.In));

        d.send([1]);
        test.Pass(order);
        Assert.True(d.readable());
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
        var sock = new FakeSocket(1) { SendResult = SocketError.WouldBlock };
        var d = new asyncore.dispatcher_with_send(sock, test.Map);
        d.send([1]);
        test.Pass(order);

        d.CloseWhenSent();
        test.Pass(order);
        Assert.Equal(PollFlags.Out, network.Poller.Watched[1] & (PollFlags.In | PollFlags.Out));
        Assert.False(d.IsClosed);

        sock.SendResult = SocketError.Success;
        network.Poller.Report(1, PollFlags.Out);
        test.Pass(order);
        Assert.True(d.IsClosed);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void HangUp_WhileReadingIsPaused_WaitsForTheReader(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        var received = new List<byte>();
        var d = new Recorder(near, test.Map)
        {
            WantsRead = false,
            WantsWrite = true,
            OnRead = c => received.AddRange(c.recv(10)),
        };
        far.Send(new byte[25]);
        far.Dispose();

        for (int pass = 0; pass < 5; pass++)
        {
            test.Pass(order);
        }

        Assert.DoesNotContain("close", d.Trace);
        (d.WantsRead, d.WantsWrite) = (true, false);
        test.PumpUntil(() => d.IsClosed, order, "the end of the connection");
        Assert.Equal(25, received.Count);
    }

    [Fact]
    public void ErrorText_NamesTheChannel_TheAddress_AndWhatToDo()
    {
        using var test = new TestLoop();
        var first = new asyncore.dispatcher(null, test.Map);
        first.create_socket();
        first.bind(("127.0.0.1", 0));
        first.listen(1);
        EndPoint taken = first.socket!.LocalEndPoint!;
        var second = new asyncore.dispatcher(null, test.Map);
        second.create_socket();

        SocketException raised = Assert.Throws<SocketException>(() => second.bind(taken));

        Assert.StartsWith($"Cannot bind to {taken} on {second}: ", raised.Message, StringComparison.Ordinal);
        Assert.Contains("(EADDRINUSE)", raised.Message, StringComparison.Ordinal);
        Assert.EndsWith("choose another port, or 0 for any free one.", raised.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IPv6Address_ThatWasBound_PrintsAsTheSystemsTuple()
    {
        using var test = new TestLoop(new FakeNetwork());
        var d = new asyncore.dispatcher(new FakeSocket(family: AddressFamily.InterNetworkV6), test.Map);
        d.bind(("::1", 8080));
        Assert.Contains(" ('::1', 8080, 0, 0) at 0x", d.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyHost_BecomesTheAddressThatItMeans()
    {
        using var test = new TestLoop(new FakeNetwork());
        var d = new asyncore.dispatcher(new FakeSocket(), test.Map);
        d.bind(("", 8080));
        Assert.Equal(new IPEndPoint(IPAddress.Any, 8080), d.addr);

        var d6 = new asyncore.dispatcher(new FakeSocket(43, AddressFamily.InterNetworkV6), test.Map);
        d6.bind(("", 8080));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 8080), d6.addr);
    }

    [Fact]
    public void ConnectedAcceptingConnecting_AreNeverTrueTogether()
    {
        var d = new asyncore.dispatcher(new FakeSocket(), new ChannelMap());
        Assert.Equal((true, false, false), (d.connected, d.accepting, d.connecting));

        d.accepting = true;
        Assert.Equal((false, true, false), (d.connected, d.accepting, d.connecting));

        d.connecting = true;
        Assert.Equal((false, false, true), (d.connected, d.accepting, d.connecting));

        d.accepting = false; // it was not set: nothing changes
        Assert.Equal((false, false, true), (d.connected, d.accepting, d.connecting));

        d.connecting = false;
        Assert.Equal((false, false, false), (d.connected, d.accepting, d.connecting));
    }

    [Fact]
    public void WithoutASocket_AnErrorSaysWhatIsMissing()
    {
        var d = new asyncore.dispatcher(null, new ChannelMap());
        foreach (Action use in new Action[]
        {
            () => d.listen(1), () => d.bind(("127.0.0.1", 0)), () => d.connect(("127.0.0.1", 1)), () => d.accept(),
            () => d.send("x"u8), () => d.recv(1), () => d.add_channel(), d.set_reuse_addr,
        })
        {
            InvalidOperationException raised = Assert.Throws<InvalidOperationException>(use);
            Assert.Contains("has no socket", raised.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void DispatcherWithSend_Send_ReturnsTheBytesTaken()
    {
        var d = new asyncore.dispatcher_with_send(new FakeSocket { Room = 2 }, new ChannelMap());
        Assert.Equal(5, d.send("12345"u8));
    }

    [Fact]
    public void OutBuffer_IsACopy()
    {
        var d = new asyncore.dispatcher_with_send(new FakeSocket(), new ChannelMap()) { out_buffer = [1, 2] };
        d.out_buffer[0] = 9;
        Assert.Equal([1, 2], d.out_buffer);
    }

    [Fact]
    public void HandleError_GetsTheException_AndExcInfoGivesItOnlyMeanwhile()
    {
        Exception? inside = null;
        var d = new Recorder(new FakeSocket(), new ChannelMap())
        {
            OnRead = _ => throw new FormatException(),
            OnError = _ => inside = asyncore.exc_info(),
        };

        asyncore.read(d);

        Assert.IsType<FormatException>(inside);
        Assert.Null(asyncore.exc_info());
    }

    private sealed class ClosesWhenAsked(ChannelSocket sock, ChannelMap map) : asyncore.dispatcher(sock, map)
    {
        public bool IsAsked { get; private set; }

        public asyncore.dispatcher? Other { get; set; }

        public override bool readable()
        {
            IsAsked = true;
            Other?.close();
            close();
            return true;
        }

        public override void handle_read() => Assert.Fail("It is closed.");

        public override void handle_write() => Assert.Fail("It is closed.");
    }
}
