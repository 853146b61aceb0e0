namespace AsyncoreNet.Testing.Tests.Conformance;

#pragma warning disable MA0048, SA1402 // one line for each ground

/// <summary>The kernel's sockets, with epoll: the truth.</summary>
public sealed class EpollFacts() : SocketFacts(new RealGround(PollerKind.Epoll));

/// <summary>The kernel's sockets, with poll.</summary>
public sealed class PollFacts() : SocketFacts(new RealGround(PollerKind.Poll));

/// <summary>The kernel's sockets, with select.</summary>
public sealed class SelectFacts() : SocketFacts(new RealGround(PollerKind.Select));

/// <summary>The simulated network, where everything arrives at once.</summary>
public sealed class SimulatedFacts() : SocketFacts(new SimulatedGround(TimeSpan.Zero));

/// <summary>The simulated network, where everything is under way for 5 ms: what is a fact does not depend on that.</summary>
public sealed class SimulatedLatencyFacts() : SocketFacts(new SimulatedGround(TimeSpan.FromMilliseconds(5)));
