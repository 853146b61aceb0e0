namespace AsyncoreNet.Testing;

/// <summary>What a link does to what it carries.</summary>
public sealed record LinkConditions
{
    /// <summary>A link without delay, limit or loss.</summary>
    public static LinkConditions Perfect { get; } = new();

    /// <summary>The time from end to end, at least.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// By how much more that may take, drawn for each segment and datagram. Segments of a connection keep their order, datagrams do
    /// not.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes a second in each direction; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>
    /// The share, 0 to 1, of datagrams that are lost, and of segments that are sent again, later with all that is behind them.
    /// </summary>
    public double Loss { get; init; }

    /// <summary>The share, 0 to 1, of datagrams that arrive twice.</summary>
    public double Duplication { get; init; }

    /// <summary>Bytes of a segment at most.</summary>
    public int SegmentSize { get; init; } = 65_536;

    /// <summary>Conditions at random: from a good network to a poor one.</summary>
    public static LinkConditions Draw(SimulationRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new LinkConditions
        {
            Latency = random.Chance(0.2) ? TimeSpan.Zero : TimeSpan.FromMicroseconds(random.Next(1, 200_000)),
            Jitter = random.Chance(0.5) ? TimeSpan.Zero : TimeSpan.FromMicroseconds(random.Next(1, 100_000)),
            BytesPerSecond = random.Chance(0.7) ? null : random.Next(5_000, 1_000_000),
            Loss = random.Chance(0.7) ? 0 : random.NextDouble() * 0.1,
            Duplication = random.Chance(0.8) ? 0 : random.NextDouble() * 0.1,
            SegmentSize = random.Chance(0.5) ? 65_536 : random.Next(1, 1_500),
        };
    }
}
