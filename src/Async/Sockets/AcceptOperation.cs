using System.Net;

namespace AsyncoreNet.Async;

/// <summary>Waits for a connection, and accepts it.</summary>
internal sealed class AcceptOperation(AsyncSocket channel) : LoopOperation<(ChannelSocket Socket, EndPoint? Address)>(channel)
{
    public override bool TryPerform()
    {
        try
        {
            if (Channel.Accept() is not var (socket, address))
            {
                return false;
            }

            SetResult((socket, address));
        }
        catch (System.Net.Sockets.SocketException failure)
        {
            SetError(failure);
        }

        return true;
    }
}
