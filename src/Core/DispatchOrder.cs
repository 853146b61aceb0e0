namespace AsyncoreNet;

/// <summary>
/// The order in which a pass delivers what is ready: asyncore has two, and legacy programs see which. Channels come in the order
/// of their map either way, whatever the poller.
/// </summary>
public enum DispatchOrder
{
    /// <summary>
    /// Channel by channel: input, output, urgent data, then a hang-up. A <c>SocketException</c> that says the connection is over
    /// is a close, any other an error. asyncore's <c>poll2</c>.
    /// </summary>
    ByChannel,

    /// <summary>
    /// All input, then all output, then all urgent data. A hang-up is input. Every exception is an error, and so is a descriptor
    /// that is not open: it leaves the loop. asyncore's <c>poll</c>, on <c>select</c>.
    /// </summary>
    ByEvent,
}
