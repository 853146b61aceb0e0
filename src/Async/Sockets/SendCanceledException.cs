namespace AsyncoreNet.Async;

/// <summary>A send was cancelled when a part of it had gone out. What went out cannot be called back.</summary>
public sealed class SendCanceledException : OperationCanceledException
{
    internal SendCanceledException(long bytesSent, CancellationToken token)
        : base($"The send was cancelled after {bytesSent} bytes.", token) => BytesSent = bytesSent;

    /// <summary>Bytes that were handed to the system before.</summary>
    public long BytesSent { get; }
}
