using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Own;

/// <summary>The compat echo with an overridden <c>writable()</c>: the loop asks each connection on every pass.</summary>
internal sealed class AskedEcho : asyncore.dispatcher
{
    private AskedEcho(EndPoint address)
    {
        create_socket();
        set_reuse_addr();
        bind(address);
        listen(128);
    }

    public static void Serve(int port)
    {
        _ = new AskedEcho(new IPEndPoint(IPAddress.Loopback, port));
        Console.WriteLine($"listening on 127.0.0.1:{port}");
        asyncore.loop();
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => _ = new Connection(sock);

    private sealed class Connection(ChannelSocket sock) : asyncore.dispatcher_with_send(sock)
    {
        public override bool writable() => PendingOutput > 0;

        public override void handle_read()
        {
            byte[] data = recv(8192);
            if (data.Length > 0)
            {
                send(data);
            }
        }

        public override void handle_close() => close();
    }
}
