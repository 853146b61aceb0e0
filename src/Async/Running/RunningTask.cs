using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Async;

/// <summary>A task that a run waits for at its end.</summary>
internal sealed class RunningTask(Loop loop, Task task, Action cancel) : IRunMember
{
    /// <summary>Has the loop's run, if there is one, end with this task.</summary>
    public static void Register(Loop? loop, Task task, Action cancel)
    {
        if (!task.IsCompleted && RunScope.Of(loop) is { } scope)
        {
            var member = new RunningTask(loop!, task, cancel);
            scope.Add(member);
            _ = member.RemoveAtItsEndAsync(scope);
        }
    }

    public async Task EndAsync(TimeSpan deadline)
    {
        try
        {
            cancel();
        }
        catch (AggregateException failure)
        {
            loop.Logger.LogError(failure, "A callback on the end of a task failed.");
        }

        await task.WaitAsync(deadline, loop.TimeProvider)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!task.IsCompleted)
        {
            loop.Logger.LogWarning("A task has not ended {Deadline} after its cancellation, at the end of the run. It is abandoned.", deadline);
        }
    }

    private async Task RemoveAtItsEndAsync(RunScope scope)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        scope.Remove(this);
    }
}
