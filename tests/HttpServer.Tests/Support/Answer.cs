using System.Globalization;
using System.Text;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>One answer of the server, read without mercy.</summary>
/// <param name="Status">The status line without its version: <c>200 OK</c>.</param>
/// <param name="Fields">The header fields.</param>
/// <param name="Body">The body; empty for an answer to HEAD.</param>
internal sealed record Answer(string Status, IReadOnlyDictionary<string, string> Fields, string Body)
{
    private const string Version = "HTTP/1.1 ";

    /// <summary>Whether it says that the connection closes.</summary>
    public bool Closes => Fields.GetValueOrDefault("Connection") == "close";

    /// <summary>Reads all answers of an output, which must have nothing else.</summary>
    /// <param name="output">What the server has sent.</param>
    /// <param name="withoutBody">The answers, by number, that have no body: those to HEAD.</param>
    public static IReadOnlyList<Answer> ReadAll(byte[] output, params int[] withoutBody)
    {
        string text = Encoding.Latin1.GetString(output);
        var answers = new List<Answer>();
        while (text.Length > 0)
        {
            answers.Add(Take(ref text, withoutBody.Contains(answers.Count)));
        }

        return answers;
    }

    private static Answer Take(ref string text, bool hasNoBody)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end >= 0, $"An answer has no end: {text}");
        string[] lines = text[..end].Split("\r\n");
        text = text[(end + 4)..];

        Assert.DoesNotContain(lines, line => line.AsSpan().ContainsAny('\r', '\n'));
        Assert.StartsWith(Version, lines[0], StringComparison.Ordinal);
        string status = lines[0][Version.Length..];
        var fields = lines[1..].Select(line => line.Split(": ", 2))
            .ToDictionary(field => field[0], field => field[1], StringComparer.OrdinalIgnoreCase);
        if (status == "100 Continue")
        {
            Assert.Empty(fields);
            return new Answer(status, fields, string.Empty);
        }

        Assert.True(DateTimeOffset.TryParseExact(fields["Date"], "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        int length = hasNoBody ? 0 : int.Parse(fields["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture);
        Assert.InRange(length, 0, text.Length);
        string body = text[..length];
        text = text[length..];
        return new Answer(status, fields, body);
    }
}
