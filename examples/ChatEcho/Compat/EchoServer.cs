using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace ChatEcho.Compat;

/// <summary>Accepts connections, and hands each to a handler.</summary>
internal sealed class EchoServer : asyncore.dispatcher
{
    private readonly int _maxMessage;
    private int _handlers;

    public EchoServer(EndPoint address, int maxMessage)
    {
        _maxMessage = maxMessage;
        create_socket(address.AddressFamily);
        set_reuse_addr();
        bind(address);
        listen(128);
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) =>
        _ = new EchoHandler(sock, $"handler {++_handlers}", _maxMessage);
}
