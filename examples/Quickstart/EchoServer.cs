using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Quickstart;

/// <summary>A server as a Python program would have it: the names are asyncore's, and so is what they do.</summary>
internal sealed class EchoServer : asyncore.dispatcher
{
    private readonly Action _clientLeft;

    public EchoServer(string host, int port, Action clientLeft)
    {
        _clientLeft = clientLeft;
        create_socket();
        set_reuse_addr();
        bind((host, port));
        listen(5);
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => _ = new EchoHandler(sock, _clientLeft);

    private sealed class EchoHandler(ChannelSocket sock, Action left) : asyncore.dispatcher_with_send(sock)
    {
        public override void handle_read()
        {
            byte[] data = recv(8192);
            if (data.Length > 0)
            {
                send(data);
            }
        }

        public override void handle_close()
        {
            close();
            left();
        }
    }
}
