namespace AsyncoreNet.Exploration;

/// <summary>How a client takes its leave.</summary>
internal enum Conduct
{
    /// <summary>Sends all it has to say, ends its output, and reads to the server's end.</summary>
    Orderly,

    /// <summary>Sends all it has to say, and closes as soon as it has the whole answer.</summary>
    ClosesWithTheAnswer,

    /// <summary>Ends its output in the middle of what it has to say, and reads to the server's end.</summary>
    EndsEarly,

    /// <summary>Closes in the middle.</summary>
    Closes,

    /// <summary>Resets the connection in the middle.</summary>
    Aborts,

    /// <summary>Is cut off in the middle, for longer than any kernel waits, and gives up.</summary>
    Vanishes,
}
