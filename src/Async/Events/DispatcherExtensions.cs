using System.Runtime.CompilerServices;

namespace AsyncoreNet.Async;

/// <summary>
/// The events of any <see cref="Dispatcher"/>, legacy ones included, as something to await. The channel's own handlers are called as
/// ever, and before.
/// </summary>
/// <remarks>Loop thread: members throw <see cref="InvalidOperationException"/> off it.</remarks>
public static class DispatcherExtensions
{
    private const int DefaultCapacity = 16;

    private static readonly ConditionalWeakTable<Dispatcher, Task> ClosedTasks = [];

    private static readonly DispatcherEventKind[] AllButWrite = [.. Enum.GetValues<DispatcherEventKind>().Where(k => k != DispatcherEventKind.Write)];

    /// <summary>
    /// The channel's events from now on, up to its close. When <paramref name="capacity"/> of them wait, the channel is not read until
    /// the consumer has caught up; nothing is lost. Enumerate it once, and do: events that nobody takes hold the channel's input for good.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="capacity">The most events that wait; at least 1.</param>
    /// <param name="kinds">
    /// The kinds wanted; all but <see cref="DispatcherEventKind.Write"/> by default, which a channel that is always writable has in
    /// every pass.
    /// </param>
    public static IAsyncEnumerable<DispatcherEvent> Events(
        this Dispatcher channel, int capacity = DefaultCapacity, params DispatcherEventKind[] kinds)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new EventStream(channel, kinds.Length == 0 ? AllButWrite : kinds, capacity);
    }

    /// <summary>Waits for the next event of a kind. For the close of a channel that is closed already, not at all.</summary>
    /// <exception cref="ObjectDisposedException">The channel was closed before.</exception>
    public static Task<DispatcherEvent> WhenAsync(
        this Dispatcher channel, DispatcherEventKind kind, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return EventWait.RunAsync(channel, kind, cancellationToken);
    }

    extension(Dispatcher channel)
    {
        /// <summary>Done when the channel has closed; the same task each time, in a life of the channel. asyncio: <c>wait_closed</c>.</summary>
        public Task Closed
        {
            get
            {
                if (ClosedTasks.TryGetValue(channel, out Task? closed) && (channel.IsClosed || !closed.IsCompleted))
                {
                    return closed;
                }

                closed = channel.WhenAsync(DispatcherEventKind.Close);
                ClosedTasks.AddOrUpdate(channel, closed);
                return closed;
            }
        }
    }

    /// <summary>
    /// Starts asynchronous work for a channel, from one of its handlers or from outside: an exception reaches the channel's error
    /// handler, as if the handler had thrown it, and closing the channel cancels the token. So does the end of the
    /// <see cref="AsyncLoop"/> run in which it was started. A <see cref="LoopExitException"/> leaves the loop.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="work">Called at once. What it does after its first wait happens in later passes.</param>
    /// <returns>The work, for those who want to wait for it. It never fails: its exception has gone to the channel.</returns>
    public static Task Start(this Dispatcher channel, Func<CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(work);
        return ChannelWork.Start(channel, work);
    }
}
