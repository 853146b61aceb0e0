using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>
/// A listener that runs out of descriptors, on a clock that stands still: when it tries again, and how often it says so.
/// </summary>
public sealed class AcceptPauseTests : LoopTest
{
    private readonly ManualTimeProvider _clock;
    private readonly List<Socket> _clients = [];
    private readonly Probe _listener;
    private FaultySocket _socket = null!;

    public AcceptPauseTests()
        : this(new ManualTimeProvider())
    {
    }

    private AcceptPauseTests(ManualTimeProvider clock)
        : base(clock: clock)
    {
        _clock = clock;
        Network.Sockets = (family, type) => _socket = new FaultySocket(SystemNetwork.Instance.CreateSocket(family, type));
        _listener = new Probe(null, Map);
        _listener.CreateSocket();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _socket.AcceptError = SocketError.TooManyOpenSockets;
        Connect();
        RunUntil(() => _socket.Accepts == 1);
    }

    [Fact]
    public void Exhausted_IsNotWatchedUntilThePauseIsOver()
    {
        Pass(10);

        Assert.Equal(1, _socket.Accepts);
        Assert.Equal(PollFlags.None, Loop.GetSnapshot().Channels[0].Interest);
        Assert.Equal(1, Loop.Timers.Count);
    }

    [Fact]
    public void Exhausted_AcceptsAgainWithinASecondOfRecovery()
    {
        _socket.AcceptError = null;

        for (int i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Pass();
        }

        Assert.Equal(1, _listener.CountOf("accepted"));
    }

    [Fact]
    public void Exhausted_ForLong_TriesAFewTimesASecondAndLogsEveryFiveSeconds()
    {
        for (int i = 0; i < 120; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Pass();
        }

        Assert.InRange(_socket.Accepts, 12, 12 * 5);
        Assert.Equal(3, Log.Problems.Count); // at 0, 5 and 10 s
        Assert.All(Log.Problems, problem => Assert.Contains("EMFILE", problem.Text, StringComparison.Ordinal));
        Assert.All(Log.Problems, problem => Assert.Contains(_listener.ToString(), problem.Text, StringComparison.Ordinal));
        Assert.Equal(ChannelState.Listening, _listener.State);
        Assert.Empty(_listener.Errors);
    }

    /// <summary>Two listeners that run out are one trouble, and one line.</summary>
    [Fact]
    public void Exhausted_TwoListeners_LogOnce()
    {
        var second = new Probe(null, Map);
        second.CreateSocket();
        second.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        second.Listen();
        _socket.AcceptError = SocketError.TooManyOpenSockets;
        FaultySocket secondSocket = _socket;
        Connect();

        RunUntil(() => secondSocket.Accepts == 1);

        Assert.Single(Log.Problems);
    }

    [Fact]
    public void Exhausted_ListenerClosed_LeavesNoTimer()
    {
        _listener.Close();

        Assert.Equal(0, Loop.Timers.Count);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Pass();
        Assert.Equal(1, _socket.Accepts);
    }

    [Fact]
    public void Exhausted_ListenerMadeAnew_IsWatchedAtOnce()
    {
        _listener.CreateSocket();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Connect();

        RunUntil(() => _listener.CountOf("accepted") == 1);

        Assert.Equal(0, Loop.Timers.Count);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _clients.ForEach(client => client.Dispose());
    }

    private void Connect()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        client.Connect(_socket.LocalEndPoint!);
    }
}
