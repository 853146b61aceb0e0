using System.Net;
using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace HttpServer.Compat;

/// <summary>Accepts connections, and makes a handler for each.</summary>
internal sealed class Listener : asyncore.dispatcher
{
    private readonly Limits _limits;
    private readonly Clock _clock;

    public Listener(EndPoint address, Limits limits, ChannelMap? map = null)
        : base(null, map)
    {
        _limits = limits;
        create_socket(address.AddressFamily);
        set_reuse_addr();
        bind(address);
        listen(511);
        _clock = new Clock(Loop.For(_map)) { Listener = this };
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr)
    {
        if (sock.AddressFamily != AddressFamily.Unix)
        {
            sock.NoDelay = true; // a second small answer does not wait until the client has acknowledged the first
        }

        _ = new RequestHandler(sock, _limits, _clock, _map);
    }
}
