using System.Net.Sockets;

namespace AsyncoreNet.Tests;

public sealed class EpollPollerTests() : PollerTests(PollerKind.Epoll)
{
    [Fact]
    public void Add_ClosedDescriptor_IsAnError() =>
        Assert.Equal(SocketErrors.BadDescriptor, Poller.Add(20_000_000, 1, PollFlags.In, socket: null));
}

public sealed class PollPollerTests() : PollerTests(PollerKind.Poll)
{
    /// <summary>The kernel sees the descriptor only when it waits.</summary>
    [Fact]
    public void Wait_ClosedDescriptor_IsReported()
    {
        Assert.Equal(SocketError.Success, Poller.Add(20_000_000, 1, PollFlags.In, socket: null));

        Assert.Equal([new PollEvent(20_000_000, 1, PollFlags.NVal)], Poller.Wait(TimeSpan.Zero).ToArray());
    }
}

public sealed class SelectPollerTests() : PollerTests(PollerKind.Select)
{
    /// <summary>The base class library goes on waiting after a signal.</summary>
    private protected override bool EndsItsWaitOnASignal => false;

    private protected override PollFlags HangUpOfAPipe => PollFlags.In;

    /// <summary>pyftpdlib's name for the test of its select poller.</summary>
    [Fact]
    public void Select_eintr() => Eintr_on_poll();

    [Fact]
    public void Add_ClosedDescriptor_IsAnError() =>
        Assert.NotEqual(SocketError.Success, Poller.Add(20_000_000, 1, PollFlags.In, socket: null));

    /// <summary>Select throws for all if one is closed, so the closed one is left out.</summary>
    [Fact]
    public void Wait_SocketClosedBehindItsBack_OthersAreStillReported()
    {
        (int near, int far) = Kernel.SocketPair();
        (int otherNear, int otherFar) = Kernel.SocketPair();
        using var socket = new LinuxSocket(near, AddressFamily.Unix, SocketType.Stream);
        using var other = new LinuxSocket(otherNear, AddressFamily.Unix, SocketType.Stream);
        Poller.Add(near, 1, PollFlags.In, socket);
        Poller.Add(otherNear, 2, PollFlags.In, other);
        Kernel.Write(otherFar, "x"u8);

        socket.Socket.Dispose();

        Assert.Equal([new PollEvent(otherNear, 2, PollFlags.In)], Poller.Wait(TimeSpan.Zero).ToArray());
        Kernel.Close(far);
        Kernel.Close(otherFar);
    }
}
