namespace AsyncoreNet.Testing;

/// <summary>What happened in a simulated world.</summary>
public enum SimulationEventKind
{
    /// <summary>A socket was bound; the value is the error.</summary>
    Bind,

    /// <summary>A socket listens; the value is its backlog.</summary>
    Listen,

    /// <summary>A connect was asked for.</summary>
    Connect,

    /// <summary>A connect has succeeded.</summary>
    Connected,

    /// <summary>A connection was accepted; the value is its descriptor.</summary>
    Accept,

    /// <summary>Bytes were sent; the value is their number.</summary>
    Send,

    /// <summary>Bytes were received; the value is their number.</summary>
    Receive,

    /// <summary>A direction, or both, were shut down.</summary>
    Shutdown,

    /// <summary>A descriptor was closed.</summary>
    Close,

    /// <summary>A call told of an error; the value is its number.</summary>
    Failed,

    /// <summary>The simulation did something bad.</summary>
    Fault,

    /// <summary>A link was partitioned or healed.</summary>
    Link,

    /// <summary>The time of day was set.</summary>
    ClockSet,

    /// <summary>A loop has logged something; the value is the level.</summary>
    Log,

    /// <summary>The scenario has noted something.</summary>
    Note,
}
