using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>Mirrors <c>test_wasyncore.Test_write</c>.</summary>
public sealed class Test_write
{
    [Fact]
    public void Gardenpath()
    {
        var inst = new DummyChannel();
        asyncore.write(inst);
        Assert.True(inst.WriteEventHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Reraised()
    {
        var inst = new DummyChannel(new asyncore.ExitNow());
        Assert.Throws<asyncore.ExitNow>(() => asyncore.write(inst));
        Assert.True(inst.WriteEventHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Non_reraised()
    {
        var inst = new DummyChannel(new SocketException((int)SocketError.AlreadyInProgress));
        asyncore.write(inst);
        Assert.True(inst.WriteEventHandled);
        Assert.True(inst.ErrorHandled);
    }
}
