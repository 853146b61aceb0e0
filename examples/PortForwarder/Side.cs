using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace PortForwarder;

/// <summary>
/// One side of a forwarded connection. What it reads goes to the buffer of the other side, which writes it when it can.
/// </summary>
/// <remarks>
/// The classic recipe closes both sides as soon as one ends, and buffers without a limit. Here each direction ends by itself (a
/// client may shut down its sending and wait for the answer), and a side is read only while the other has room: a slow peer slows
/// down the sender, as it would without a forwarder in between.
/// </remarks>
/// <param name="buffer">One for all connections of a forwarder: their loop has one thread, and <c>_unsent</c> copies.</param>
/// <param name="sock">A connection that was accepted; null for one to make.</param>
internal abstract class Side(byte[] buffer, ChannelSocket? sock = null) : asyncore.dispatcher(sock)
{
    private const int Limit = 256 * 1024; // bytes waiting for one side above which the other is not read

    private readonly ByteQueue _unsent = new();
    private Side? _other;
    private bool _inputEnded; // the peer has shut down its sending
    private bool _outputEnds; // the other side's input has ended: when all is sent, this side shuts down its sending too
    private bool _outputEnded;
    private bool _closing; // the other side is gone: when all is sent, this one closes

    /// <summary>What a graceful stop waits for.</summary>
    public override int PendingOutput => _unsent.Length;

    public override bool readable() => !_inputEnded && !_closing && _other?._unsent.Length < Limit;

    public override bool writable() => connecting || !_unsent.IsEmpty || (_outputEnds && !_outputEnded);

    public override void handle_connect()
    {
        // writable() says what comes next.
    }

    public override void handle_read()
    {
        // recv() takes the end of the input for the end of the connection, as in asyncore. The socket itself tells them apart.
        IOResult result = socket!.Receive(buffer);
        if (result.Count > 0)
        {
            _other!._unsent.Append(buffer.AsSpan(0, result.Count));
        }
        else if (result.Succeeded)
        {
            _inputEnded = true;
            _other!._outputEnds = true;
            CloseIfDone();
        }
        else if (!result.WouldBlock)
        {
            Reset();
        }
    }

    public override void handle_write()
    {
        IOResult result = _unsent.IsEmpty ? default : socket!.Send(_unsent.Bytes);
        if (!result.Succeeded && !result.WouldBlock)
        {
            Reset();
            return;
        }

        _unsent.Advance(result.Count);
        CloseIfDone();
    }

    /// <summary>The peer has hung up. What it sent before has been read, and still goes to the other side.</summary>
    public override void handle_close()
    {
        if (connecting || socket!.GetError() != SocketError.Success)
        {
            Reset();
            return;
        }

        close();
        _other?.CloseWhenSent();
    }

    public override void handle_error(Exception exception)
    {
        log(exception.Message); // above all: the remote server refuses
        Reset();
    }

    public override void CloseWhenSent()
    {
        _closing = true;
        CloseIfDone();
    }

    protected void Join(Side other) => (_other, other._other) = (other, this);

    private void CloseIfDone()
    {
        if (!_unsent.IsEmpty)
        {
            return;
        }

        if (_outputEnds && !_outputEnded && connected)
        {
            socket!.Shutdown(SocketShutdown.Send);
            _outputEnded = true;
        }

        if (_closing || (_inputEnded && _outputEnded))
        {
            close();
        }
    }

    /// <summary>Passes a broken connection on as one: a clean end would tell the other peer that it has everything.</summary>
    private void Reset()
    {
        Abort();
        _other?.Abort();
    }
}
