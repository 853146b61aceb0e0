using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Stopping at once, and stopping gracefully.</summary>
public abstract class StopTests(PollerKind poller) : LoopTest(poller)
{
    [Fact]
    public void Stop_FromAnotherThread_EndsTheRunAndLeavesTheChannels()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        Background runner = Background.Start(() => Loop.Run());
        Waiting.Until(() => runner.ThreadId != 0 && Kernel.IsSleeping(runner.ThreadId));

        Loop.Stop();

        runner.Finish();
        Assert.False(probe.IsClosed);
        Assert.Single(Map);
        far.Dispose();
    }

    [Fact]
    public void Stop_BeforeAPass_EndsItsWait_AndTheNextPassWaitsAgain()
    {
        var wait = TimeSpan.FromMilliseconds(1);
        Loop.Stop();

        Loop.RunOnce(wait);
        Assert.Equal(TimeSpan.Zero, Network.LastTimeout);

        Loop.RunOnce(wait);
        Assert.Equal(wait, Network.LastTimeout);
    }

    [Fact]
    public void Stop_BeforeRun_ReturnsAtOnce_AndTheNextRunGoesOn()
    {
        int fired = 0;
        Loop.CallLater(TimeSpan.Zero, () => fired++);
        Loop.Stop();

        Background.Run(() => Loop.Run());
        Assert.Equal(0, fired);

        Background.Run(() => Loop.Run());
        Assert.Equal(1, fired);
    }

    [Fact]
    public void Stop_InACallback_TheRestOfThePassRuns()
    {
        List<string> ran = [];
        Loop.Post(Loop.Stop);
        Loop.Post(() => ran.Add("posted"));
        Loop.CallLater(TimeSpan.Zero, () => ran.Add("timer"));
        Loop.CallLater(TimeSpan.FromDays(1), () => { });

        Background.Run(() => Loop.Run());

        Assert.Equal(["posted", "timer"], ran);
    }

    [Fact]
    public void Stop_EndsRunWhileChannels()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map) { OnRead = Loop.Stop };
        far.Send("x"u8);

        Background.Run(() => Loop.RunWhileChannels());

        Assert.False(probe.IsClosed);
        far.Dispose();
    }

    [Fact]
    public void StopGracefully_ClosesListenersAtOnce()
    {
        var listener = new Probe(null, Map);
        listener.CreateSocket();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        EndPoint address = listener.Socket!.LocalEndPoint!;
        Loop.Post(() => Loop.Stop(TimeSpan.FromDays(1)));

        Background.Run(() => Loop.Run());

        Assert.True(listener.IsClosed);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SocketException refused = Assert.Throws<SocketException>(() => client.Connect(address));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public void StopGracefully_IdleChannels_RunReturnsWhateverTimersAreLeft()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        LoopTimer left = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        Loop.Post(() => Loop.Stop(TimeSpan.FromDays(1)));

        Background.Run(() => Loop.Run());

        Assert.True(probe.IsClosed);
        Assert.True(left.IsActive);
        Assert.Equal(1, Loop.Timers.Count);
        Assert.Equal(0, far.Receive(new byte[1]));
        far.Dispose();
    }

    [Fact]
    public void StopGracefully_PendingOutput_DrainsFirst()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        byte[] data = new byte[4 << 20];
        new Random(1).NextBytes(data);
        probe.Send(data);
        Assert.NotEqual(0, probe.PendingOutput);
        Loop.Post(() => Loop.Stop(TimeSpan.FromDays(1)));
        Background runner = Background.Start(() => Loop.Run());

        byte[] received = new byte[data.Length + 1];
        int count = 0;
        for (int read; (read = far.Receive(received, count, received.Length - count, SocketFlags.None)) > 0;)
        {
            count += read;
        }

        runner.Finish();
        Assert.Equal(data.Length, count);
        Assert.True(received.AsSpan(0, count).SequenceEqual(data));
        Assert.Empty(Map);
        Assert.Equal(0, Loop.Timers.Count);
        far.Dispose();
    }

    [Fact]
    public void StopGracefully_PeerDoesNotRead_IsAbortedAtTheDeadline()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = (int)Background.Patience.TotalMilliseconds,
        };
        far.Connect(listener.LocalEndPoint!);
        var probe = new Probe(listener.Accept(), Map);
        probe.Send(new byte[32 << 20]);
        Loop.Post(() => Loop.Stop(TimeSpan.FromMilliseconds(1)));

        Background.Run(() => Loop.Run());

        Assert.True(probe.IsClosed);
        Assert.Empty(Map);
        Assert.Equal(0, probe.PendingOutput);
        SocketException reset = Assert.Throws<SocketException>(() =>
        {
            byte[] buffer = new byte[1 << 20];
            while (far.Receive(buffer) > 0)
            {
            }
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Fact]
    public void StopGracefully_BeforeRun_RunReturns()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _ = new Probe(near, Map);
        Loop.Stop(TimeSpan.FromDays(1));

        Background.Run(() => Loop.Run());

        Assert.Empty(Map);
        far.Dispose();
    }

    [Fact]
    public void StopGracefully_Twice_TheLaterDeadlineCounts()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        probe.Send(new byte[4 << 20]);
        Loop.Post(() =>
        {
            Loop.Stop(TimeSpan.FromDays(1));
            Loop.Stop(TimeSpan.Zero);
        });

        Background.Run(() => Loop.Run());

        Assert.Empty(Map);
        Assert.Equal(0, Loop.Timers.Count);
        far.Dispose();
    }

    [Fact]
    public void StopGracefully_ThenRunAgain_StartsAfresh()
    {
        Loop.Post(() => Loop.Stop(TimeSpan.FromDays(1)));
        Background.Run(() => Loop.Run());
        bool fired = false;
        Loop.CallLater(TimeSpan.FromMilliseconds(1), () => fired = true);

        Background.Run(() => Loop.Run());

        Assert.True(fired);
    }

    /// <summary>Who awaits a channel that the stop closes goes on, and may take several passes to end.</summary>
    [Fact]
    public void StopGracefully_RunsWhatItsClosesHavePosted()
    {
        List<int> ran = [];
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _ = new Posting(near, Map, () => Loop.Post(() =>
        {
            ran.Add(1);
            Loop.Post(() => ran.Add(2));
        }));
        Loop.Post(() => Loop.Stop(TimeSpan.FromDays(1)));

        Background.Run(() => Loop.Run());

        Assert.Equal([1, 2], ran);
        Assert.Equal(0, Loop.Timers.Count);
        far.Dispose();
    }

    [Fact]
    public void StopGracefully_PostsThatNeverEnd_EndAtTheDeadline()
    {
        long posts = 0;
        Loop.Post(() => Loop.Stop(TimeSpan.FromMilliseconds(1)));
        Loop.Post(Again);

        Background.Run(() => Loop.Run());

        Assert.InRange(posts, 1, long.MaxValue);

        void Again()
        {
            posts++;
            Loop.Post(Again);
        }
    }

    /// <summary>A client that connects anew whenever it has lost its connection, and is told only after the close.</summary>
    [Fact]
    public void StopGracefully_ChannelsThatAreOpenedAgainAndAgain_EndAtTheDeadline()
    {
        List<Socket> peers = [];
        Loop.Post(Open);
        Loop.Post(() => Loop.Stop(TimeSpan.FromMilliseconds(1)));

        Background.Run(() => Loop.Run());

        Assert.Empty(Map);
        Assert.InRange(peers.Count, 2, 3); // one may have been opened after the stop and before its deadline
        peers.ForEach(peer => peer.Dispose());

        void Open()
        {
            (ChannelSocket near, Socket far) = Pairs.Connect();
            peers.Add(far);
            _ = new Posting(near, Map, () => Loop.Post(Open));
        }
    }

    [Fact]
    public void StopGracefully_ACloseThrows_TheOthersAreClosed()
    {
        List<UnhandledExceptionInfo> unhandled = [];
        Loop.UnhandledException += (_, info) => unhandled.Add(info);
        (ChannelSocket near, Socket far) = Pairs.Connect();
        (ChannelSocket otherNear, Socket otherFar) = Pairs.Connect();
        var broken = new Probe(new FaultySocket(near) { CloseError = (SocketError)5 }, Map);
        var other = new Probe(otherNear, Map);
        Loop.Post(() => Loop.Stop(TimeSpan.FromDays(1)));

        Background.Run(() => Loop.Run());

        Assert.Empty(Map);
        Assert.True(other.IsClosed);
        UnhandledExceptionInfo info = Assert.Single(unhandled);
        Assert.Same(broken, info.Channel);
        Assert.Contains("EIO", info.Exception.Message, StringComparison.Ordinal);
        far.Dispose();
        otherFar.Dispose();
    }

    private sealed class Posting(ChannelSocket socket, ChannelMap map, Action closed) : Dispatcher(socket, map)
    {
        public override void Close()
        {
            base.Close();
            closed();
        }

        public override void Abort()
        {
            base.Abort();
            closed();
        }
    }
}

public sealed class StopOnEpollTests() : StopTests(PollerKind.Epoll);

public sealed class StopOnPollTests() : StopTests(PollerKind.Poll);

public sealed class StopOnSelectTests() : StopTests(PollerKind.Select);
