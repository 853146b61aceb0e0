namespace AsyncoreNet.Async.Tests;

/// <summary>Tasks that end together.</summary>
public sealed class TaskGroupTests : AsyncTest
{
    [Fact]
    public void FirstFailure_CancelsTheRest_AndAllFailuresArrive() => Run(async () =>
    {
        bool cancelled = false;
        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(async token =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token);
                }
                catch (OperationCanceledException)
                {
                    cancelled = true;
                    throw new InvalidDataException("second");
                }
            });
            group.Start(async _ =>
            {
                await Task.Yield();
                throw new IOException("first");
            });
            return Task.CompletedTask;
        }));
        Assert.True(cancelled);
        Assert.Equal(["first", "second"], error.InnerExceptions.Select(e => e.Message));
    });

    [Fact]
    public void BodyThatThrows_StillWaitsForItsTasks() => Run(async () =>
    {
        bool ended = false;
        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                await Task.Yield();
                ended = true;
            });
            throw new IOException("body");
        }));
        Assert.True(ended);
        Assert.Equal("body", Assert.Single(error.InnerExceptions).Message);
    });

    [Fact]
    public void Cancel_EndsTheGroupWithoutAFailure() => Run(() => TaskGroup.RunAsync(group =>
    {
        group.Start(token => Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token));
        group.Cancel();
        return Task.CompletedTask;
    }));
}
