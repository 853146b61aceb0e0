namespace AsyncoreNet.Compat.Tests;

/// <summary>What a suite runs on: the system, by one of its pollers, or a network in memory.</summary>
public enum Ground
{
    /// <summary>The system, by epoll.</summary>
    Epoll,

    /// <summary>The system, by poll.</summary>
    Poll,

    /// <summary>The system, by select.</summary>
    Select,

    /// <summary>A host of a simulated network.</summary>
    Simulated,
}
