using System.Net;
using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace PortForwarder;

/// <summary>Listens, and joins each client to a connection of its own to the remote server.</summary>
internal sealed class Forwarder : asyncore.dispatcher
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly EndPoint _remote;

    public Forwarder(EndPoint local, EndPoint remote)
    {
        _remote = remote;
        create_socket(local.AddressFamily);
        set_reuse_addr();
        bind(local);
        listen(128);
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr)
    {
        var receiver = new Receiver(_buffer, sock);
        try
        {
            _ = new Sender(_buffer, receiver, _remote);
        }
        catch (SocketException failure)
        {
            log(failure.Message); // no descriptor left, no route: the next client may fare better
            receiver.Abort();
        }
    }
}
