namespace AsyncoreNet.Async;

/// <summary>The messages of a chat, as something to enumerate.</summary>
internal sealed class MessageSequence(AsyncChat chat) : IAsyncEnumerable<ReadOnlyMemory<byte>>
{
    public IAsyncEnumerator<ReadOnlyMemory<byte>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(chat, cancellationToken);

    private sealed class Enumerator(AsyncChat chat, CancellationToken cancellationToken) : IAsyncEnumerator<ReadOnlyMemory<byte>>
    {
        public ReadOnlyMemory<byte> Current => chat.Current;

        public ValueTask<bool> MoveNextAsync() => chat.ReadAsync(cancellationToken);

        public ValueTask DisposeAsync() => default;
    }
}
