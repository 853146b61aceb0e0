namespace AsyncoreNet;

/// <summary>An exception that no handler took: what <see cref="Loop.UnhandledException"/> is raised with.</summary>
/// <param name="Exception">The exception.</param>
/// <param name="Channel">
/// The channel whose error handler let it escape, closed by now; null if it came from a posted callback, a timer or a signal
/// handler.
/// </param>
public sealed record UnhandledExceptionInfo(Exception Exception, IChannel? Channel);
