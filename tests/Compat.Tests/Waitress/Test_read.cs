using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>Mirrors <c>test_wasyncore.Test_read</c>.</summary>
public sealed class Test_read
{
    [Fact]
    public void Gardenpath()
    {
        var inst = new DummyChannel();
        asyncore.read(inst);
        Assert.True(inst.ReadEventHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Reraised()
    {
        var inst = new DummyChannel(new asyncore.ExitNow());
        Assert.Throws<asyncore.ExitNow>(() => asyncore.read(inst));
        Assert.True(inst.ReadEventHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Non_reraised()
    {
        var inst = new DummyChannel(new SocketException((int)SocketError.AlreadyInProgress));
        asyncore.read(inst);
        Assert.True(inst.ReadEventHandled);
        Assert.True(inst.ErrorHandled);
    }
}
