using System.Net;
using System.Net.Sockets;
using System.Text;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>
/// The socket of CPython's <c>test.mock_socket</c>: a receive gives one queued line, with its end; a send takes all and keeps it.
/// </summary>
internal sealed class MockSocket(int descriptor, AddressFamily family = AddressFamily.InterNetwork) : ChannelSocket
{
    private readonly Queue<byte[]> _lines = [];
    private int _accepted;
    private bool _closed;

    /// <summary><c>('peer-address', 'peer-port')</c>.</summary>
    public static EndPoint Peer { get; } = new DnsEndPoint("peer-address", 25);

    public override int Descriptor => _closed ? -1 : descriptor;

    public override bool IsClosed => _closed;

    public override AddressFamily AddressFamily => family;

    public override SocketType SocketType => SocketType.Stream;

    /// <summary>What each send took.</summary>
    public List<string> Output { get; } = [];

    /// <summary>What the last send took.</summary>
    public string Last => Output[^1];

    /// <summary>What asking for the peer's address answers.</summary>
    public SocketError PeerResult { get; set; }

    public void QueueReceive(byte[] line, bool end = true) => _lines.Enqueue(end ? [.. line, .. "\r\n"u8] : line);

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        byte[] line = _lines.Dequeue();
        line.CopyTo(buffer);
        return new IOResult(line.Length);
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        Output.Add(Encoding.UTF8.GetString(buffer));
        return new IOResult(buffer.Length);
    }

    public override SocketError Bind(EndPoint address) => SocketError.Success;

    public override SocketError Listen(int backlog) => SocketError.Success;

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        (socket, address) = (new MockSocket(descriptor + (1000 * ++_accepted)), Peer);
        return SocketError.Success;
    }

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        address = PeerResult == SocketError.Success ? Peer : null;
        return PeerResult;
    }

    public override int GetOption(SocketOptionLevel level, SocketOptionName name) => 0;

    public override void SetOption(SocketOptionLevel level, SocketOptionName name, int value)
    {
        // As in Python, nothing comes of it.
    }

    protected override SocketError CloseDescriptor()
    {
        _closed = true;
        return SocketError.Success;
    }
}
