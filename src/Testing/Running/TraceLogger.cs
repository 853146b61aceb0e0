using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Testing;

/// <summary>Puts what the loops of a host log into the trace.</summary>
internal sealed class TraceLogger(Simulation simulation, SimulatedHost host) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning || logLevel >= simulation.Options.FailOnLog;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            simulation.OnLog(host, logLevel, formatter(state, exception), exception);
        }
    }
}
