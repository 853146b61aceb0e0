namespace AsyncoreNet.Async;

/// <summary>
/// An <see cref="AsyncBarrier"/> was aborted, or was reset while this one waited. asyncio: <c>BrokenBarrierError</c>.
/// </summary>
public sealed class BrokenBarrierException : InvalidOperationException
{
    /// <summary>Makes an exception with a message of its own.</summary>
    public BrokenBarrierException()
        : base("The barrier is broken.")
    {
    }

    /// <summary>Makes an exception.</summary>
    public BrokenBarrierException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    public BrokenBarrierException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
