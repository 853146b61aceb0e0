using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Quickstart;

/// <summary>A server as a Python program would have it: the names are asyncore's, and so is what they do.</summary>
internal sealed class ShoutServer : asyncore.dispatcher
{
    public ShoutServer(string host, int port)
    {
        create_socket();
        set_reuse_addr();
        bind((host, port));
        listen(5);
    }

    /// <summary>The last connection.</summary>
    public ShoutChat? Latest { get; private set; }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => Latest = new ShoutChat(sock);
}
