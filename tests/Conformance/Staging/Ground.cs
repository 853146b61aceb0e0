namespace AsyncoreNet.Conformance;

/// <summary>What a stage stands on: the system, by one of its pollers, or the simulated network.</summary>
public enum Ground
{
    /// <summary>Each of them.</summary>
    Any,

    /// <summary>The system, by epoll.</summary>
    Epoll,

    /// <summary>The system, by poll.</summary>
    Poll,

    /// <summary>The system, by select.</summary>
    Select,

    /// <summary>A network in memory.</summary>
    Simulated,
}
