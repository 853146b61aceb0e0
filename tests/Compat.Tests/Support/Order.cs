namespace AsyncoreNet.Compat.Tests;

/// <summary>asyncore's two orders of dispatch, by names that read well in the name of a test.</summary>
public enum Order
{
    /// <summary><c>use_poll=False</c>: all reads, then all writes, then all exceptions.</summary>
    Select,

    /// <summary><c>use_poll=True</c>: channel by channel.</summary>
    Poll,
}
