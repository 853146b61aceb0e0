using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary><c>asyncore.close_all</c>: facts 89 to 92.</summary>
public sealed class CloseAllFacts
{
    private readonly ChannelMap _map = new();

    [Fact]
    public void Fact89_CloseAll_WorksOnASnapshot()
    {
        var first = new asyncore.dispatcher(new FakeSocket(1), _map);
        var second = new asyncore.dispatcher(new FakeSocket(2), _map);

        asyncore.close_all(_map); // each close takes its channel out of the map

        Assert.True(first.IsClosed);
        Assert.True(second.IsClosed);
        Assert.Empty(_map);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fact90_ClosedDescriptor_IsIgnored_WhateverIgnoreAllSays(bool ignoreAll)
    {
        DummyChannel after = Fill(new SocketException((int)SocketErrors.BadDescriptor));
        asyncore.close_all(_map, ignoreAll);
        Assert.True(after.Closed);
        Assert.Empty(_map);
    }

    [Fact]
    public void Fact90_AnyOtherException_IsIgnoredWithIgnoreAll()
    {
        foreach (Exception exception in new Exception[] { new SocketException((int)SocketError.Fault), new FormatException() })
        {
            DummyChannel after = Fill(exception);
            asyncore.close_all(_map, ignore_all: true);
            Assert.True(after.Closed);
            Assert.Empty(_map);
        }
    }

    [Fact]
    public void Fact91_ExitNow_IsNeverIgnored()
    {
        DummyChannel after = Fill(new asyncore.ExitNow());
        Assert.Throws<asyncore.ExitNow>(() => asyncore.close_all(_map, ignore_all: true));
        Assert.False(after.Closed);
    }

    [Fact]
    public void Fact92_Map_IsClearedOnlyIfNothingWasThrown()
    {
        DummyChannel after = Fill(new FormatException());
        Assert.Throws<FormatException>(() => asyncore.close_all(_map));
        Assert.False(after.Closed);
        Assert.Equal(2, _map.Count);
    }

    private DummyChannel Fill(Exception onClose)
    {
        var after = new DummyChannel();
        _map[1] = new DummyChannel(onClose);
        _map[2] = after;
        return after;
    }
}
