using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests;

/// <summary>pyftpdlib's tests of its loop, by their names: what it does with its poller, and how it is closed.</summary>
public abstract class PollerLoopTests(PollerKind poller) : LoopTest(poller)
{
    private readonly List<UnhandledExceptionInfo> _unhandled = [];

    [Fact]
    public void Loop_Stops()
    {
        using Socket peer = AddChannel();
        Loop.CallLater(TimeSpan.Zero, () => Loop.Stop(TimeSpan.Zero));
        Background.Run(() => Loop.Run());
        Assert.Empty(Map);

        using Socket another = AddChannel();
        Loop.CallLater(TimeSpan.Zero, () => Loop.Stop(TimeSpan.Zero));
        Background.Run(() => Loop.RunWhileChannels(TimeSpan.FromMilliseconds(1)));
        Assert.Empty(Map);
    }

    [Fact]
    public void Close()
    {
        using Socket peer = AddChannel();
        using Socket another = AddChannel();

        Loop.Stop(TimeSpan.Zero);

        Assert.Empty(Map);
    }

    [Fact]
    public void Close_w_handler_exc()
    {
        CollectUnhandled();
        using Socket peer = AddChannel();
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var stubborn = new Stubborn(near, Map, new DivideByZeroException());
        using Socket another = AddChannel();

        Loop.Stop(TimeSpan.Zero);

        Assert.All(_unhandled, info => Assert.IsType<DivideByZeroException>(info.Exception));
        Assert.All(_unhandled, info => Assert.Same(stubborn, info.Channel));
        Assert.NotEmpty(_unhandled);
        Assert.DoesNotContain(Map.Values, channel => channel is Probe);
        stubborn.Failure = null;
        far.Dispose();
    }

    /// <summary>A socket whose descriptor is closed already is what was wanted.</summary>
    [Fact]
    public void Close_w_handler_ebadf_exc()
    {
        CollectUnhandled();
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _ = new Probe(new FaultySocket(near) { CloseError = SocketErrors.BadDescriptor }, Map);

        Loop.Stop(TimeSpan.Zero);

        Assert.Empty(_unhandled);
        Assert.Empty(Log.Problems);
        Assert.Empty(Map);
        far.Dispose();
    }

    /// <summary>Timers have nothing to override here: the callback itself throws while the loop stops.</summary>
    [Fact]
    public void Close_w_callback_exc()
    {
        CollectUnhandled();
        using Socket peer = AddChannel();
        Loop.CallLater(TimeSpan.Zero, () => Loop.Stop(TimeSpan.Zero));
        Loop.CallLater(TimeSpan.Zero, () => throw new DivideByZeroException());

        Background.Run(() => Loop.Run());

        Assert.IsType<DivideByZeroException>(Assert.Single(_unhandled).Exception);
        Assert.Empty(Map);
    }

    /// <summary>A channel that wants nothing costs the poller nothing, though its peer is gone.</summary>
    [Fact]
    public void Run_ChannelWantsNothing_IsNotRegistered()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map) { ReadInterest = false };
        far.Dispose();

        Pass(5);

        Assert.Equal(0, Network.Events);
        Assert.Empty(probe.Calls);
        Assert.Equal(PollFlags.None, Assert.Single(Loop.GetSnapshot().Channels).Interest);
    }

    /// <summary>The descriptor leaves the poller before it is closed, for a duplicate keeps the file open and reported.</summary>
    [Fact]
    public void Close_WhileADuplicateIsOpen_PollerReportsNothingMore()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var probe = new Probe(near, Map);
        int duplicate = Kernel.Duplicate(near.Descriptor);
        far.Send("x"u8);
        Pass();
        Assert.Equal(["read"], probe.Calls);

        far.Send("x"u8);
        probe.Close();

        int before = Network.Events;
        Pass(5);
        Assert.Equal(before, Network.Events);
        Assert.Equal(["read"], probe.Calls);
        Kernel.Close(duplicate);
        far.Dispose();
    }

    [Fact]
    public void Run_Interrupted_GoesOn()
    {
        using Socket peer = AddChannel();
        var probe = (Probe)Map.Values.Single();
        using IDisposable registration = Loop.OnSignal((PosixSignal)Signals.User2, () => { });
        Background runner = Background.Start(() => Loop.Run());

        for (int i = 0; i < 20; i++)
        {
            Waiting.Until(() => runner.ThreadId != 0 && Kernel.IsSleeping(runner.ThreadId));
            Kernel.Raise(Signals.User2, runner.ThreadId);
        }

        peer.Send("after"u8);
        Waiting.Until(() => probe.Received.Length == 5);
        Loop.Stop();
        runner.Finish();
        Assert.Empty(Log.Problems);
    }

    private Socket AddChannel()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        _ = new Probe(near, Map);
        return far;
    }

    private void CollectUnhandled() => Loop.UnhandledException += (_, info) => _unhandled.Add(info);

    /// <summary>A channel that cannot be closed.</summary>
    private sealed class Stubborn(ChannelSocket socket, ChannelMap map, Exception failure) : Dispatcher(socket, map)
    {
        public Exception? Failure { get; set; } = failure;

        public override void Close()
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            base.Close();
        }
    }
}

public sealed class EpollLoopTests() : PollerLoopTests(PollerKind.Epoll);

public sealed class PollLoopTests() : PollerLoopTests(PollerKind.Poll);

public sealed class SelectLoopTests() : PollerLoopTests(PollerKind.Select);
