using System.Net;

using AsyncoreNet;

namespace Echo;

/// <summary>The echo server in Core's callback style.</summary>
internal sealed class CallbackEcho : Dispatcher
{
    public CallbackEcho(EndPoint address)
    {
        CreateSocket(address.AddressFamily);
        Socket!.ReuseAddress = true;
        Bind(address);
        Listen();
    }

    protected override void HandleAccepted(ChannelSocket socket, EndPoint? address) => _ = new Connection(socket);

    private sealed class Connection(ChannelSocket socket) : BufferedDispatcher(socket)
    {
        // One buffer for all connections: the loop has one thread, and Send copies what it has to keep.
        private static readonly byte[] Buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);

        protected override void HandleRead()
        {
            int count = Receive(Buffer);
            if (count > 0)
            {
                Send(Buffer.AsSpan(0, count));
            }
        }

        // The client has sent all it has to say; what it has not read yet of the echo is still its own.
        protected override void HandleClose() => CloseWhenSent();
    }
}
