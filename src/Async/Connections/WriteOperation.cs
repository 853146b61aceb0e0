namespace AsyncoreNet.Async;

/// <summary>
/// Waits until the rest of the program's buffer has been taken: sent, or added to the output that waits, which stays below a mark.
/// </summary>
internal sealed class WriteOperation(AsyncConnection connection, ConnectionChannel channel) : LoopOperation<int>(channel)
{
    private ReadOnlyMemory<byte> _data;
    private int _taken;

    /// <summary>Whether a part of the program's buffer is left; nothing may be put before it.</summary>
    public bool HasData => _taken < _data.Length;

    public ValueTask StartAsync(ReadOnlyMemory<byte> data, int taken, CancellationToken cancellationToken)
    {
        (_data, _taken) = (data, taken);
        channel.AwaitOutput(this);
        Start(cancellationToken);
        return UntypedTask;
    }

    public override bool TryPerform()
    {
        if (channel.TakeFailure() is not System.Net.Sockets.SocketError.Success and var failure)
        {
            _data = default;
            SetError(channel.Failure(failure, "send"));
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
