using System.Net;
using System.Net.Sockets;

using AsyncoreNet;

namespace Micro;

/// <summary>
/// A connection without a kernel: each receive gives the same bytes, as many as fit, and takes no system call. For
/// <see cref="ReadyNetwork"/> it always has some.
/// </summary>
internal sealed class GivingSocket(byte[] message) : ChannelSocket
{
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 9);

    private bool _isClosed;

    public override int Descriptor => _isClosed ? -1 : 1000; // any number: nothing asks the system for it

    public override bool IsClosed => _isClosed;

    public override AddressFamily AddressFamily => AddressFamily.InterNetwork;

    public override SocketType SocketType => SocketType.Stream;

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        int count = Math.Min(buffer.Length, message.Length);
        message.AsSpan(0, count).CopyTo(buffer);
        return new IOResult(count);
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None) => new(buffer.Length);

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        address = Peer;
        return SocketError.Success;
    }

    protected override SocketError CloseDescriptor()
    {
        _isClosed = true;
        return SocketError.Success;
    }
}
