using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>Mirrors <c>test_asynchat.TestAsynchatMocked</c>.</summary>
public sealed class TestAsynchatMocked
{
    [Fact]
    public void Blockingioerror()
    {
        var dispatcher = new ChatRecorder(null, new ChannelMap());
        dispatcher.set_socket(new FakeSocket { ReceiveResult = SocketError.WouldBlock });

        dispatcher.handle_read();

        Assert.Empty(dispatcher.Trace);
    }
}
