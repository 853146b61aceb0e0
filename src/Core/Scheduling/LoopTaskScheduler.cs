namespace AsyncoreNet;

/// <summary>
/// Runs tasks on the loop for those who ask for it by name. It is never made current by the loop: a library that calls
/// <c>Task.Factory.StartNew</c> counts on the thread pool.
/// </summary>
internal sealed class LoopTaskScheduler(Loop loop) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task) => loop.Post(t => TryExecuteTask((Task)t!), task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        loop.IsLoopThread && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;
}
