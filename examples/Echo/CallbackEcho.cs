using System.Net;

using AsyncoreNet;

namespace Echo;

/// <summary>The echo server in Core's callback style.</summary>
internal sealed class CallbackEcho : Dispatcher
{
    // One buffer for all connections: their loop has one thread, and Send copies what it has to keep.
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);

    public CallbackEcho(EndPoint address)
    {
        CreateSocket(address.AddressFamily);
        Socket!.ReuseAddress = true;
        Bind(address);
        Listen();
    }

    protected override void HandleAccepted(ChannelSocket socket, EndPoint? address) => _ = new Connection(socket, _buffer);

    private sealed class Connection(ChannelSocket socket, byte[] buffer) : BufferedDispatcher(socket)
    {
        protected override void HandleRead()
        {
            int count = Receive(buffer);
            if (count > 0)
            {
                Send(buffer.AsSpan(0, count));
            }
        }

        // The client has sent all it has to say; what it has not read yet of the echo is still its own.
        protected override void HandleClose() => CloseWhenSent();
    }
}
