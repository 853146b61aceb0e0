namespace AsyncoreNet.Async;

/// <summary>Reads a count of bytes.</summary>
internal sealed class ExactlyOperation(AsyncConnection connection)
    : FillOperation<ReadOnlyMemory<byte>>(connection.ConnectionChannel, connection.Buffered)
{
    private int _wanted;
    private Memory<byte>? _buffer; // of the program, where it has one

    public ValueTask<ReadOnlyMemory<byte>> StartAsync(int count, Memory<byte>? buffer, CancellationToken cancellationToken)
    {
        (_wanted, _buffer) = (count, buffer);
        return ReadAsync(cancellationToken);
    }

    protected override bool TryFinish(bool isEnd, out ReadOnlyMemory<byte> outcome)
    {
        int length = connection.Buffered.Length;
        if (length < _wanted)
        {
            outcome = default;
            return isEnd ? throw new EndOfStreamException($"{connection}: the stream ended after {length} of {_wanted} bytes.") : false;
        }

        outcome = connection.Lend(_wanted);
        if (_buffer is { } buffer)
        {
            outcome.CopyTo(buffer);
            _buffer = null;
        }

        return true;
    }
}
