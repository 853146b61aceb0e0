namespace AsyncoreNet.Async.Tests;

/// <summary>All or nobody.</summary>
public sealed class AsyncBarrierTests : AsyncTest
{
    [Fact]
    public void All_PassTogether_InOrder_AgainAndAgain() => Run(async () =>
    {
        var barrier = new AsyncBarrier(3);
        var passed = new List<(int Round, int Number)>();
        int arrived = 0;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PassAsync()));
        for (int round = 0; round < 100; round++)
        {
            Assert.Equal([0, 1, 2], passed.Where(p => p.Round == round).Select(p => p.Number).Order());
        }

        Assert.Equal(0, barrier.WaitingCount);

        async Task PassAsync()
        {
            for (int round = 0; round < 100; round++)
            {
                arrived++;
                int number = await barrier.SignalAndWaitAsync();
                Assert.True(Loop.IsLoopThread);
                Assert.True(arrived >= 3 * (round + 1), "One passed before all had arrived.");
                passed.Add((round, number));
            }
        }
    });

    [Fact]
    public void CancelledWait_HasNotArrived_AndLeavesNoHole() => Run(async () =>
    {
        var barrier = new AsyncBarrier(3);
        using var cancel = new CancellationTokenSource();
        Task<int> cancelled = barrier.SignalAndWaitAsync(cancel.Token);
        Task<int> first = barrier.SignalAndWaitAsync();
        Assert.Equal(2, barrier.WaitingCount);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);
        Assert.True(barrier.SignalAndWaitAsync(cancel.Token).IsCanceled);
        Assert.Equal(1, barrier.WaitingCount);
        Assert.False(barrier.IsBroken);
        Task<int> second = barrier.SignalAndWaitAsync();
        Assert.Equal(2, await barrier.SignalAndWaitAsync(cancel.Token));
        int[] numbers = await Task.WhenAll(first, second);
        Assert.Equal([0, 1], numbers);
    });

    [Fact]
    public void Abort_FailsWhoWaitsAndWhoComes_UntilReset() => Run(async () =>
    {
        var barrier = new AsyncBarrier(2);
        Task<int> waiting = barrier.SignalAndWaitAsync();
        barrier.Abort();
        await Assert.ThrowsAsync<BrokenBarrierException>(() => waiting);
        Assert.True(Loop.IsLoopThread);
        Assert.True(barrier.IsBroken);
        await Assert.ThrowsAsync<BrokenBarrierException>(barrier.SignalAndWaitAsync);
        barrier.Reset();
        Assert.False(barrier.IsBroken);
        int[] numbers = await Task.WhenAll(barrier.SignalAndWaitAsync(), barrier.SignalAndWaitAsync());
        Assert.Equal([0, 1], numbers);
    });

    [Fact]
    public void Reset_FailsWhoWaits_AndLetsTheNextPass() => Run(async () =>
    {
        var barrier = new AsyncBarrier(2);
        Task<int> waiting = barrier.SignalAndWaitAsync();
        barrier.Reset();
        Task<int> next = barrier.SignalAndWaitAsync();
        await Assert.ThrowsAsync<BrokenBarrierException>(() => waiting);
        Assert.Equal(1, await barrier.SignalAndWaitAsync());
        Assert.Equal(0, await next);
    });

    [Fact]
    public void NoParticipants_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new AsyncBarrier(0));
}
