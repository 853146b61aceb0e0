using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Conformance;

/// <summary>The other end of a channel's connection: a plain socket driven by hand. Parallel to peer.py.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Stage _stage;

    public Peer(Stage stage, string name, ChannelSocket socket)
    {
        (_stage, this.name, this.socket) = (stage, name, socket);
        socket.Blocking = false; // waits have an end here
    }

    public string name { get; }

    public ChannelSocket socket { get; }

    public EndPoint? address() => socket.IsClosed ? null : socket.LocalEndPoint;

    public void send(ReadOnlySpan<byte> data)
    {
        while (data.Length > 0)
        {
            IOResult sent = socket.Send(data);
            if (sent.Error == SocketError.WouldBlock)
            {
                _stage.wait(socket, PollFlags.Out, name);
            }
            else
            {
                data = data[Count(sent)..];
            }
        }
    }

    public void send_urgent(ReadOnlySpan<byte> data) => Count(socket.Send(data, SocketFlags.OutOfBand));

    /// <summary>Receives so many bytes, or up to the end, and traces them.</summary>
    public void receive(int count)
    {
        var data = new byte[count];
        try
        {
            int received = 0, piece;
            while (received < count && (piece = Receive(data.AsSpan(received))) > 0)
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
        int received = Receive(data);
        return received > 0 ? data[..received] : throw new EndOfStreamException("the channel has closed");
    }

    /// <summary>Ends the direction to the channel; the other stays.</summary>
    public void shutdown() => Stage.Check(socket.Shutdown(SocketShutdown.Send));

    public void close() => socket.Close();

    /// <summary>Closes with a reset in place of an orderly end.</summary>
    public void reset() => socket.Abort();

    public void Dispose() => close();

    private int Receive(Span<byte> buffer)
    {
        IOResult received;
        while ((received = socket.Receive(buffer)).Error == SocketError.WouldBlock)
        {
            _stage.wait(socket, PollFlags.In, name);
        }

        return Count(received);
    }

    private static int Count(IOResult result)
    {
        Stage.Check(result.Error);
        return result.Count;
    }
}
