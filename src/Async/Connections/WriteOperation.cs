using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>
/// Waits until the rest of the program's buffer has been taken: sent, or added to the output that waits, which stays below a mark.
/// </summary>
internal sealed class WriteOperation(AsyncConnection connection, ConnectionChannel channel) : LoopOperation<int>(channel)
{
    private ReadOnlyMemory<byte> _data;
    private int _taken;

    public ValueTask StartAsync(ReadOnlyMemory<byte> data, int taken, CancellationToken cancellationToken)
    {
        (_data, _taken) = (data, taken);
        channel.AwaitOutput(this);
        Start(cancellationToken);
        return UntypedTask;
    }

    public override bool TryPerform()
    {
        if (channel.Failure is not SocketError.Success and var failure)
        {
            _data = default;
            SetError(channel.CreateFailure(failure, "send"));
            return true;
        }

        if (channel.Output.Length > connection.LowWaterMark)
        {
            return false;
        }

        _taken += connection.Accept(_data.Span[_taken..]);
        if (_taken < _data.Length)
        {
            return false;
        }

        _data = default;
        SetResult(_taken);
        return true;
    }

    protected override Exception Canceled(CancellationToken token)
    {
        _data = default;
        return new SendCanceledException(_taken, token);
    }
}
