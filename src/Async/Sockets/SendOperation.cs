namespace AsyncoreNet.Async;

/// <summary>Waits for room, and sends all of the program's buffer. The result is the count of bytes.</summary>
internal sealed class SendOperation(AsyncSocket channel) : LoopOperation<int>(channel)
{
    private ReadOnlyMemory<byte> _buffer;
    private int _sent;

    public ValueTask<int> Start(ReadOnlyMemory<byte> buffer, int sent, CancellationToken cancellationToken)
    {
        (_buffer, _sent) = (buffer, sent);
        Start(cancellationToken);
        return Task;
    }

    public override bool TryPerform()
    {
        IOResult result = Channel.SendOnce(_buffer.Span[_sent..]);
        _sent += result.Count;
        if (result.WouldBlock || (result.Succeeded && _sent < _buffer.Length))
        {
            return false;
        }

        _buffer = default;
        if (result.Succeeded)
        {
            SetResult(_sent);
        }
        else
        {
            SetError(Channel.CreateFailure(result.Error, "send"));
        }

        return true;
    }

    protected override Exception Canceled(CancellationToken token) => new SendCanceledException(_sent, token);
}
