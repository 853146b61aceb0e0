using System.Net;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace Own;

/// <summary>The line echo in the compat style: the port, line by line, of <c>Servers/python/line_echo.py</c>.</summary>
internal sealed class LineEcho : asyncore.dispatcher
{
    private LineEcho(EndPoint address)
    {
        create_socket();
        set_reuse_addr();
        bind(address);
        listen(128);
    }

    public static void Serve(int port)
    {
        _ = new LineEcho(new IPEndPoint(IPAddress.Loopback, port));
        Console.WriteLine($"listening on 127.0.0.1:{port}");
        asyncore.loop();
    }

    public override void handle_accepted(ChannelSocket sock, EndPoint addr) => _ = new Connection(sock);

    private sealed class Connection : asynchat.async_chat
    {
        public Connection(ChannelSocket sock)
            : base(sock)
        {
            set_terminator("\n"u8);
        }

        public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

        public override void found_terminator() => push([.. _get_data(), (byte)'\n']);
    }
}
