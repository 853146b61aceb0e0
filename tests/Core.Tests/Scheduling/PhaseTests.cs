using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>The five phases of a pass and their order.</summary>
public sealed class PhaseTests : LoopTest
{
    private readonly List<string> _phases = [];
    private readonly Socket _peer;
    private readonly Asked _channel;

    public PhaseTests()
    {
        (ChannelSocket near, _peer) = Pairs.Connect();
        _channel = new Asked(near, Map, _phases.Add);
        _peer.Send("x"u8);
    }

    [Fact]
    public void RunOnce_PhasesInOrder()
    {
        Loop.CallLater(TimeSpan.Zero, () => _phases.Add("timer"));
        Loop.Post(() => _phases.Add("posted"));

        Pass();

        Assert.Equal(["posted", "timer", "readable", "writable", "read"], _phases);
    }

    [Fact]
    public void Post_InAPostedCallback_WaitsAPass()
    {
        Loop.Post(() => Loop.Post(() => _phases.Add("posted")));

        Pass();
        Assert.DoesNotContain("posted", _phases);

        Pass();
        Assert.Contains("posted", _phases);
    }

    [Fact]
    public void Post_InATimer_RunsOnTheNextPass()
    {
        Loop.CallLater(TimeSpan.Zero, () => Loop.Post(() => _phases.Add("posted")));

        Pass();
        Assert.DoesNotContain("posted", _phases);

        Pass();
        Assert.Contains("posted", _phases);
    }

    [Fact]
    public void CallLater_InAPostedCallback_FiresInTheSamePass()
    {
        Loop.Post(() => Loop.CallLater(TimeSpan.Zero, () => _phases.Add("timer")));

        Pass();

        Assert.Contains("timer", _phases);
    }

    [Fact]
    public void Add_InADispatch_WaitsAPass()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        far.Send("x"u8);
        Probe? added = null;
        _channel.OnRead = () => added ??= new Probe(near, Map);

        Pass();
        Assert.NotNull(added);
        Assert.Empty(added.Calls);

        Pass();
        Assert.Equal(["read"], added.Calls);
        far.Dispose();
    }

    [Fact]
    public void Add_InAPostedCallback_IsPolledInTheSamePass()
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        far.Send("x"u8);
        Probe? added = null;
        Loop.Post(() => added = new Probe(near, Map));

        Pass();

        Assert.Equal(["read"], added!.Calls);
        far.Dispose();
    }

    [Fact]
    public void RunOnce_WorkWaits_PollDoesNot()
    {
        Loop.Post(() => Loop.Post(() => { }));
        _channel.Close();

        Loop.RunOnce();

        Assert.Equal(TimeSpan.Zero, Network.LastTimeout);
    }

    /// <summary>A callback that always posts, and a timer that is always due, keep no channel from its event.</summary>
    [Fact]
    public void RunOnce_EndlessWork_StarvesNoPhase()
    {
        void Again() => Loop.Post(Again);
        Again();
        Loop.CallEvery(TimeSpan.Zero, () => _phases.Add("timer"));

        Pass(3);

        Assert.Equal(3, _phases.Count(p => p == "timer"));
        Assert.Equal(3, _phases.Count(p => p == "read"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _peer.Dispose();
    }

    /// <summary>Its predicates are asked on every pass, and what is there is never read.</summary>
    private sealed class Asked(ChannelSocket socket, ChannelMap map, Action<string> note) : Dispatcher(socket, map)
    {
        public Action? OnRead { get; set; }

        public override bool Readable()
        {
            note("readable");
            return true;
        }

        public override bool Writable()
        {
            note("writable");
            return false;
        }

        protected override void HandleRead()
        {
            note("read");
            OnRead?.Invoke();
        }
    }
}
