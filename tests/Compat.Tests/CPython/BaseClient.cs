using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>A client that starts to connect when it is made.</summary>
internal class BaseClient : BaseTestHandler
{
    public BaseClient(ChannelMap map, AddressFamily family, EndPoint address)
        : base(null, map)
    {
        create_socket(family);
        connect(address);
    }

    public override void handle_connect()
    {
    }
}
