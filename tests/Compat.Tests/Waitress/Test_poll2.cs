using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>Mirrors <c>test_wasyncore.Test_poll2</c>.</summary>
public sealed class Test_poll2
{
    private readonly FakeNetwork _network = new();

    /// <summary>An interrupted wait finds nothing ready: that is the poller's part.</summary>
    [Fact]
    public void Select_raises_EINTR()
    {
        using var test = new TestLoop(_network);
        var disp = new DummyChannel();
        test.Map[0] = disp;

        asyncore.poll2(map: test.Map);

        Assert.Equal([TimeSpan.Zero], _network.Poller.Waits);
        Assert.Empty(disp.Events);
    }

    [Fact]
    public void Select_raises_non_EINTR()
    {
        using var test = new TestLoop(_network);
        test.Map[0] = new DummyChannel();
        _network.Poller.OnWait = () => throw new SocketException((int)SocketErrors.BadDescriptor);

        SocketException raised = Assert.Throws<SocketException>(() => asyncore.poll2(map: test.Map));

        Assert.Equal(SocketErrors.BadDescriptor, raised.SocketErrorCode);
        Assert.Equal([TimeSpan.Zero], _network.Poller.Waits);
    }
}
