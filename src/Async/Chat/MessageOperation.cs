namespace AsyncoreNet.Async;

/// <summary>Waits until a message is complete. The result is false at the end of the stream.</summary>
internal sealed class MessageOperation(AsyncChat chat) : FillOperation<bool>(chat.Connection.Channel, chat.Connection.Buffered)
{
    protected override bool TryFinish(int count, out bool outcome)
    {
        outcome = chat.TryRead();
        return outcome || count == 0;
    }
}
