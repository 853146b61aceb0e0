using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>
/// Descriptors that are half open, reset or hung up, and whose channels do not act on it, cost a few wake-ups and not a
/// processor: the waits of a run of 200 ms are counted. A loop that spins makes thousands.
/// </summary>
public abstract class SpinTests(PollerKind poller) : LoopTest(poller)
{
    private const int FewWaits = 20;

    private static readonly TimeSpan RunTime = TimeSpan.FromMilliseconds(200);

    private readonly List<IDisposable> _open = [];

    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    [InlineData(StreamFamily.Unix)]
    public void HalfOpen_HandleCloseDoesNotClose(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        probe.OnClose = () => { };
        far.Shutdown(SocketShutdown.Send);

        AssertRunsQuietly();

        Assert.Equal(["read", "close"], probe.Calls);
        Assert.False(probe.IsClosed);
    }

    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    [InlineData(StreamFamily.Unix)]
    public void HungUp_HandleCloseDoesNotClose(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        probe.OnClose = () => { };
        far.Dispose();

        AssertRunsQuietly();

        Assert.Equal(1, probe.CountOf("close"));
    }

    /// <summary>One byte of a peer's, which a program that has never heard of urgent data does not take.</summary>
    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    public void UrgentByte_NobodyTakesIt(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        far.Send("!"u8, SocketFlags.OutOfBand);

        AssertRunsQuietly();

        Assert.Equal(1, probe.CountOf("expt"));
        Assert.False(probe.IsClosed);
    }

    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    public void Reset_HandleCloseDoesNotClose(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        probe.OnClose = () => { };
        Reset(far);

        AssertRunsQuietly();

        Assert.Equal(1, probe.CountOf("close"));
    }

    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    [InlineData(StreamFamily.Unix)]
    public void HungUpWithDataLeft_ReadingIsPaused(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        probe.ReadInterest = false;
        far.Send("left behind"u8);
        far.Dispose();

        AssertRunsQuietly();

        Assert.Empty(probe.Calls);
    }

    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    [InlineData(StreamFamily.Unix)]
    public void HungUpWithDataLeft_TheHandlerPausedReading(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        probe.OnRead = () => probe.ReadInterest = false;
        far.Send("left behind"u8);
        far.Dispose();

        AssertRunsQuietly();

        Assert.Equal(["read"], probe.Calls);
    }

    /// <summary>
    /// The natural answer to a half-close, to send what waits and then close, meets a peer that then goes altogether.
    /// </summary>
    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    [InlineData(StreamFamily.Unix)]
    public void HalfOpenThenGone_WithOutputWaiting(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        probe.OnClose = probe.CloseWhenSent;
        probe.Send(new byte[32 << 20]);
        far.Shutdown(SocketShutdown.Send);
        RunUntil(() => probe.Calls.Contains("close") || probe.PendingOutput > probe.HighWaterMark);
        Reset(far);

        AssertRunsQuietly();

        Assert.True(probe.IsClosed);
        Assert.Equal(0, probe.PendingOutput);
        Assert.Equal(1, probe.CountOf("close"));
        Assert.Empty(Map);
    }

    /// <summary>The peer ends its output while this end's is being held up, and is told so before it goes.</summary>
    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    [InlineData(StreamFamily.Unix)]
    public void HalfOpenAndSignalled_ThenGone_WithOutputWaiting(StreamFamily family)
    {
        (Probe probe, Socket far) = Connect(family);
        probe.HighWaterMark = int.MaxValue; // the end of input is read in spite of the output
        probe.OnClose = probe.CloseWhenSent;
        probe.Send(new byte[32 << 20]);
        far.Shutdown(SocketShutdown.Send);
        RunUntil(() => probe.Calls.Contains("close"));
        Assert.NotEqual(0, probe.PendingOutput);
        Reset(far);

        AssertRunsQuietly();

        Assert.True(probe.IsClosed);
        Assert.Equal(0, probe.PendingOutput);
        Assert.Equal(1, probe.CountOf("close"));
        Assert.Empty(Map);
    }

    [SkippableFact]
    public void PipeReader_WriterGone_HandleCloseDoesNotClose()
    {
        (int read, int write) = Kernel.Pipe();
        var probe = new Probe(new FileDescriptorSocket(read, ownsDescriptor: true), Map) { OnClose = () => { } };
        Kernel.Close(write);

        AssertRunsQuietly();

        Assert.Equal(1, probe.CountOf("close"));
    }

