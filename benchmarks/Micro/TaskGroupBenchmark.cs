using AsyncoreNet;
using AsyncoreNet.Async;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>What a task of a group costs, and what it would without the group.</summary>
[MemoryDiagnoser]
public class TaskGroupBenchmark : IDisposable
{
    private const int Children = 100;

    private readonly Loop _loop = ReadyNetwork.CreateLoop();
    private TaskCompletionSource _gate = new(); // what the children wait for that suspend

    [GlobalCleanup]
    public void Dispose()
    {
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Children that have ended when they are started.</summary>
    [Benchmark(OperationsPerInvoke = Children)]
    public void Completed() => Run(static _ => TaskGroup.RunAsync(static group =>
    {
        for (int i = 0; i < Children; i++)
        {
            group.Start(static _ => Task.CompletedTask);
        }

        return Task.CompletedTask;
    }));

    /// <summary>Children that wait, and go on when all have been started.</summary>
    [Benchmark(OperationsPerInvoke = Children)]
    public void Suspended() => Run(static self => TaskGroup.RunAsync(group =>
    {
        for (int i = 0; i < Children; i++)
        {
            group.Start(_ => self.ChildAsync());
        }

        self._gate.SetResult();
        return Task.CompletedTask;
    }));

    /// <summary>The same as <see cref="Suspended"/> with <c>Task.WhenAll</c>.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Children)]
    public void WhenAll() => Run(static self =>
    {
        var children = new Task[Children];
        for (int i = 0; i < Children; i++)
        {
            children[i] = self.ChildAsync();
        }

        self._gate.SetResult();
        return Task.WhenAll(children);
    });

    private async Task ChildAsync() => await _gate.Task;

    private void Run(Func<TaskGroupBenchmark, Task> body)
    {
        Task? task = null;
        _gate = new TaskCompletionSource();
        _loop.Post(() => task = body(this));
        while (task is not { IsCompleted: true })
        {
            _loop.RunOnce(TimeSpan.Zero);
        }

        task.GetAwaiter().GetResult();
    }
}
