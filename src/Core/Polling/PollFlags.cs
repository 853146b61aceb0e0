namespace AsyncoreNet;

/// <summary>Kinds of readiness, with the values that <c>poll(2)</c> gives them on every Unix.</summary>
[Flags]
public enum PollFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>POLLIN: a read, or an accept, would not wait.</summary>
    In = 0x01,

    /// <summary>POLLPRI: urgent (out-of-band) data is there.</summary>
    Pri = 0x02,

    /// <summary>POLLOUT: a write would not wait.</summary>
    Out = 0x04,

    /// <summary>POLLERR: an error is pending. Reported whether asked for or not.</summary>
    Err = 0x08,

    /// <summary>POLLHUP: both directions are over. Reported whether asked for or not.</summary>
    Hup = 0x10,

    /// <summary>POLLNVAL: the descriptor is not open. Reported whether asked for or not.</summary>
    NVal = 0x20,
}
