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

    /// <summary>The failure of an inner group is one failure of the outer one, whose other tasks are cancelled for it.</summary>
    [Fact]
    public void NestedGroup_ThatFails_CancelsTheOuterOne_AndBothTellAll() => Run(async () =>
    {
        List<string> cancelled = [];
        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskGroup.RunAsync(outer =>
        {
            outer.Start(token => TaskGroup.RunAsync(
                inner =>
                {
                    inner.Start(innerToken => WaitAsync("inner", innerToken));
                    inner.Start(async _ =>
                    {
                        await Task.Yield();
                        throw new IOException("deep");
                    });
                    return Task.CompletedTask;
                },
                token));
            outer.Start(token => WaitAsync("outer", token));
            return Task.CompletedTask;
        }));
        Assert.Equal(["inner", "outer"], cancelled);
        var nested = Assert.IsType<AggregateException>(Assert.Single(error.InnerExceptions));
        Assert.Equal("deep", Assert.Single(nested.InnerExceptions).Message);

        async Task WaitAsync(string name, CancellationToken token)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token);
            }
            finally
            {
                cancelled.Add(name);
            }
        }
    });

    /// <summary>What fails outside cancels the inner group, which waits for its own tasks first; their end is no failure.</summary>
    [Fact]
    public void NestedGroup_EndsBeforeTheOuterOneThatFails() => Run(async () =>
    {
        List<string> order = [];
        var error = await Assert.ThrowsAsync<AggregateException>(async () =>
        {
            try
            {
                await TaskGroup.RunAsync(outer =>
                {
                    outer.Start(token => TaskGroup.RunAsync(
                        inner =>
                        {
                            inner.Start(async innerToken =>
                            {
                                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, innerToken)
                                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                                await Task.Yield();
                                order.Add("inner");
                            });
                            return Task.CompletedTask;
                        },
                        token));
                    throw new IOException("body");
                });
            }
            finally
            {
                order.Add("outer");
            }
        });
        Assert.Equal(["inner", "outer"], order);
        Assert.Equal("body", Assert.Single(error.InnerExceptions).Message);
    });

    /// <summary>A timeout of a task's own is a cancellation, and no success.</summary>
    [Fact]
    public void TaskThatIsCancelledByItself_IsAFailure() => Run(async () =>
    {
        bool cancelled = false;
        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(async _ =>
            {
                using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(1), Loop.TimeProvider);
                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, timeout.Token);
            });
            group.Start(async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                cancelled = true;
            });
            return Task.CompletedTask;
        }));
        Assert.IsType<TaskCanceledException>(Assert.Single(error.InnerExceptions));
        Assert.True(cancelled);
    });

    [Fact]
    public void BodyThatIsCancelledByItself_CancelsItsTasks_AndIsHeardOf() => Run(async () =>
    {
        using var own = new CancellationTokenSource();
        CancellationToken seen = default;
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TaskGroup.RunAsync(group =>
        {
            seen = group.Token;
            group.Start(token => Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token));
            own.Cancel();
            return Task.FromCanceled(own.Token);
        }));
        Assert.Equal(own.Token, error.CancellationToken);
        Assert.True(seen.IsCancellationRequested);
    });

    /// <summary>What is registered with the token runs on the loop, and its errors are the group's.</summary>
    [Fact]
    public void CallbackOfTheToken_RunsOnTheLoop_AndItsErrorArrives() => Run(async () =>
    {
        bool onLoop = false;
        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskGroup.RunAsync(async group =>
        {
            group.Token.Register(() =>
            {
                onLoop = Loop.IsLoopThread;
                throw new InvalidDataException("callback");
            });
            await Task.Yield();
            throw new IOException("body");
        }));
        Assert.True(onLoop);
        Assert.Equal(["body", "callback"], error.InnerExceptions.Select(e => e.Message));
    });

    [Fact]
    public void Cancel_EndsTheGroupWithoutAFailure() => Run(() => TaskGroup.RunAsync(group =>
    {
        group.Start(token => Task.Delay(Timeout.InfiniteTimeSpan, Loop.TimeProvider, token));
        group.Cancel();
        return Task.CompletedTask;
    }));

    [Fact]
    public void Cancel_AfterTheEnd_DoesNothing() => Run(async () =>
    {
        TaskGroup? ended = null;
        await TaskGroup.RunAsync(group =>
        {
            ended = group;
            return Task.CompletedTask;
        });
        ended!.Cancel();
        Assert.False(ended.Token.IsCancellationRequested);
    });
}
