using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <summary>
/// The logger of a loop that was given none: warnings and errors to standard error, a line each with the exception's text. An
/// exception in a handler is never lost in silence.
/// </summary>
internal sealed class StandardErrorLogger : ILogger
{
#pragma warning disable RS0030 // the one place that may: nobody gave the loop a logger
    // Opening standard error takes a descriptor, and one of the warnings is that there are none left: it is opened when the first loop is.
    private StandardErrorLogger() => _ = Console.Error;

    public static StandardErrorLogger Instance { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine(exception is null
                ? $"{logLevel}: {formatter(state, exception)}"
                : $"{logLevel}: {formatter(state, exception)}{Environment.NewLine}{exception}");
        }
    }
#pragma warning restore RS0030
}
