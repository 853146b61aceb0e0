using System.Net;
using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Echo;

/// <summary>The echo server of asyncore's documentation, line by line, but for how much it reads at once.</summary>
internal sealed class CompatEcho : asyncore.dispatcher
{
    public CompatEcho(EndPoint address)
    {
        create_socket(address.AddressFamily);
        set_reuse_addr();
        bind(address);
        listen(128);
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr)
    {
        if (addr is IPEndPoint)
        {
            sock.NoDelay = true; // else the rest of an echo that takes two sends waits for the client to acknowledge the first
        }

        _ = new EchoHandler(sock);
    }

    private sealed class EchoHandler(ChannelSocket sock) : asyncore.dispatcher_with_send(sock)
    {
        public override void handle_read()
        {
            byte[] data;
            try
            {
                data = recv(65536);
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.WouldBlock)
            {
                return; // what was ready is so no more: rare, and to asyncore an error
            }

            if (data.Length > 0)
            {
                send(data);
            }
        }

        // The client has sent all it has to say; the documentation's server closes here, and the end of a long echo is lost.
        public override void handle_close() => CloseWhenSent();
    }
}
