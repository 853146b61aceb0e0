using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>A real socket, some of whose calls fail as a test says: errors that a kernel gives rarely.</summary>
internal sealed class FaultySocket(ChannelSocket inner) : ChannelSocket
{
    private int _descriptor = inner.Descriptor;

    public SocketError? SendError { get; set; }

    public SocketError? ReceiveError { get; set; }

    public SocketError? AcceptError { get; set; }

    public SocketError? BindError { get; set; }

    public SocketError? ListenError { get; set; }

    public SocketError? ConnectError { get; set; }

    public SocketError? RemoteEndPointError { get; set; }

    public SocketError CloseError { get; set; }

    /// <summary>Calls of <see cref="Accept"/>.</summary>
    public int Accepts { get; private set; }

    /// <summary>Calls of <see cref="Receive"/>.</summary>
    public int Receives { get; private set; }

    /// <summary>Calls of <see cref="Send"/>.</summary>
    public int Sends { get; private set; }

    public override int Descriptor => _descriptor;

    public override bool IsClosed => _descriptor < 0;

    public override AddressFamily AddressFamily => inner.AddressFamily;

    public override SocketType SocketType => inner.SocketType;

    public override Socket? Socket => inner.Socket;

    public override EndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override int Available => IsClosed ? 0 : inner.Available;

    public override SocketError Bind(EndPoint address) => BindError ?? inner.Bind(address);

    public override SocketError Listen(int backlog) => ListenError ?? inner.Listen(backlog);

    public override SocketError Connect(EndPoint address) => ConnectError ?? inner.Connect(address);

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        Accepts++;
        if (AcceptError is { } error)
        {
            (socket, address) = (null, null);
            return error;
        }

        return inner.Accept(out socket, out address);
    }

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        Receives++;
        return ReceiveError is { } error ? new IOResult(error) : inner.Receive(buffer, flags);
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        Sends++;
        return SendError is { } error ? new IOResult(error) : inner.Send(buffer, flags);
    }

    public override SocketError GetError() => inner.GetError();

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        if (RemoteEndPointError is { } error)
        {
            address = null;
            return error;
        }

        return inner.GetRemoteEndPoint(out address);
    }

    protected override SocketError CloseDescriptor()
    {
        _descriptor = -1;
        SocketError error = inner.Close();
        return CloseError == SocketError.Success ? error : CloseError;
    }
}
