using System.Runtime.InteropServices;

namespace AsyncoreNet.Tests;

/// <summary>Signals of the process, as callbacks of the loop.</summary>
public sealed class SignalTests : LoopTest
{
    [Fact]
    public void OnSignal_Raised_CallsBackOnTheLoop()
    {
        bool onLoop = false;
        using IDisposable registration = Loop.OnSignal((PosixSignal)Signals.User2, () => onLoop = Loop.IsLoopThread);

        Kernel.Raise(Signals.User2);

        RunUntil(() => onLoop);
    }

    [Fact]
    public void OnSignal_LoopWaits_IsWoken()
    {
        LoopTimer keepAlive = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        using IDisposable registration = Loop.OnSignal((PosixSignal)Signals.User2, keepAlive.Cancel);
        Background runner = Background.Start(() => Loop.Run());
        Waiting.Until(() => runner.ThreadId != 0 && Kernel.IsSleeping(runner.ThreadId));

        Kernel.Raise(Signals.User2);

        runner.Finish();
    }

    [Fact]
    public void OnSignal_Disposed_CallsNoMore()
    {
        int calls = 0, others = 0;
        using IDisposable other = Loop.OnSignal((PosixSignal)Signals.User2, () => others++);
        Loop.OnSignal((PosixSignal)Signals.User2, () => calls++).Dispose();

        Kernel.Raise(Signals.User2);

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
        using IDisposable registration = Loop.OnSignal((PosixSignal)Signals.User2, () => throw new DivideByZeroException());

        Kernel.Raise(Signals.User2);

        RunUntil(() => unhandled.Count > 0);
        Assert.IsType<DivideByZeroException>(unhandled[0].Exception);
    }

    [Fact]
    public void OnSignal_WithoutACallback_Throws() =>
        Assert.Throws<ArgumentNullException>(() => Loop.OnSignal(PosixSignal.SIGHUP, null!));
}
