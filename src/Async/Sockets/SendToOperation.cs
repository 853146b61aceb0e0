using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>Waits for room, and sends a datagram.</summary>
internal sealed class SendToOperation(AsyncSocket channel) : LoopOperation<bool>(channel)
{
    private ReadOnlyMemory<byte> _data;
    private EndPoint? _destination;

    public ValueTask Start(ReadOnlyMemory<byte> data, EndPoint destination, CancellationToken cancellationToken)
    {
        (_data, _destination) = (data, destination);
        Start(cancellationToken);
        return UntypedTask;
    }

    public override bool TryPerform()
    {
        try
        {
            if (!Channel.SendTo(_data.Span, _destination!))
            {
                return false;
            }

            SetResult(true);
        }
        catch (SocketException failure)
        {
            SetError(failure);
        }

        (_data, _destination) = (default, null);
        return true;
    }
}
