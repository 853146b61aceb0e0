using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests;

/// <summary>Signals of the process, as callbacks of the loop.</summary>
public sealed class SignalTests : LoopTest
{
    private const int UserSignal = 12; // SIGUSR2

    [Fact]
    public void OnSignal_Raised_CallsBackOnTheLoop()
    {
        bool onLoop = false;
        using IDisposable registration = Loop.OnSignal((PosixSignal)UserSignal, () => onLoop = Loop.IsLoopThread);

        Kernel.Raise(UserSignal);

        RunUntil(() => onLoop);
    }

    [Fact]
    public void OnSignal_LoopWaits_IsWoken()
    {
        LoopTimer keepAlive = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        using IDisposable registration = Loop.OnSignal((PosixSignal)UserSignal, keepAlive.Cancel);
        Background runner = Background.Start(() => Loop.Run());
        Waiting.Until(() => runner.ThreadId != 0 && Kernel.IsSleeping(runner.ThreadId));

        Kernel.Raise(UserSignal);

        runner.Finish();
    }

    [Fact]
    public void OnSignal_Disposed_CallsNoMore()
    {
        int calls = 0, others = 0;
        using IDisposable other = Loop.OnSignal((PosixSignal)UserSignal, () => others++);
        Loop.OnSignal((PosixSignal)UserSignal, () => calls++).Dispose();

        Kernel.Raise(UserSignal);

        RunUntil(() => others > 0);
        Assert.Equal(0, calls);
    }

    [Fact]
    public void OnSignal_DoesNotKeepTheLoopAlive()
    {
        using IDisposable registration = Loop.OnSignal(PosixSignal.SIGHUP, () => { });

        Background.Run(() => Loop.Run());
    }

    [Fact]
    public void OnSignal_CallbackThrows_ReachesUnhandledException()
    {
        List<UnhandledExceptionInfo> unhandled = [];
        Loop.UnhandledException += (_, info) => unhandled.Add(info);
        using IDisposable registration = Loop.OnSignal((PosixSignal)UserSignal, () => throw new DivideByZeroException());

        Kernel.Raise(UserSignal);

        RunUntil(() => unhandled.Count > 0);
        Assert.IsType<DivideByZeroException>(unhandled[0].Exception);
    }

    [Fact]
    public void OnSignal_WithoutACallback_Throws() =>
        Assert.Throws<ArgumentNullException>(() => Loop.OnSignal(PosixSignal.SIGHUP, null!));
}
