namespace AsyncoreNet.Exploration.Planted;

/// <summary>What is broken on purpose, to see that exploration finds it.</summary>
public enum Defect
{
    /// <summary>None: everything works as it should.</summary>
    None,

    /// <summary>
    /// Now and then the poller forgets that a descriptor is readable, for as long as its interest stays the same.
    /// </summary>
    DroppedReadiness,

    /// <summary>Now and then a wake-up does not end the wait.</summary>
    LostWakeUp,

    /// <summary>Now and then a descriptor is closed twice, the second time when another socket has it.</summary>
    DoubleClose,

    /// <summary>Now and then a send that has taken a part says that it has taken one byte more.</summary>
    DroppedByte,

    /// <summary>The clock leaps ahead now and then, so timers fire too early.</summary>
    EarlyTimer,
}
