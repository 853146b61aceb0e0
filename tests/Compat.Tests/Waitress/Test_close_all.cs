using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>Mirrors <c>test_wasyncore.Test_close_all</c>.</summary>
public sealed class Test_close_all
{
    [Fact]
    public void Socketerror_on_close_ebadf()
    {
        ChannelMap map = MapOf(new SocketException((int)SocketErrors.BadDescriptor));
        asyncore.close_all(map);
        Assert.Empty(map);
    }

    [Fact]
    public void Socketerror_on_close_non_ebadf()
    {
        ChannelMap map = MapOf(new SocketException((int)SocketError.WouldBlock));
        Assert.Throws<SocketException>(() => asyncore.close_all(map));
    }

    /// <summary>The original raises KeyboardInterrupt; what leaves a loop here is a <see cref="LoopExitException"/>.</summary>
    [Fact]
    public void Reraised_exc_on_close()
    {
        ChannelMap map = MapOf(new LoopExitException());
        Assert.Throws<LoopExitException>(() => asyncore.close_all(map));
    }

    [Fact]
    public void Unknown_exc_on_close()
    {
        ChannelMap map = MapOf(new InvalidTimeZoneException());
        Assert.Throws<InvalidTimeZoneException>(() => asyncore.close_all(map));
    }

    private static ChannelMap MapOf(Exception onClose)
    {
        var map = new ChannelMap();
        map[0] = new DummyChannel(onClose);
        return map;
    }
}
