namespace AsyncoreNet.Async;

/// <summary>Waits for readiness, and does nothing with it.</summary>
internal sealed class ReadyOperation(AsyncSocket channel) : LoopOperation<bool>(channel)
{
    public override bool TryPerform()
    {
        SetResult(true);
        return true;
    }
}
