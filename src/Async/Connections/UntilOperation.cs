namespace AsyncoreNet.Async;

/// <summary>Reads up to a separator.</summary>
internal sealed class UntilOperation(AsyncConnection connection)
    : FillOperation<ReadOnlyMemory<byte>>(connection.ConnectionChannel, connection.Buffered)
{
    private ReadOnlyMemory<byte> _separator;
    private int _maxBytes;
    private int _searched;

    public ValueTask<ReadOnlyMemory<byte>> StartAsync(ReadOnlyMemory<byte> separator, int maxBytes, CancellationToken cancellationToken)
    {
        (_separator, _maxBytes, _searched) = (separator, maxBytes, 0);
        return ReadAsync(cancellationToken);
    }

    protected override bool TryFinish(bool isEnd, out ReadOnlyMemory<byte> outcome)
    {
        int end = connection.FindEnd(_separator.Span, _maxBytes, ref _searched);
        if (end > 0)
        {
            outcome = connection.Lend(end);
            return true;
        }

        outcome = default;
        return isEnd
            ? throw new EndOfStreamException($"{connection}: the stream ended after {connection.Buffered.Length} bytes without a separator.")
            : false;
    }
}
