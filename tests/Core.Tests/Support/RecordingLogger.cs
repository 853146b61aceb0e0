using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Tests;

/// <summary>Keeps what is logged, for a test to look at. Any thread.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(LogLevel Level, string Text, Exception? Exception)> _entries = [];

    /// <summary>What has been logged at <see cref="LogLevel.Warning"/> or above.</summary>
    public IReadOnlyList<(LogLevel Level, string Text, Exception? Exception)> Problems
    {
        get
        {
            lock (_lock)
            {
                return _entries.FindAll(e => e.Level >= LogLevel.Warning);
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _entries.Add((logLevel, formatter(state, exception), exception));
        }
    }
}
