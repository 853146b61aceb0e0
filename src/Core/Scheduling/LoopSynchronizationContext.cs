using System.Runtime.ExceptionServices;

namespace AsyncoreNet;

/// <summary>
/// Brings an <c>await</c> inside a callback back to the loop. Current while the loop runs, on its thread alone.
/// </summary>
internal sealed class LoopSynchronizationContext(Loop loop) : SynchronizationContext
{
    /// <summary>
    /// Posts. Once the loop has been disposed nothing happens: whoever awaits there never goes on, and an exception would end the
    /// process, on the thread that completed what is awaited.
    /// </summary>
    public override void Post(SendOrPostCallback d, object? state) => loop.TryPost(new Action<object?>(d), state);

    /// <summary>Runs the callback on the loop and waits for it; on the loop thread, runs it at once.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (loop.CheckAccess())
        {
            d(state);
            return;
        }

        using var done = new ManualResetEventSlim();
        ExceptionDispatchInfo? failure = null;
        loop.Post(_ =>
        {
            try
            {
                d(state);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                done.Set();
            }
        }, null);
        done.Wait();
        failure?.Throw();
    }

    /// <summary>An <c>async void</c> method has started: the loop does not run out before it ends.</summary>
    public override void OperationStarted() => loop.Retain();

    public override void OperationCompleted() => loop.Release();

    public override SynchronizationContext CreateCopy() => this;
}
