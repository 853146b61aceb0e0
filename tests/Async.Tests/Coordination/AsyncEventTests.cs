namespace AsyncoreNet.Async.Tests;

/// <summary>Events that let all pass, or one.</summary>
public sealed class AsyncEventTests : AsyncTest
{
    [Fact]
    public void ManualResetEvent_LetsAllPassInOrder_EvenIfResetAtOnce() => Run(async () =>
    {
        var ready = new AsyncManualResetEvent();
        var order = new List<int>();
        Task[] tasks = [.. Enumerable.Range(0, 5).Select(PassAsync)];
        ready.Set();
        ready.Reset();
        Assert.Empty(order);
        await Task.WhenAll(tasks);
        Assert.Equal([0, 1, 2, 3, 4], order);
        Assert.False(ready.WaitAsync().IsCompleted);

        async Task PassAsync(int number)
        {
            await ready.WaitAsync();
            order.Add(number);
        }
    });

    [Fact]
    public void ManualResetEvent_CancelledWait_LeavesTheOthers() => Run(async () =>
    {
        var ready = new AsyncManualResetEvent(set: false);
        using var cancel = new CancellationTokenSource();
        Task cancelled = ready.WaitAsync(cancel.Token);
        Task other = ready.WaitAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        Assert.False(other.IsCompleted);
        ready.Set();
        await other;
        await ready.WaitAsync(cancel.Token);
        ready.Reset();
        Assert.True(ready.WaitAsync(cancel.Token).IsCanceled);
    });

    [Fact]
    public void AutoResetEvent_LetsOnePassInOrder_AndRemembersOneSetting() => Run(async () =>
    {
        var ready = new AsyncAutoResetEvent(set: false);
        Task first = ready.WaitAsync();
        Task second = ready.WaitAsync();
        ready.Set();
        await first;
        Assert.False(second.IsCompleted);
        Assert.False(ready.IsSet);
        ready.Set();
        await second;
        ready.Set();
        ready.Set();
        Assert.True(ready.IsSet);
        await ready.WaitAsync();
        Assert.False(ready.IsSet);
    });

    [Fact]
    public void AutoResetEvent_CancelledWait_UsesUpNoSetting() => Run(async () =>
    {
        var ready = new AsyncAutoResetEvent(set: false);
        using var cancel = new CancellationTokenSource();
        Task cancelled = ready.WaitAsync(cancel.Token);
        await cancel.CancelAsync();
        ready.Set();
        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        Assert.True(ready.IsSet);
        await ready.WaitAsync(cancel.Token);
        Assert.True(ready.WaitAsync(cancel.Token).IsCanceled);
    });

    [Fact]
    public void AutoResetEvent_CancelledAfterTheSetting_Passes() => Run(async () =>
    {
        var ready = new AsyncAutoResetEvent(set: false);
        using var cancel = new CancellationTokenSource();
        Task passing = ready.WaitAsync(cancel.Token);
        ready.Set();
        await cancel.CancelAsync();
        await passing;
        Assert.False(ready.IsSet);
    });
}
