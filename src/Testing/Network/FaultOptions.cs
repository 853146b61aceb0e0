namespace AsyncoreNet.Testing;

/// <summary>
/// How often things go wrong that a program has to expect, in a network or on a link: a share, 0 to 1, of the occasions for each. None by
/// default.
/// </summary>
public sealed record FaultOptions
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultOptions None { get; } = new();

    /// <summary>Receives that bring less than there is.</summary>
    public double ShortReceive { get; init; }

    /// <summary>Sends that take less than there is room for.</summary>
    public double ShortSend { get; init; }

    /// <summary>Segments that are cut in two at any byte.</summary>
    public double SplitSegment { get; init; }

    /// <summary>Waits of a poller that report a socket as readable that is not.</summary>
    public double FalseReadiness { get; init; }

    /// <summary>Receives, sends and accepts that answer EAGAIN though the socket was reported ready.</summary>
    public double WouldBlock { get; init; }

    /// <summary>Segments in the middle of which the connection is reset, for both ends.</summary>
    public double Reset { get; init; }

    /// <summary>Connects that are refused though somebody listens.</summary>
    public double RefusedConnect { get; init; }

    /// <summary>Requests to connect that get lost: they are sent again after 1, 2, 4 ... seconds, and time out after 127.</summary>
    public double LostConnect { get; init; }

    /// <summary>Sockets and accepts that fail with EMFILE.</summary>
    public double NoDescriptor { get; init; }

    /// <summary>Sends of datagrams that fail with ENOBUFS.</summary>
    public double NoBuffers { get; init; }

    /// <summary>Faults at random: some kinds, seldom or often.</summary>
    public static FaultOptions Draw(SimulationRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new FaultOptions
        {
            ShortReceive = Draw(0.5),
            ShortSend = Draw(0.5),
            SplitSegment = Draw(0.5),
            FalseReadiness = Draw(0.2),
            WouldBlock = Draw(0.2),
            Reset = Draw(0.02),
            RefusedConnect = Draw(0.1),
            LostConnect = Draw(0.1),
            NoDescriptor = Draw(0.1),
            NoBuffers = Draw(0.1),
        };

        double Draw(double most) => random.Chance(0.5) ? 0 : random.NextDouble() * most;
    }
}
