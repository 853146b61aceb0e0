using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>The delivery of events to one channel: facts 8 to 14.</summary>
public sealed class ReadWriteFacts
{
    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact9_ExceptionFromHandleError_ClosesTheChannel_AndTheLoopGoesOn(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        var trace = new List<string>();
        (Socket near1, Socket far1) = Pairs.Unix();
        (Socket near2, Socket far2) = Pairs.Unix();
        using (far1)
        using (far2)
        {
            var failing = new Recorder(near1, test.Map, "failing", trace)
            {
                OnRead = _ => throw new FormatException(),
                OnError = _ => throw new InvalidTimeZoneException(),
            };
            _ = new Recorder(near2, test.Map, "other", trace);
            far1.Send("x"u8);
            far2.Send("x"u8);

            test.Pass(order);

            UnhandledExceptionInfo info = test.TakeUnhandled();
            Assert.IsType<InvalidTimeZoneException>(info.Exception);
            Assert.Same(failing, info.Channel);
            Assert.True(failing.IsClosed);
            Assert.Equal(["failing read", "failing error FormatException", "other read"], trace);
            Assert.Single(test.Map);
        }
    }

    [Fact]
    public void Fact10_Readwrite_DeliversInput_Output_UrgentData_ThenTheEnd()
    {
        var channel = new DummyChannel();
        const PollFlags All = PollFlags.In | PollFlags.Out | PollFlags.Pri | PollFlags.Hup | PollFlags.Err | PollFlags.NVal;
        asyncore.readwrite(channel, All);
        Assert.Equal(["read", "write", "expt", "close"], channel.Events);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact11_CloseInHandleRead_ForgoesHandleWrite(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        using (far)
        {
            var channel = new Recorder(near, test.Map) { WantsWrite = true, OnRead = c => c.close() };
            far.Send("x"u8);

            test.Pass(order);

            Assert.Equal(["read"], channel.Trace);
        }
    }

    [Fact]
    public void Fact11_Readwrite_CallsNoHandlerOfAChannelThatClosedInOne()
    {
        var channel = new Recorder(new FakeSocket(), new ChannelMap()) { OnRead = c => c.close() };
        asyncore.readwrite(channel, PollFlags.In | PollFlags.Out | PollFlags.Pri | PollFlags.Hup);
        Assert.Equal(["read"], channel.Trace);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void Fact12_HangUpOfAUnixSocket_ComesAfterItsLastByte(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        (Socket near, Socket far) = Pairs.Unix();
        var received = new List<byte>();
        var channel = new Recorder(near, test.Map) { OnRead = c => received.AddRange(c.recv(10)) };
        far.Send(new byte[25]);
        far.Dispose();

        test.PumpUntil(() => channel.IsClosed, order, "the end of the connection");

        Assert.Equal(25, received.Count);
        Assert.Single(channel.Trace, "close");
        Assert.DoesNotContain(channel.Log, line => line.StartsWith("error", StringComparison.Ordinal));
    }

    [Fact]
    public void Fact13_ErrorThatEndsTheConnection_IsACloseWithoutALog_AndDropsTheOtherFlags()
    {
        var channel = new Recorder(new FakeSocket(), new ChannelMap())
        {
            OnRead = _ => throw new SocketException((int)SocketError.ConnectionReset),
        };
        asyncore.readwrite(channel, PollFlags.In | PollFlags.Out | PollFlags.Pri);
        Assert.Equal(["read", "close"], channel.Trace);
        Assert.Equal(["warning: unhandled close event"], channel.Log);
    }

    [Fact]
    public void Fact13_OtherSocketError_IsAnError_AndDropsTheOtherFlags()
    {
        var channel = new Recorder(new FakeSocket(), new ChannelMap())
        {
            OnRead = _ => throw new SocketException((int)SocketError.TimedOut),
            OnError = _ => { },
        };
        asyncore.readwrite(channel, PollFlags.In | PollFlags.Out | PollFlags.Pri | PollFlags.Hup);
        Assert.Equal(["read", "error SocketException"], channel.Trace);
    }

    [Fact]
    public void Fact14_ReadAndWrite_TakeEverySocketErrorToHandleError()
    {
        var channel = new DummyChannel(new SocketException((int)SocketError.ConnectionReset));
        asyncore.read(channel);
        asyncore.write(channel);
        asyncore._exception(channel);
        Assert.Equal(["read", "error", "write", "error", "expt", "error"], channel.Events);
    }
}
