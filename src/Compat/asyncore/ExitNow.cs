namespace AsyncoreNet.Compat;

/// <content><c>asyncore.ExitNow</c>.</content>
public static partial class asyncore
{
    /// <summary>Thrown in a handler, leaves <see cref="loop"/> at once. Source: <c>asyncore.ExitNow</c>.</summary>
    public class ExitNow : LoopExitException
    {
        /// <summary>Leaves the loop.</summary>
        public ExitNow()
        {
        }

        /// <summary>Leaves the loop, and says why.</summary>
        public ExitNow(string message)
            : base(message)
        {
        }

        /// <summary>Leaves the loop, and says why.</summary>
        public ExitNow(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }
}
