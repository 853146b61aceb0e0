namespace AsyncoreNet.Async;

/// <summary>A message is longer than the reader allows. What was received of it can still be read.</summary>
public sealed class MessageTooLongException : IOException
{
    internal MessageTooLongException(object connection, int maxBytes)
        : base($"{connection}: more than {maxBytes} bytes came without the end of the message. Raise the limit, skip the message with AsyncChat.ReadPartAsync, or close the connection.") =>
        MaxBytes = maxBytes;

    /// <summary>The limit.</summary>
    public int MaxBytes { get; }
}
