namespace AsyncoreNet.Tests;

/// <summary><c>await</c> inside a callback comes back to the loop.</summary>
public sealed class SynchronizationContextTests : LoopTest
{
    [Fact]
    public void Current_WhileTheLoopRuns_IsTheLoops()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext? posted = null, timer = null, handler = null;
        (ChannelSocket near, System.Net.Sockets.Socket far) = Pairs.Connect();
        _ = new Probe(near, Map) { OnRead = () => handler = SynchronizationContext.Current };
        far.Send("x"u8);
        Loop.Post(() => posted = SynchronizationContext.Current);
        Loop.CallLater(TimeSpan.Zero, () => timer = SynchronizationContext.Current);

        Pass();

        Assert.Same(Loop.SynchronizationContext, posted);
        Assert.Same(Loop.SynchronizationContext, timer);
        Assert.Same(Loop.SynchronizationContext, handler);
        Assert.Same(before, SynchronizationContext.Current);
        far.Dispose();
    }

    [Fact]
    public void Current_AfterTheLoopWasLeftByAnException_IsWhatItWas()
    {
        var before = new SynchronizationContext();
        Background.Run(() =>
        {
            SynchronizationContext.SetSynchronizationContext(before);
            Loop.Post(() => throw new LoopExitException());
            Assert.Throws<LoopExitException>(Pass);
            Assert.Same(before, SynchronizationContext.Current);
            Assert.Null(Loop.Current);
        });
    }

    [Fact]
    public void Await_OfWorkElsewhere_ComesBackToTheLoop()
    {
        int loopThread = 0, after = 0;
        bool elsewhere = true;
        async void Start()
        {
            loopThread = Environment.CurrentManagedThreadId;
            elsewhere = await Task.Run(() => Environment.CurrentManagedThreadId != loopThread);
            after = Environment.CurrentManagedThreadId;
        }

        Loop.Post(Start);
        Background.Run(() => Loop.Run());

        Assert.True(elsewhere);
        Assert.Equal(loopThread, after);
    }

    [Fact]
    public void Await_Yield_WaitsAPass()
    {
        List<string> steps = [];
        async void Start()
        {
            steps.Add("one");
            await Task.Yield();
            steps.Add("two");
        }

        Loop.Post(Start);
        Pass();
        Assert.Equal(["one"], steps);

        Pass();
        Assert.Equal(["one", "two"], steps);
    }

    [Fact]
    public void AsyncVoid_KeepsTheLoopAlive()
    {
        using var gate = new ManualResetEventSlim();
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        async void Start()
        {
            gate.Set();
            await source.Task;
            ended = true;
        }

        Loop.Post(Start);
        Background runner = Background.Start(() => Loop.Run());
        Waiting.For(gate);
        Waiting.Until(() => Kernel.IsSleeping(runner.ThreadId));
        Assert.False(runner.HasEnded);
        source.SetResult();

        runner.Finish();
        Assert.True(ended);
        Assert.Equal(0, Loop.GetSnapshot().Operations);
    }

    /// <summary>It ends on another thread, without a continuation on the loop that would wake it.</summary>
    [Fact]
    public void AsyncVoid_EndsElsewhere_TheLoopStillEnds()
    {
        using var gate = new ManualResetEventSlim();
        var source = new TaskCompletionSource();
        async void Start()
        {
            gate.Set();
            await source.Task.ConfigureAwait(false);
        }

        Loop.Post(Start);
        Background runner = Background.Start(() => Loop.Run());
        Waiting.For(gate);
        Waiting.Until(() => Kernel.IsSleeping(runner.ThreadId));
        source.SetResult();

        runner.Finish();
    }

    [Fact]
    public void AsyncVoid_Throws_ReachesUnhandledException()
    {
        List<UnhandledExceptionInfo> unhandled = [];
        Loop.UnhandledException += (_, info) => unhandled.Add(info);
        async void Start()
        {
            await Task.Yield();
            throw new DivideByZeroException();
        }

        Loop.Post(Start);
        Background.Run(() => Loop.Run());

        UnhandledExceptionInfo info = Assert.Single(unhandled);
        Assert.IsType<DivideByZeroException>(info.Exception);
        Assert.Null(info.Channel);
    }

    [Fact]
    public void AsyncVoid_ThrowsLoopExit_LeavesTheLoop()
    {
        async void Start()
        {
            await Task.Yield();
            throw new LoopExitException();
        }

        Loop.Post(Start);

        Assert.Throws<LoopExitException>(() => Background.Run(() => Loop.Run()));
    }

    [Fact]
    public void Send_FromAnotherThread_RunsOnTheLoopAndWaits()
    {
        int loopThread = 0, ranOn = 0;
        LoopTimer keepAlive = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        Background runner = Background.Start(() =>
        {
            loopThread = Environment.CurrentManagedThreadId;
            Loop.Run();
        });
        Waiting.Until(() => Loop.IsRunning);

        Loop.SynchronizationContext.Send(_ => ranOn = Environment.CurrentManagedThreadId, null);

        Assert.Equal(loopThread, ranOn);
        Loop.Post(keepAlive.Cancel);
        runner.Finish();
    }

    [Fact]
    public void Send_OnTheLoop_RunsAtOnce()
    {
        bool ranInside = false;
        Loop.Post(() =>
        {
            bool ran = false;
            Loop.SynchronizationContext.Send(_ => ran = true, null);
            ranInside = ran;
        });

        Pass();

        Assert.True(ranInside);
    }

    [Fact]
    public void Send_CallbackThrows_ThrowsToTheSender()
    {
        LoopTimer keepAlive = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        Background runner = Background.Start(() => Loop.Run());
        Waiting.Until(() => Loop.IsRunning);

        Assert.Throws<DivideByZeroException>(
            () => Loop.SynchronizationContext.Send(_ => throw new DivideByZeroException(), null));

        Loop.Post(keepAlive.Cancel);
        runner.Finish();
        Assert.Empty(Log.Problems);
    }

    [Fact]
    public void CreateCopy_IsTheSameLoops() =>
        Assert.Same(Loop.SynchronizationContext, Loop.SynchronizationContext.CreateCopy());

    /// <summary>Libraries start tasks and count on the thread pool.</summary>
    [Fact]
    public void TaskScheduler_IsNeverMadeCurrent()
    {
        TaskScheduler? current = null;
        bool onLoop = true;
        Task? started = null;
        Loop.Post(() =>
        {
            current = TaskScheduler.Current;
            started = Task.Factory.StartNew(
                () => onLoop = Loop.IsLoopThread, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        });

        Pass();
        Waiting.Until(() => started!.IsCompleted);

        Assert.Same(TaskScheduler.Default, current);
        Assert.False(onLoop);
    }

    [Fact]
    public void TaskScheduler_AskedFor_RunsTasksOnTheLoop()
    {
        bool onLoop = false;
        Task task = Task.Factory.StartNew(
            () => onLoop = Loop.IsLoopThread, CancellationToken.None, TaskCreationOptions.None, Loop.TaskScheduler);
        Assert.False(task.IsCompleted);

        Pass();

        Assert.True(task.IsCompletedSuccessfully);
        Assert.True(onLoop);
        Assert.Equal(1, Loop.TaskScheduler.MaximumConcurrencyLevel);
    }

    [Fact]
    public void TaskScheduler_RunSynchronously_OnTheLoop_IsInline()
    {
        bool inline = false;
        Loop.Post(() =>
        {
            bool ran = false;
            new Task(() => ran = true).RunSynchronously(Loop.TaskScheduler);
            inline = ran;
        });

        Pass();

        Assert.True(inline);
    }

    [Fact]
    public void TaskScheduler_TaskThrows_ItIsTheTasksOwn()
    {
        Task task = Task.Factory.StartNew(
            () => throw new DivideByZeroException(), CancellationToken.None, TaskCreationOptions.None, Loop.TaskScheduler);

        Pass();

        Assert.IsType<DivideByZeroException>(task.Exception!.InnerException);
        Assert.Empty(Log.Problems);
    }

    /// <summary>What throws here throws on the thread that completes a task, and ends the process.</summary>
    [Fact]
    public void Post_ToADisposedLoop_IsNothing()
    {
        var loop = new Loop(new ChannelMap());
        SynchronizationContext context = loop.SynchronizationContext;
        loop.Dispose();
        bool ran = false;

        context.Post(_ => ran = true, null);

        Assert.False(ran);
    }
}
