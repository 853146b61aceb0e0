using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>Waits for input, and receives it into the program's buffer. The result is the count of bytes; 0 at the end.</summary>
internal sealed class ReceiveOperation(AsyncSocket channel) : LoopOperation<int>(channel)
{
    private Memory<byte> _buffer;

    public ValueTask<int> Start(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _buffer = buffer;
        Start(cancellationToken);
        return Task;
    }

    public override bool TryPerform()
    {
        IOResult result = Channel.ReceiveOnce(_buffer.Span);
        if (result.WouldBlock)
        {
            return false;
        }

        _buffer = default;
        if (result.Succeeded)
        {
            SetResult(result.Count);
        }
        else
        {
            SetError(Channel.CreateFailure(result.Error, "receive"));
        }

        return true;
    }
}
