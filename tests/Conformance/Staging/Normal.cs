using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace AsyncoreNet.Conformance;

/// <summary>
/// The one place where trace lines lose what differs between CPython and .NET by design. Parallel to normal.py.
/// </summary>
/// <remarks>
/// What goes: object ids, namespaces, ports and paths of the run, and in the line that handle_error logs the wording, the
/// exception's type and text (reduced to what <see cref="describe"/> gives) and the trace (which must be there).
/// </remarks>
internal static class Normal
{
    private static readonly Regex Error = new(
        @"uncaptured exception, closing channel (?<channel><.*>) " +
        @"\((?<type>[\w.+]+):(?<text>.*) (?<trace>\[[^|\]]+\|[^|\]]+\|\d+\])\)$");

    private static readonly Regex Errno = new(@"\((E[A-Z]+)\)");

    /// <summary>
    /// An exception in terms of both languages: Python's class, with the name of the errno, or its own with its text.
    /// </summary>
    public static string describe(Exception error) => error switch
    {
        _ when SocketErrors.Of(error) is not SocketError.Success and var code => "OSError " + SocketErrors.Name(code),
        ArgumentException => "ValueError",
        NotSupportedException or NotImplementedException => "NotImplementedError",
        InvalidOperationException => "InvalidOperationException",
        _ => $"{error.GetType().Name}: {error.Message}",
    };

    /// <summary>Bytes in a trace line: what is not printable as its number.</summary>
    public static string quote(ReadOnlySpan<byte> data)
    {
        string shown = Encoding.Latin1.GetString(data).Replace("\r", @"\r").Replace("\n", @"\n");
        return $"\"{Regex.Replace(shown, "[^ -~]", match => $@"\x{(int)match.Value[0]:x2}")}\"";
    }

    public static string normalise(string line)
    {
        line = Error.Replace(line, WithoutWording);
        line = Regex.Replace(line, @"\bat 0x[0-9a-f]+", "at 0xID");
        line = Regex.Replace(line, "failed for object at [0-9a-f]+", "failed for object at ID");
        line = Regex.Replace(line, @"<(?!asyncore\.)[\w.]+\.(?=\w+[ >])", "<");
        line = Regex.Replace(line, @"(127\.0\.0\.1:|'::1', | ::1:)[1-9]\d*", "$1PORT");
        return Regex.Replace(line, @"/[^' ]*/asyncore-[^' ]*-([a-z]+)\.sock", "PATH/$1");
    }

    private static string WithoutWording(Match match)
    {
        string text = match.Groups["text"].Value;
        string what = match.Groups["type"].Value switch
        {
            "System.Net.Sockets.SocketException" or "System.IO.IOException" => "OSError " + ErrnoName(text),
            "System.NotImplementedException" => $"NotImplementedError: {First(text)}",
            var type => $"{type[(type.LastIndexOf('.') + 1)..]}: {First(text)}",
        };
        return $"uncaptured exception, closing channel {match.Groups["channel"]} ({what}, with a trace)";
    }

    /// <summary>The channel's own exceptions name it; one that the program made has the system's text alone.</summary>
    private static string ErrnoName(string text)
    {
        if (Errno.Match(text) is { Success: true } match)
        {
            return match.Groups[1].Value;
        }

        string message = First(text);
        int errno = Enumerable.Range(1, 133).First(n => Marshal.GetPInvokeErrorMessage(n) == message);
        return SocketErrors.Name(SocketErrors.FromErrno(errno));
    }

    /// <summary>The exception's text without the outer frames of the trace behind it.</summary>
    private static string First(string text) => Regex.Split(text, @" \[[^|\]]+\|[^|\]]+\|\d+\]")[0];
}
