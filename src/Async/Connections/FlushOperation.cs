using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>Waits until all output has been sent.</summary>
internal sealed class FlushOperation(ConnectionChannel channel) : LoopOperation<bool>(channel)
{
    public override bool TryPerform()
    {
        if (channel.Failure is not SocketError.Success and var failure)
        {
            SetError(channel.CreateFailure(failure, "send"));
            return true;
        }

        if (!channel.Output.IsEmpty)
        {
            return false;
        }

        SetResult(true);
        return true;
    }
}
