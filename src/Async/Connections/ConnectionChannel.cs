using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>The channel of an <see cref="AsyncConnection"/>: an <see cref="AsyncSocket"/> with output that waits.</summary>
internal sealed class ConnectionChannel(ChannelSocket? socket, ChannelMap? map) : AsyncSocket(socket, map)
{
    private SocketError _failure; // of a send that nobody waited for: the next write reports it

    /// <summary>Output that was taken and not sent yet.</summary>
    public ByteQueue Output { get; } = new();

    /// <summary>Whether the channel is to close when all output has been sent.</summary>
    public bool ClosesWhenSent { get; private set; }

    public override int PendingOutput => Output.Length;

    /// <summary>What earlier output has met; it is reported once.</summary>
    public SocketError TakeFailure()
    {
        SocketError failure = _failure;
        _failure = SocketError.Success;
        return failure;
    }

    /// <summary>Sends what waits. Returns false where there was no room for all of it.</summary>
    public bool TrySendOutput()
    {
        if (!Output.IsEmpty)
        {
            IOResult result = SendOnce(Output.Bytes);
            Output.Advance(result.Count);
            if (!result.Succeeded && !result.WouldBlock)
            {
                _failure = result.Error;
                Output.Clear(); // nobody will ever read it
            }
        }

        return Output.IsEmpty;
    }

    public override void CloseWhenSent()
    {
        if (Output.IsEmpty || IsUnconnected)
        {
            Close();
        }
        else
        {
            ClosesWhenSent = true;
        }
    }

    public override void Close()
    {
        base.Close();
        Output.Clear();
    }

    public override void Abort()
    {
        base.Abort();
        Output.Clear();
    }

    protected override void HandleWrite()
    {
        TrySendOutput();
        base.HandleWrite();
        if (IsClosed)
        {
            return;
        }

        if (!Output.IsEmpty)
        {
            WriteInterest = true;
        }
        else if (ClosesWhenSent)
        {
            Close();
        }
    }
}
