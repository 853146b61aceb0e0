using System.Threading.Channels;

namespace AsyncoreNet.Async;

/// <summary>
/// A queue between those who produce and those who consume, over a <see cref="Channel{T}"/>. A program that need not be able to
/// take Nito.AsyncEx instead does better with the channel itself. asyncio: <c>Queue</c>.
/// </summary>
/// <remarks>
/// <para>
/// Any thread may use every member. What is awaited on a loop goes on there, in a later pass. A cancelled wait loses no item.
/// </para>
/// <para>
/// The members have the names of Nito.AsyncEx, so that a program can take either. <c>Enqueue</c>, <c>Dequeue</c>,
/// <c>OutputAvailable</c> and <c>GetConsumingEnumerable</c> are not here: they would block the loop.
/// </para>
/// </remarks>
/// <typeparam name="T">What is queued.</typeparam>
public sealed class AsyncProducerConsumerQueue<T>
{
    private readonly Channel<T> _channel;

    /// <summary>Makes an empty queue without a limit.</summary>
    public AsyncProducerConsumerQueue()
        : this(int.MaxValue)
    {
    }

    /// <summary>Makes an empty queue.</summary>
    /// <param name="maxCount">
    /// How many items it holds before producers wait. Above zero; <see cref="int.MaxValue"/> is no limit.
    /// </param>
    public AsyncProducerConsumerQueue(int maxCount)
        : this([], maxCount)
    {
    }

    /// <summary>Makes a queue without a limit.</summary>
    /// <param name="collection">What it holds at first.</param>
    public AsyncProducerConsumerQueue(IEnumerable<T> collection)
        : this(collection, int.MaxValue)
    {
    }

    /// <summary>Makes a queue.</summary>
    /// <param name="collection">What it holds at first.</param>
    /// <param name="maxCount">
    /// How many items it holds before producers wait. Above zero; <see cref="int.MaxValue"/> is no limit.
    /// </param>
    /// <exception cref="ArgumentException">The collection is larger than the limit.</exception>
    public AsyncProducerConsumerQueue(IEnumerable<T> collection, int maxCount)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCount);
        _channel = maxCount == int.MaxValue ? Channel.CreateUnbounded<T>() : Channel.CreateBounded<T>(maxCount);
        foreach (T item in collection)
        {
            if (!_channel.Writer.TryWrite(item))
            {
                throw new ArgumentException(
                    $"The collection has more than the {maxCount} items that the queue may hold.", nameof(collection));
            }
        }
    }

    /// <summary>
    /// Ends the queue: what it holds can still be taken, nothing can be added. Any thread; again, it does nothing.
    /// </summary>
    public void CompleteAdding() => _channel.Writer.TryComplete();

    /// <summary>Adds an item, and waits while the queue is full. Any thread.</summary>
    public Task EnqueueAsync(T item) => EnqueueAsync(item, CancellationToken.None);

    /// <inheritdoc cref="EnqueueAsync(T)"/>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait. If it is cancelled already, the item is added if there is room.</param>
    /// <exception cref="InvalidOperationException">By the task: the queue has ended, and the item was not added.</exception>
    /// <exception cref="OperationCanceledException">By the task: the token was cancelled, and the item was not added.</exception>
    public async Task EnqueueAsync(T item, CancellationToken cancellationToken)
    {
        if (_channel.Writer.TryWrite(item))
        {
            return;
        }

        try
        {
            await _channel.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(true);
        }
        catch (ChannelClosedException closed)
        {
            throw new InvalidOperationException("The item was not added: CompleteAdding has ended the queue.", closed);
        }
    }

    /// <summary>
    /// Takes the oldest item, and waits while there is none; those who wait get one in order of arrival. Any thread.
    /// </summary>
    public Task<T> DequeueAsync() => DequeueAsync(CancellationToken.None);

    /// <inheritdoc cref="DequeueAsync()"/>
    /// <param name="cancellationToken">Cancels the wait. If it is cancelled already, an item is taken if there is one.</param>
    /// <exception cref="InvalidOperationException">By the task: the queue has ended and is empty.</exception>
    /// <exception cref="OperationCanceledException">By the task: the token was cancelled, and no item was taken.</exception>
    public async Task<T> DequeueAsync(CancellationToken cancellationToken)
    {
        if (_channel.Reader.TryRead(out T? item))
        {
            return item;
        }

        try
        {
            return await _channel.Reader.ReadAsync(cancellationToken).ConfigureAwait(true);
        }
        catch (ChannelClosedException closed)
        {
            throw new InvalidOperationException(
                "There is no item, and none will come: CompleteAdding has ended the queue."
                + " OutputAvailableAsync tells beforehand.",
                closed);
        }
    }

    /// <summary>Waits until there is an item. Any thread.</summary>
    /// <returns>Whether there is one, which another may take first; false when the queue has ended and is empty.</returns>
    public Task<bool> OutputAvailableAsync() => OutputAvailableAsync(CancellationToken.None);

    /// <inheritdoc cref="OutputAvailableAsync()"/>
    /// <param name="cancellationToken">
    /// Cancels the wait. If it is cancelled already, an item that is there is told all the same.
    /// </param>
    /// <exception cref="OperationCanceledException">By the task: the token was cancelled.</exception>
    public async Task<bool> OutputAvailableAsync(CancellationToken cancellationToken) =>
        _channel.Reader.TryPeek(out _) || await _channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(true);
}
