namespace AsyncoreNet.Async;

/// <summary>Waits for readiness, and does nothing with it. The result is 0, the bytes that a receive of none receives.</summary>
internal sealed class ReadyOperation(AsyncSocket channel) : LoopOperation<int>(channel)
{
    public override bool TryPerform()
    {
        SetResult(0);
        return true;
    }
}