    /// <summary>A channel that is asked on every pass says each time that it wants to read, though it was told of the end.</summary>
    [SkippableFact]
    public void PipeReader_WriterGone_AskedOnEveryPass()
    {
        (int read, int write) = Kernel.Pipe();
        var channel = new Asked(new FileDescriptorSocket(read, ownsDescriptor: true), Map);
        Kernel.Close(write);

        AssertRunsQuietly();

        Assert.Equal(1, channel.Closes);
        Assert.False(channel.IsClosed);
    }

    /// <summary>A full pipe whose reader is gone has an error and no room: some pollers report nothing but the error.</summary>
    [SkippableFact]
    public void PipeWriter_FullAndReaderGone_ClosesAndDropsItsOutput()
    {
        (int read, int write) = Kernel.Pipe();
        var probe = new Probe(new FileDescriptorSocket(write, ownsDescriptor: true), Map) { ReadInterest = false };
        probe.Send(new byte[1 << 20]);
        Assert.NotEqual(0, probe.PendingOutput);
        Pass();
        Kernel.Close(read);

        AssertRunsQuietly();

        Assert.True(probe.IsClosed);
        Assert.Equal(1, probe.CountOf("close"));
        Assert.Equal(0, probe.PendingOutput);
    }

    [SkippableFact]
    public void PipeWriter_FullAndReaderGone_HandleCloseDoesNotClose()
    {
        (int read, int write) = Kernel.Pipe();
        var probe = new Probe(new FileDescriptorSocket(write, ownsDescriptor: true), Map)
        {
            ReadInterest = false,
            OnClose = () => { },
        };
        probe.Send(new byte[1 << 20]);
        Pass();
        Kernel.Close(read);

        AssertRunsQuietly();

        Assert.Equal(1, probe.CountOf("close"));
    }

    [SkippableFact]
    public void SocketClosedBehindTheChannelsBack_HandleCloseDoesNotClose()
    {
        (Probe probe, _) = Connect(StreamFamily.Unix);
        probe.OnClose = () => { };
        Pass();
        probe.Socket!.Close();

        AssertRunsQuietly();

        Assert.Equal(1, probe.CountOf("close"));
    }

    [SkippableTheory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData((SocketError)12)] // ENOMEM
    public void Listener_CannotAcceptForWantOfDescriptors(SocketError error)
    {
        FaultySocket? socket = null;
        Network.Sockets = (family, type) => socket = new FaultySocket(SystemNetwork.Instance.CreateSocket(family, type));
        var listener = new Probe(null, Map);
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        socket!.AcceptError = error;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(socket.LocalEndPoint!);

        AssertRunsQuietly();

        Assert.InRange(socket.Accepts, 1, 2);
        Assert.Equal(ChannelState.Listening, listener.State);
        Assert.Single(Log.Problems);
    }

    /// <summary>A timer that is due in a fraction of a millisecond is waited for, whatever the poller's own unit.</summary>
    [SkippableFact]
    public void Timer_SubMillisecond_IsNotSpunFor()
    {
        int fired = 0;
        Loop.CallLater(TimeSpan.FromMicroseconds(200), () => fired++);

        AssertRunsQuietly();

        Assert.Equal(1, fired);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _open.ForEach(item => item.Dispose());
    }

    private static void Reset(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        socket.Dispose();
    }

    private (Probe Probe, Socket Far) Connect(StreamFamily family)
    {
        var address = new Address(family);
        (ChannelSocket near, Socket far) = address.Connect();
        _open.AddRange([address, near, far]);
        return (new Probe(near, Map), far);
    }

    private void AssertRunsQuietly()
    {
        int before = Network.Waits;
        Loop.CallLater(RunTime, Loop.Stop);
        Background.Run(() => Loop.Run());
        Assert.InRange(Network.Waits - before, 1, FewWaits);
    }

    private sealed class Asked(ChannelSocket socket, ChannelMap map) : Dispatcher(socket, map)
    {
        public int Closes { get; private set; }

        public override bool Readable() => true;

        protected override void HandleRead() => Receive(new byte[16]);

        protected override void HandleClose() => Closes++;
    }
}

public sealed class SpinOnEpollTests() : SpinTests(PollerKind.Epoll);

public sealed class SpinOnPollTests() : SpinTests(PollerKind.Poll);

public sealed class SpinOnSelectTests() : SpinTests(PollerKind.Select);
