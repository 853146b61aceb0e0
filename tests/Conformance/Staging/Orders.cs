namespace AsyncoreNet.Conformance;

/// <summary>asyncore's orders of dispatch.</summary>
[Flags]
internal enum Orders
{
    /// <summary>All reads, then all writes, then all exceptions: <c>use_poll=False</c>.</summary>
    Select = 1,

    /// <summary>Channel by channel: <c>use_poll=True</c>.</summary>
    Poll = 2,

    Both = Select | Poll,
}
