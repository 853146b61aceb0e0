namespace AsyncoreNet.Compat;

/// <content><c>asynchat.fifo</c>.</content>
public static partial class asynchat
{
    /// <summary>A queue. Source: <c>asynchat.fifo</c> of Python 2.7; it left the module with 3.6.</summary>
    public class fifo
    {
        private readonly LinkedList<object?> _list;

        /// <summary>Makes a queue of the elements of <paramref name="list"/>, or an empty one.</summary>
        public fifo(IEnumerable<object?>? list = null) => _list = new LinkedList<object?>(list ?? []);

        /// <summary>Elements waiting. Python: <c>len(fifo)</c>.</summary>
        public int Count => _list.Count;

        /// <summary>Whether nothing waits.</summary>
        public bool is_empty() => _list.Count == 0;

        /// <summary>The element at the head, which stays.</summary>
        /// <exception cref="InvalidOperationException">The queue is empty. Python: <c>IndexError</c>.</exception>
        public object? first() =>
            _list.First is { } head ? head.Value : throw new InvalidOperationException("The fifo is empty.");

        /// <summary>Adds an element at the end.</summary>
        public void push(object? data) => _list.AddLast(data);

        /// <summary>Takes the element at the head: <c>(1, element)</c>, or <c>(0, null)</c> if nothing waits.</summary>
        public (int found, object? data) pop()
        {
            if (_list.First is not { } head)
            {
                return (0, null);
            }

            _list.RemoveFirst();
            return (1, head.Value);
        }
    }
}
