using System.Diagnostics;
using System.Globalization;

namespace AsyncoreNet.Compat;

/// <content><c>asyncore.compact_traceback</c>.</content>
public static partial class asyncore
{
    /// <summary>
    /// An exception's trace on one line. Source: <c>asyncore.compact_traceback</c>, which takes the exception being handled; here
    /// it is given.
    /// </summary>
    /// <returns>
    /// The innermost frame (file, function and line, as texts), the exception's type, the exception, and all frames as
    /// <c>[file|function|line]</c>, the outermost first. Without debugging symbols the file is the type's name and the line 0.
    /// </returns>
    /// <exception cref="InvalidOperationException">The exception was never thrown.</exception>
    public static ((string file, string function, string line) where, Type type, Exception value, string info) compact_traceback(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        (string file, string function, string line)[] frames = [.. trace(exception)];
        return frames.Length == 0
            ? throw new InvalidOperationException("traceback does not exist")
            : (frames[^1], exception.GetType(), exception, text(frames));
    }

    /// <summary>The trace for a log line: empty for an exception that was never thrown.</summary>
    private static string trace_text(Exception exception) => text(trace(exception));

    private static string text(IEnumerable<(string file, string function, string line)> frames) =>
        string.Join(' ', frames.Select(f => $"[{f.file}|{f.function}|{f.line}]"));

    private static IEnumerable<(string file, string function, string line)> trace(Exception exception)
    {
        StackFrame[] frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        for (int i = frames.Length - 1; i >= 0; i--)
        {
            DiagnosticMethodInfo? method = DiagnosticMethodInfo.Create(frames[i]);
            yield return (
                frames[i].GetFileName() ?? method?.DeclaringTypeName ?? "?",
                method?.Name ?? "?",
                frames[i].GetFileLineNumber().ToString(CultureInfo.InvariantCulture));
        }
    }
}
