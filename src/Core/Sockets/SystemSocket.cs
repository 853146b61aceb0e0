using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>A channel socket over <see cref="System.Net.Sockets.Socket"/> alone: the one for every system.</summary>
/// <remarks>
/// <see cref="System.Net.Sockets.Socket.Accept()"/> and <see cref="System.Net.Sockets.Socket.Connect(EndPoint)"/> throw where
/// they would block; on Linux <see cref="LinuxSocket"/> avoids that.
/// </remarks>
internal sealed class SystemSocket : ChannelSocket
{
    private readonly Socket _socket;
    private readonly int _descriptor;

    public SystemSocket(Socket socket)
    {
        _socket = socket;
        _descriptor = checked((int)socket.Handle);
    }

    public override int Descriptor => IsClosed ? -1 : _descriptor;

    public override bool IsClosed => _socket.SafeHandle.IsClosed;

    public override AddressFamily AddressFamily => _socket.AddressFamily;

    public override SocketType SocketType => _socket.SocketType;

    public override Socket Socket => _socket;

    public override bool Blocking
    {
        get => _socket.Blocking;
        set => _socket.Blocking = value;
    }

    public override EndPoint? LocalEndPoint => _socket.LocalEndPoint;

    public override int Available => _socket.Available;

    public override SocketError Bind(EndPoint address) => Try(static (s, a) => s.Bind(a), address);

    public override SocketError Listen(int backlog) => Try(static (s, n) => s.Listen(n), backlog);

    public override SocketError Connect(EndPoint address) => Try(static (s, a) => s.Connect(a), address);

    public override SocketError Shutdown(SocketShutdown how) => Try(static (s, h) => s.Shutdown(h), how);

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        Socket? accepted = null;
        SocketError error = Try((s, _) => accepted = s.Accept(), 0);
        socket = accepted is null ? null : new SystemSocket(accepted);
        address = accepted?.RemoteEndPoint;
        return error;
    }

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        int count = _socket.Receive(buffer, flags, out SocketError error);
        return error == SocketError.Success ? new IOResult(count) : new IOResult(error);
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        int count = _socket.Send(buffer, flags, out SocketError error);
        return error == SocketError.Success ? new IOResult(count) : new IOResult(error);
    }

    public override IOResult ReceiveFrom(Span<byte> buffer, SocketFlags flags, SocketAddress sender)
    {
        try
        {
            return new IOResult(_socket.ReceiveFrom(buffer, flags, sender));
        }
        catch (SocketException failure)
        {
            return new IOResult(failure.SocketErrorCode);
        }
    }

    public override IOResult SendTo(ReadOnlySpan<byte> buffer, SocketFlags flags, SocketAddress destination)
    {
        try
        {
            return new IOResult(_socket.SendTo(buffer, flags, destination));
        }
        catch (SocketException failure)
        {
            return new IOResult(failure.SocketErrorCode);
        }
    }

    public override SocketError GetError() =>
        (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        EndPoint? found = null;
        SocketError error = Try((s, _) => found = s.RemoteEndPoint, 0);
        address = found;
        return found is null && error == SocketError.Success ? SocketError.NotConnected : error;
    }

    public override int GetOption(SocketOptionLevel level, SocketOptionName name) => (int)_socket.GetSocketOption(level, name)!;

    public override void SetOption(SocketOptionLevel level, SocketOptionName name, int value) =>
        _socket.SetSocketOption(level, name, value);

    public override SocketError Abort()
    {
        Try(static (s, _) => s.LingerState = new LingerOption(enable: true, seconds: 0), 0);
        return Close();
    }

    protected override SocketError CloseDescriptor()
    {
        _socket.Dispose();
        return SocketError.Success;
    }

    private SocketError Try<T>(Action<Socket, T> call, T argument)
    {
        try
        {
            call(_socket, argument);
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketErrors.BadDescriptor;
        }
    }
}
