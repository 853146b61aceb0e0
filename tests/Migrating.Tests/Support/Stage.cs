namespace AsyncoreNet.Migrating.Tests;

/// <summary>A stage of the migration, and which of its ports the clients use.</summary>
public enum Stage
{
    /// <summary>chat.py under CPython.</summary>
    Python,

    /// <summary>Compat.cs.</summary>
    Compat,

    /// <summary>Mixed.cs, with legacy clients only.</summary>
    MixedOnTheOldPort,

    /// <summary>Mixed.cs, with awaited clients only.</summary>
    MixedOnTheNewPort,

    /// <summary>Mixed.cs: every second client is an awaited one.</summary>
    MixedOnBothPorts,

    /// <summary>Awaited.cs.</summary>
    Awaited,
}
