using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>Mirrors <c>test_wasyncore.Test_readwrite</c>.</summary>
public sealed class Test_readwrite
{
    [Fact]
    public void Handle_read_event()
    {
        var inst = new DummyChannel();
        asyncore.readwrite(inst, PollFlags.In);
        Assert.True(inst.ReadEventHandled);
    }

    [Fact]
    public void Handle_write_event()
    {
        var inst = new DummyChannel();
        asyncore.readwrite(inst, PollFlags.Out);
        Assert.True(inst.WriteEventHandled);
    }

    [Fact]
    public void Handle_expt_event()
    {
        var inst = new DummyChannel();
        asyncore.readwrite(inst, PollFlags.Pri);
        Assert.True(inst.ExptEventHandled);
    }

    [Fact]
    public void Handle_close()
    {
        var inst = new DummyChannel();
        asyncore.readwrite(inst, PollFlags.Hup);
        Assert.True(inst.CloseHandled);
    }

    [Fact]
    public void Socketerror_not_in_disconnected()
    {
        var inst = new DummyChannel(new SocketException((int)SocketError.AlreadyInProgress));
        asyncore.readwrite(inst, PollFlags.In);
        Assert.True(inst.ReadEventHandled);
        Assert.True(inst.ErrorHandled);
        Assert.False(inst.CloseHandled);
    }

    [Fact]
    public void Socketerror_in_disconnected()
    {
        var inst = new DummyChannel(new SocketException((int)SocketError.ConnectionReset));
        asyncore.readwrite(inst, PollFlags.In);
        Assert.True(inst.ReadEventHandled);
        Assert.True(inst.CloseHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Exception_in_reraised()
    {
        var inst = new DummyChannel(new asyncore.ExitNow());
        Assert.Throws<asyncore.ExitNow>(() => asyncore.readwrite(inst, PollFlags.In));
        Assert.True(inst.ReadEventHandled);
        Assert.False(inst.ErrorHandled);
    }

    [Fact]
    public void Exception_not_in_reraised()
    {
        var inst = new DummyChannel(new FormatException());
        asyncore.readwrite(inst, PollFlags.In);
        Assert.True(inst.ErrorHandled);
    }
}
