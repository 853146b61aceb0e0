using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>Waits for a connect to end.</summary>
internal sealed class ConnectOperation(AsyncSocket channel) : LoopOperation<bool>(channel)
{
    public override bool TryPerform() => false; // the channel calls End, at an event of its own

    public void End(SocketError error)
    {
        if (error == SocketError.Success)
        {
            SetResult(true);
        }
        else
        {
            SetError(Channel.CreateFailure(error, $"connect to {SocketErrors.Describe(Channel.Address)}"));
        }
    }
}
