using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Tests;

/// <summary>Where an exception goes that nothing took.</summary>
public sealed class UnhandledExceptionTests : LoopTest
{
    [Fact]
    public void WithoutAHandler_IsLogged()
    {
        Loop.Post(() => throw new DivideByZeroException());

        Pass();

        (LogLevel level, string text, Exception? exception) = Assert.Single(Log.Problems);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("the loop", text, StringComparison.Ordinal);
        Assert.IsType<DivideByZeroException>(exception);
    }

    [Fact]
    public void WithAHandler_IsRaisedOnTheLoopThread_AndNotLogged()
    {
        Loop? sender = null;
        bool onLoop = false;
        Loop.UnhandledException += (loop, _) => (sender, onLoop) = (loop, loop.IsLoopThread);
        Loop.Post(() => throw new DivideByZeroException());

        Pass();

        Assert.Same(Loop, sender);
        Assert.True(onLoop);
        Assert.Empty(Log.Problems);
    }

    [Fact]
    public void HandlerThrows_BothAreLogged_AndTheLoopGoesOn()
    {
        Loop.UnhandledException += (_, _) => throw new InvalidTimeZoneException();
        bool ran = false;
        Loop.Post(() => throw new DivideByZeroException());
        Loop.Post(() => ran = true);

        Pass();

        Assert.Equal(
            [typeof(InvalidTimeZoneException), typeof(DivideByZeroException)], Log.Problems.Select(p => p.Exception!.GetType()));
        Assert.True(ran);
    }

    [Fact]
    public void HandlerThrowsLoopExit_LeavesTheLoop()
    {
        Loop.UnhandledException += (_, _) => throw new LoopExitException("the handler's");
        Loop.Post(() => throw new DivideByZeroException());

        Assert.Equal("the handler's", Assert.Throws<LoopExitException>(Pass).Message);
    }
}
