namespace AsyncoreNet.Examples.Tests;

/// <summary>
/// The bound of every wait. It is far above what anything here takes, on a busy machine too: reaching it means that something
/// hangs.
/// </summary>
internal static class Deadline
{
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(2);

    /// <summary>A token that is cancelled when the time is over.</summary>
    public static CancellationToken Token() => new CancellationTokenSource(Time).Token;
}
