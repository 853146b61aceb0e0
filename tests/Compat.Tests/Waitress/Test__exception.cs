using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>Mirrors <c>test_wasyncore.Test__exception</c>.</summary>
public sealed class Test__exception
{
    [Fact]
    public void Gardenpath()
    {
        var inst = new DummyChannel();
        asyncore._exception(inst);
        Assert.True(inst.ExptEventHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Reraised()
    {
        var inst = new DummyChannel(new asyncore.ExitNow());
        Assert.Throws<asyncore.ExitNow>(() => asyncore._exception(inst));
        Assert.True(inst.ExptEventHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Non_reraised()
    {
        var inst = new DummyChannel(new SocketException((int)SocketError.AlreadyInProgress));
        asyncore._exception(inst);
        Assert.True(inst.ExptEventHandled);
        Assert.True(inst.ErrorHandled);
    }
}
