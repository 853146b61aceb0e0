using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>Waits for a datagram, and receives it into the program's buffer.</summary>
internal sealed class DatagramOperation(AsyncSocket channel) : LoopOperation<(int Count, EndPoint? Sender)>(channel)
{
    private Memory<byte> _buffer;

    public ValueTask<(int Count, EndPoint? Sender)> Start(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _buffer = buffer;
        Start(cancellationToken);
        return Task;
    }

    public override bool TryPerform()
    {
        try
        {
            int count = Channel.ReceiveFrom(_buffer.Span, out EndPoint? sender);
            if (count < 0)
            {
                return false;
            }

            SetResult((count, sender));
        }
        catch (SocketException failure)
        {
            SetError(failure);
        }

        _buffer = default;
        return true;
    }
}
