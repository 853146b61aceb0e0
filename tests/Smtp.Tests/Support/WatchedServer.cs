using System.Net;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>A server at a free port whose channels tell what they have received, and what went wrong in them.</summary>
internal sealed class WatchedServer : DummyServer
{
    public WatchedServer(ChannelMap map, EndPoint? localaddr = null)
        : base(localaddr ?? new IPEndPoint(IPAddress.Loopback, 0), null, map)
    {
        channel_class = (server, conn, addr) => Last = new Channel(this, conn, addr);
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Listening => socket!.LocalEndPoint!;

    /// <summary>The channel of the client that came last.</summary>
    public Channel? Last { get; set; }

    /// <summary>Exceptions that handlers of its channels have thrown.</summary>
    public List<Exception> Errors { get; } = [];

    internal sealed class Channel(WatchedServer server, ChannelSocket conn, EndPoint addr)
        : SMTPChannel(server, conn, addr, server.data_size_limit, server._map)
    {
        private int _parsed;

        /// <summary>Bytes from the client.</summary>
        public int Received => _parsed + ac_in_buffer.Length;

        public override void collect_incoming_data(ReadOnlySpan<byte> data)
        {
            _parsed += data.Length;
            base.collect_incoming_data(data);
        }

        public override void found_terminator()
        {
            _parsed += ((byte[])get_terminator()!).Length;
            base.found_terminator();
        }

        public override void handle_error(Exception exception)
        {
            server.Errors.Add(exception);
            base.handle_error(exception);
        }
    }
}
