using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Conformance;

/// <summary>The other end of a channel's connection: a plain socket driven by hand. Parallel to peer.py.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Stage _stage;

    public Peer(Stage stage, string name, Socket socket)
    {
        (_stage, this.name, this.socket) = (stage, name, socket);
        socket.Blocking = true;
        socket.SendTimeout = socket.ReceiveTimeout = Stage.Timeout;
    }

    public string name { get; }

    public Socket socket { get; }

    public EndPoint? address() => socket.SafeHandle.IsClosed ? null : socket.LocalEndPoint;

    public void send(ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            data = data[socket.Send(data)..];
        }
    }

    public void send_urgent(ReadOnlySpan<byte> data) => socket.Send(data, SocketFlags.OutOfBand);

    /// <summary>Receives so many bytes, or up to the end, and traces them.</summary>
    public void receive(int count)
    {
        var data = new byte[count];
        try
        {
            int received = 0, piece;
            while (received < count && (piece = socket.Receive(data.AsSpan(received))) > 0)
            {
                received += piece;
            }

            _stage.trace($"{name} received {Normal.quote(data.AsSpan(0, received))}");
        }
        catch (SocketException error)
        {
            _stage.trace($"{name} received {Normal.describe(error)}");
        }
    }

    /// <summary>What is there, at least a byte, without a trace.</summary>
    public byte[] receive_some()
    {
        var data = new byte[1 << 20];
        int received = socket.Receive(data);
        return received > 0 ? data[..received] : throw new EndOfStreamException("the channel has closed");
    }

    /// <summary>Ends the direction to the channel; the other stays.</summary>
    public void shutdown() => socket.Shutdown(SocketShutdown.Send);

    public void close() => socket.Close();

    /// <summary>Closes with a reset in place of an orderly end.</summary>
    public void reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose() => close();
}
