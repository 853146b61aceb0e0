namespace AsyncoreNet.Async;

/// <summary>How an <see cref="AsyncLazy{T}"/> makes its value.</summary>
[Flags]
public enum AsyncLazyFlags
{
    /// <summary>Once; a failure stays.</summary>
    None = 0,

    /// <summary>
    /// The factory is called where the value is first asked for. Here it always is; the name is for programs that ask for it.
    /// </summary>
    ExecuteOnCallingThread = 1,

    /// <summary>After a failure the next one who asks calls the factory again.</summary>
    RetryOnFailure = 2,
}
