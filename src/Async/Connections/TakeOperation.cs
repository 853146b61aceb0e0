namespace AsyncoreNet.Async;

/// <summary>Reads what is there.</summary>
internal sealed class TakeOperation(AsyncConnection connection)
    : FillOperation<ReadOnlyMemory<byte>>(connection.ConnectionChannel, connection.Buffered)
{
    protected override bool TryFinish(bool isEnd, out ReadOnlyMemory<byte> outcome)
    {
        outcome = connection.Lend(connection.Buffered.Length);
        return true;
    }
}
