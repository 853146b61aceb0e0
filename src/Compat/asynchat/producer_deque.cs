using System.Collections;

namespace AsyncoreNet.Compat;

/// <content>The type of <c>async_chat.producer_fifo</c>.</content>
public static partial class asynchat
{
    /// <summary>
    /// What a channel has to send, as Python's <c>deque</c> shows it: <c>byte[]</c> for a chunk, a <see cref="producer"/>, null
    /// for the close. Changes are those of the channel's own queue; nothing is sent by them.
    /// </summary>
    public sealed class producer_deque : IReadOnlyCollection<object?>
    {
        private readonly async_chat _channel;

        internal producer_deque(async_chat channel) => _channel = channel;

        /// <summary>Entries waiting. Python: <c>len(producer_fifo)</c>.</summary>
        public int Count => Queue.Count;

        private OutputQueue Queue
        {
            get
            {
                _channel.SendDeferred(); // in Python it would not be here any more
                return _channel.Output;
            }
        }

        /// <summary>An entry, a chunk as a copy; 0 is the one to be sent next, and -1 the last, as in Python.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such entry. Python: <c>IndexError</c>.</exception>
        public object? this[int index] => Show(Queue[index < 0 ? index + Queue.Count : index]);

        /// <summary>Adds a chunk at the end, uncopied; null is the close.</summary>
        public void append(byte[]? chunk) => Change(queue => queue.Append(Entry(chunk)));

        /// <summary>Adds a producer at the end.</summary>
        public void append(producer producer) => Change(queue => queue.Append(OutputEntry.Of(producer)));

        /// <summary>Adds a chunk in front, uncopied; null is the close.</summary>
        public void appendleft(byte[]? chunk) => Change(queue => queue.Prepend(Entry(chunk)));

        /// <summary>Adds a producer in front.</summary>
        public void appendleft(producer producer) => Change(queue => queue.Prepend(OutputEntry.Of(producer)));

        /// <summary>Takes the entry in front.</summary>
        /// <exception cref="InvalidOperationException">Nothing waits. Python: <c>IndexError</c>.</exception>
        public object? popleft()
        {
            OutputEntry entry = default;
            Change(queue => entry = queue.RemoveFirst());
            return Show(entry);
        }

        /// <summary>Drops everything.</summary>
        public void clear() => Change(queue => queue.Clear());

        /// <inheritdoc/>
        public IEnumerator<object?> GetEnumerator() => Queue.Select(Show).GetEnumerator();

        /// <inheritdoc/>
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static OutputEntry Entry(byte[]? chunk) => chunk is null ? OutputEntry.End : OutputEntry.Of(chunk);

        private static object? Show(OutputEntry entry) =>
            entry.IsEnd ? null : entry.Producer ?? (object)entry.Chunk.ToArray();

        private void Change(Action<OutputQueue> change)
        {
            change(Queue);
            _channel.OutputChanged();
        }
    }
}
