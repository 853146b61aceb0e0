namespace Peers;

/// <summary>How to measure.</summary>
internal sealed record Settings
{
    public required int Pairs { get; init; }

    /// <summary>Length of a run.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Load before the first run, in seconds. On a single core .NET waits ten times as long before it recompiles what is hot
    /// (<c>TC_DelaySingleProcMultiplier</c>), so a pinned server has its final code after some 4.5 s.
    /// </summary>
    public required double WarmUp { get; init; }

    public required int Connections { get; init; }

    public required int Bytes { get; init; }

    public required int Depth { get; init; }

    public required int ServerCore { get; init; }

    public required int LoadCore { get; init; }

    /// <summary>Whether each message ends with a newline.</summary>
    public bool Lines { get; init; }

    public required bool Verbose { get; init; }

    public required bool CountSystemCalls { get; init; }

    /// <summary>Names of the servers to measure; empty for all.</summary>
    public required string[] Only { get; init; }

    /// <summary>More servers, as <c>NAME=COMMAND</c>.</summary>
    public required string[] Also { get; init; }

    public string Load => $"{Connections} connections x {Bytes} bytes, {Depth} in flight; {Pairs} pairs of {Seconds} s";

    /// <summary>Reads <c>BYTESxDEPTH</c>.</summary>
    public static (int Bytes, int Depth) ParseLoad(string text) =>
        text.Split('x') is [var first, var second] && int.TryParse(first, out int bytes) && int.TryParse(second, out int depth)
            && bytes > 0 && depth > 0
            ? (bytes, depth)
            : throw new InvalidOperationException($"'{text}' is not BYTESxDEPTH.");
}
