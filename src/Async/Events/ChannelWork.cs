using System.Runtime.ExceptionServices;

namespace AsyncoreNet.Async;

/// <summary>Asynchronous work that belongs to a channel: its errors are the channel's, and the channel's end is its own.</summary>
internal sealed class ChannelWork : IDispatcherObserver, IDisposable
{
    private readonly CancellationTokenSource _closed = new();

    public bool HoldsInput => false;

    public static Task Start(Dispatcher channel, Func<CancellationToken, Task> work)
    {
        var self = new ChannelWork();
        Task task = self.RunAsync(channel, work);
        RunningTask.Register(channel.Loop, task, self.Cancel);
        return task;
    }

    private async Task RunAsync(Dispatcher channel, Func<CancellationToken, Task> work)
    {
        channel.AddObserver(this);
        if (channel.IsClosed)
        {
            Cancel();
        }

        try
        {
            await work(_closed.Token).ConfigureAwait(true);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The channel has closed, or the run has ended.
        }
        catch (LoopExitException exit) when (channel.Loop is { } loop)
        {
            // Here it would end in a task that nobody awaits.
            loop.Post(static exit => ((ExceptionDispatchInfo)exit!).Throw(), ExceptionDispatchInfo.Capture(exit));
        }
        catch (Exception failure)
        {
            ChannelEvents.Error(channel, failure);
        }
        finally
        {
            channel.RemoveObserver(this);
            Dispose();
        }
    }

    public void Observe(Dispatcher channel, DispatcherEventKind kind, Exception? error)
    {
        if (kind == DispatcherEventKind.Close)
        {
            // Posted, not called: who has registered with the token is the program.
            channel.Loop?.Post(static work => ((ChannelWork)work!).Cancel(), this);
        }
    }

    public void Dispose() => _closed.Dispose();

    private void Cancel()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work has ended in the meantime.
        }
    }
}
