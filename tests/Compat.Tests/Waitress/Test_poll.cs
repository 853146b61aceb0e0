using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>
/// Mirrors <c>test_wasyncore.Test_poll</c>. What the original replaces <c>select</c> and <c>time</c> with is a poller here.
/// </summary>
public sealed class Test_poll
{
    private readonly FakeNetwork _network = new();

    [Fact]
    public void Nothing_writable_nothing_readable_but_map_not_empty()
    {
        using var test = new TestLoop(_network);
        test.Map[0] = new DummyChannel();

        asyncore.poll(map: test.Map);

        Assert.Equal([TimeSpan.Zero], _network.Poller.Waits);
        Assert.Empty(_network.Poller.Watched);
    }

    /// <summary>An interrupted wait finds nothing ready: that is the poller's part.</summary>
    [Fact]
    public void Select_raises_EINTR()
    {
        using var test = new TestLoop(_network);
        var disp = new DummyChannel { WantsRead = true };
        test.Map[0] = disp;

        asyncore.poll(map: test.Map);

        Assert.Equal([TimeSpan.Zero], _network.Poller.Waits);
        Assert.Equal(PollFlags.In | PollFlags.Pri, _network.Poller.Watched[0]);
        Assert.Empty(disp.Events);
    }

    [Fact]
    public void Select_raises_non_EINTR()
    {
        using var test = new TestLoop(_network);
        test.Map[0] = new DummyChannel { WantsRead = true };
        _network.Poller.OnWait = () => throw new SocketException((int)SocketErrors.BadDescriptor);

        SocketException raised = Assert.Throws<SocketException>(() => asyncore.poll(map: test.Map));

        Assert.Equal(SocketErrors.BadDescriptor, raised.SocketErrorCode);
        Assert.Equal([TimeSpan.Zero], _network.Poller.Waits);
        Assert.Equal(PollFlags.In | PollFlags.Pri, _network.Poller.Watched[0]);
    }
}
