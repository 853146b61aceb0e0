namespace AsyncoreNet.Async;

/// <summary>Waits until a message is complete, or a part of one is there. The result is false at the end of the stream.</summary>
internal sealed class MessageOperation(AsyncChat chat, ConnectionChannel channel, ByteQueue input) : FillOperation<bool>(channel, input)
{
    private bool _inParts;
    private bool _waitsForRoom; // too much output is unsent: the message may be there already

    /// <summary>Waits for a message or a part.</summary>
    public ValueTask<bool> RunAsync(bool inParts, CancellationToken cancellationToken)
    {
        _inParts = inParts;
        return RunAsync(cancellationToken);
    }

    /// <summary>The same, after there is less output.</summary>
    public ValueTask<bool> RunAfterOutputAsync(bool inParts, int lowWaterMark, CancellationToken cancellationToken)
    {
        _inParts = inParts;
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        _waitsForRoom = true;
        channel.HoldInput(lowWaterMark);
        channel.AwaitInput(this);
        Start(cancellationToken);
        return Task;
    }

    public override bool TryPerform()
    {
        if (_waitsForRoom)
        {
            _waitsForRoom = false;
            try
            {
                if (chat.TryRead(_inParts))
                {
                    SetResult(true);
                    return true;
                }
            }
            catch (IOException failure)
            {
                SetError(failure);
                return true;
            }
        }

        return base.TryPerform();
    }

    protected override bool TryFinish(bool isEnd, out bool outcome)
    {
        outcome = chat.TryRead(_inParts);
        return outcome || isEnd;
    }

    protected override Exception Canceled(CancellationToken token)
    {
        _waitsForRoom = false;
        channel.ReleaseInput();
        return base.Canceled(token);
    }
}
