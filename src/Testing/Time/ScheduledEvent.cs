namespace AsyncoreNet.Testing;

/// <summary>Something that the world does at its time.</summary>
internal sealed class ScheduledEvent(Action<object?> action, object? state)
{
    public bool IsCancelled { get; private set; }

    public void Cancel() => IsCancelled = true;

    public bool Fire()
    {
        if (IsCancelled)
        {
            return false;
        }

        IsCancelled = true;
        action(state);
        return true;
    }
}
