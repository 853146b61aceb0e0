namespace Quickstart;

/// <summary>
/// Steps, each of which causes the event whose handler takes the next one. So the transcript has one order, whatever the kernel's
/// timing.
/// </summary>
internal sealed class Script
{
    private readonly Queue<Action> _steps = new();

    /// <summary>Whether all steps have been taken.</summary>
    public bool IsOver => _steps.Count == 0;

    public void Add(Action step) => _steps.Enqueue(step);

    public void Next() => _steps.Dequeue()();
}
