using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Exploration.Planted;

/// <summary>A socket that may count a byte too many, or be closed beneath its channel.</summary>
internal sealed class PlantedSocket(PlantedNetwork network, ChannelSocket inner) : ChannelSocket
{
    private int _descriptor = inner.Descriptor;

    public override int Descriptor => _descriptor;

    public override bool IsClosed => _descriptor < 0;

    public override AddressFamily AddressFamily => inner.AddressFamily;

    public override SocketType SocketType => inner.SocketType;

    public override EndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override int Available => inner.Available;

    public override bool ReuseAddress
    {
        get => inner.ReuseAddress;
        set => inner.ReuseAddress = value;
    }

    public override bool NoDelay
    {
        get => inner.NoDelay;
        set => inner.NoDelay = value;
    }

    public override SocketError Bind(EndPoint address) => inner.Bind(address);

    public override SocketError Listen(int backlog) => inner.Listen(backlog);

    public override SocketError Connect(EndPoint address) => inner.Connect(address);

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        SocketError error = inner.Accept(out socket, out address);
        socket = socket is null ? null : network.Wrap(socket);
        return error;
    }

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None) => inner.Receive(buffer, flags);

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        IOResult result = inner.Send(buffer, flags);
        return result.Count > 0 && result.Count < buffer.Length && network.DropsByte() ? new IOResult(result.Count + 1) : result;
    }

    public override SocketError Shutdown(SocketShutdown how) => inner.Shutdown(how);

    public override SocketError GetError() => inner.GetError();

    public override SocketError GetRemoteEndPoint(out EndPoint? address) => inner.GetRemoteEndPoint(out address);

    public override SocketError Abort()
    {
        if (IsClosed)
        {
            return SocketError.Success;
        }

        network.OnClosed(_descriptor);
        _descriptor = -1;
        return inner.Abort();
    }

    protected override SocketError CloseDescriptor()
    {
        network.OnClosed(_descriptor);
        _descriptor = -1;
        return inner.Close();
    }
}
