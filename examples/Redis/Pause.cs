namespace Redis;

/// <summary>Why a session performs no further request for now.</summary>
internal enum Pause
{
    /// <summary>The next one has not come, or not to its end.</summary>
    NeedsInput,

    /// <summary>The client waits for a list to get an item.</summary>
    Blocked,

    /// <summary>The client does not read its replies as fast as it asks.</summary>
    OutputFull,

    /// <summary>It was the last.</summary>
    Ended,
}
