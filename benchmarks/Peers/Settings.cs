namespace Peers;

/// <summary>How to measure.</summary>
internal sealed record Settings
{
    /// <summary>How often the servers take turns.</summary>
    public required int Pairs { get; init; }

    /// <summary>Length of a run.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Load before the first run, in seconds. On a single core .NET waits ten times as long before it recompiles what is hot
    /// (<c>TC_DelaySingleProcMultiplier</c>), so a pinned server has its final code after some 4.5 s.
    /// </summary>
    public required double WarmUp { get; init; }

    public required int ServerCore { get; init; }

    public required int LoadCore { get; init; }

    /// <summary>Connections beside the busy ones, where a measurement is about them.</summary>
    public required int Idle { get; init; }

    /// <summary>New processes of a server, where each gives one figure.</summary>
    public required int Rounds { get; init; }

    /// <summary>Whether only the first load of each measurement is run, and no count of what a request allocates and calls.</summary>
    public required bool Quick { get; init; }


    /// <summary>Names of the servers that take part; none for all.</summary>
    public required string[] Servers { get; init; }

    /// <summary>More servers, as <c>NAME=COMMAND</c>, that take part in each measurement.</summary>
    public required string[] Also { get; init; }
}
