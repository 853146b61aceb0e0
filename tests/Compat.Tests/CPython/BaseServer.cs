using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>A listener that makes a handler of each connection.</summary>
internal sealed class BaseServer : asyncore.dispatcher
{
    private readonly Func<ChannelSocket, ChannelMap, BaseTestHandler> _handler;

    public BaseServer(
        ChannelMap map, AddressFamily family, EndPoint addr, Func<ChannelSocket, ChannelMap, BaseTestHandler>? handler = null)
        : base(null, map)
    {
        _handler = handler ?? ((sock, channels) => new BaseTestHandler(sock, channels));
        create_socket(family);
        set_reuse_addr();
        bind(addr);
        listen(5);
    }

    public EndPoint address => socket!.LocalEndPoint!;

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => _handler(sock, _map);

    public override void handle_error() => ExceptionDispatchInfo.Throw(asyncore.exc_info()!);
}
