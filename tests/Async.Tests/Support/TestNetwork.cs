using System.Net;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Async.Tests;

/// <summary>
/// Where the loops and the peers of a test come from. In this project that is the system; Async.Tests.Simulated compiles the same tests
/// with a network in memory.
/// </summary>
internal abstract partial class TestNetwork
{
    /// <summary>Makes sockets, and looks names up.</summary>
    public abstract INetwork Sockets { get; }

    /// <summary>The clock of the loops.</summary>
    protected abstract TimeProvider Time { get; }

    /// <summary>The network of a test.</summary>
    /// <param name="test">The object whose test it is.</param>
    public static partial TestNetwork For(object test);

    /// <summary>Makes a loop with a map of its own.</summary>
    /// <param name="logger">What it logs to.</param>
    /// <param name="poller">Its poller.</param>
    /// <param name="sockets">What it is given instead of <see cref="Sockets"/>, in front of which it stands.</param>
    public Loop CreateLoop(ILogger logger, PollerKind poller = PollerKind.Default, INetwork? sockets = null) => new(
        new ChannelMap(), new LoopOptions { Network = sockets ?? Sockets, TimeProvider = Time, Poller = poller, Logger = logger });

    /// <summary>One pass, which waits where there is nothing to do.</summary>
    public abstract void RunOnce(Loop loop);

    /// <summary>A peer without a loop: connected, and accepted by nobody yet.</summary>
    public abstract ChannelSocket Connect(EndPoint address);

    /// <summary>Both ends of a TCP connection, without a loop.</summary>
    public abstract (ChannelSocket Near, ChannelSocket Far) ConnectPair();

    /// <summary>
    /// Has a peer read to the end of its stream, off the test's loop. The function that is returned waits for the end, and says how
    /// many bytes there were.
    /// </summary>
    public abstract Func<long> ReadToEnd(ChannelSocket peer);

    /// <summary>For a test of how much one receive or one send takes: from now on it takes all there is, or there is room for.</summary>
    public abstract void KeepPiecesWhole();
}
