namespace AsyncoreNet.Tests;

/// <summary>Waits of a test's own thread, with a bound.</summary>
internal static class Waiting
{
    /// <summary>Waits for something that another thread will say.</summary>
    public static void For(ManualResetEventSlim signal) =>
        Assert.True(signal.Wait(Background.Patience), "What the test waits for never happened.");

    /// <summary>Waits for something that can only be asked.</summary>
    public static void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Background.Patience), "What the test waits for never came true.");
}
