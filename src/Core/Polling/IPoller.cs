using System.Net.Sockets;

namespace AsyncoreNet;

/// <summary>
/// The seam between a loop and the system call it waits in: registrations, one wait, one wake-up, no policy. Level-triggered:
/// what is ready and not acted on is reported again. All members but <see cref="Wake"/> belong to the loop thread.
/// </summary>
public interface IPoller : IDisposable
{
    /// <summary>The system call's name: <c>epoll</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Told once which loop waits here, before anything else. A poller that lets something else go on instead of sleeping wants to know;
    /// by default nothing happens.
    /// </summary>
    void Attach(Loop loop)
    {
    }

    /// <summary>
    /// Registers a descriptor, or replaces a registration that the kernel dropped without telling. Descriptors that can never
    /// wait (regular files) are always ready.
    /// </summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="generation">Comes back with every event of this registration.</param>
    /// <param name="interest">
    /// Some of <see cref="PollFlags.In"/>, <see cref="PollFlags.Out"/> and <see cref="PollFlags.Pri"/>.
    /// </param>
    /// <param name="socket">The socket of the descriptor where it is known; pollers that work on sockets need it.</param>
    /// <returns>
    /// <see cref="SocketErrors.BadDescriptor"/> if the descriptor is not open; other errors as the system gives them.
    /// </returns>
    SocketError Add(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket);

    /// <summary>Changes what a registered descriptor is watched for.</summary>
    /// <returns>As <see cref="Add"/>.</returns>
    SocketError Modify(int descriptor, uint generation, PollFlags interest, ChannelSocket? socket);

    /// <summary>Forgets a descriptor. One that is not registered, or no longer open, is forgotten already.</summary>
    void Remove(int descriptor);

    /// <summary>
    /// Waits until something is ready, the timeout has passed or <see cref="Wake"/> was called; an interrupting signal ends the
    /// wait early, or goes unnoticed. No timeout is rounded down; <see cref="Timeout.InfiniteTimeSpan"/> waits without a limit.
    /// </summary>
    /// <returns>What is ready, in any order; valid until the next call.</returns>
    /// <exception cref="SocketException">
    /// The system call fails for good: more descriptors than the limit allows, no memory.
    /// </exception>
    ReadOnlySpan<PollEvent> Wait(TimeSpan timeout);

    /// <summary>Ends the wait that goes on, or else the next one. Any thread; never blocks.</summary>
    void Wake();
}
