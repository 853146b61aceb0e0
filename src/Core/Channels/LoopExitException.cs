namespace AsyncoreNet;

/// <summary>
/// Thrown in a handler, leaves the loop at once: what else was ready waits, and every channel stays as it is. asyncore:
/// <c>ExitNow</c>, <c>KeyboardInterrupt</c> and <c>SystemExit</c>.
/// </summary>
public class LoopExitException : Exception
{
    /// <summary>Leaves the loop.</summary>
    public LoopExitException()
        : base("The loop was left on request.")
    {
    }

    /// <summary>Leaves the loop, and says why.</summary>
    public LoopExitException(string message)
        : base(message)
    {
    }

    /// <summary>Leaves the loop, and says why.</summary>
    public LoopExitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
