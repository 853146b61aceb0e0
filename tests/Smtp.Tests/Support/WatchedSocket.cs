using System.Net;
using System.Net.Sockets;

using AsyncoreNet;

namespace Smtp.Tests;

/// <summary>A real socket that counts what it receives.</summary>
internal sealed class WatchedSocket(ChannelSocket inner, WatchedNetwork network) : ChannelSocket
{
    /// <summary>Bytes received.</summary>
    public int Received { get; private set; }

    public override int Descriptor => inner.Descriptor;

    public override bool IsClosed => inner.IsClosed;

    public override AddressFamily AddressFamily => inner.AddressFamily;

    public override SocketType SocketType => inner.SocketType;

    public override Socket? Socket => inner.Socket;

    public override bool Blocking { get => inner.Blocking; set => inner.Blocking = value; }

    public override EndPoint? LocalEndPoint => inner.LocalEndPoint;

    public override int Available => inner.Available;

    public override SocketError Bind(EndPoint address) => inner.Bind(address);

    public override SocketError Listen(int backlog) => inner.Listen(backlog);

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        SocketError error = inner.Accept(out socket, out address);
        if (socket is not null)
        {
            socket = network.Last = new WatchedSocket(socket, network);
        }

        return error;
    }

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        IOResult result = inner.Receive(buffer, flags);
        Received += result.Count;
        return result;
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None) => inner.Send(buffer, flags);

    public override SocketError Shutdown(SocketShutdown how) => inner.Shutdown(how);

    public override SocketError GetError() => inner.GetError();

    public override SocketError GetRemoteEndPoint(out EndPoint? address) => inner.GetRemoteEndPoint(out address);

    public override int GetOption(SocketOptionLevel level, SocketOptionName name) => inner.GetOption(level, name);

    public override void SetOption(SocketOptionLevel level, SocketOptionName name, int value) =>
        inner.SetOption(level, name, value);

    protected override SocketError CloseDescriptor() => inner.Close();
}
