using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>
/// A session in text. It is a script, and what happened when it was played: where the server says something else than the script
/// has, the two differ.
/// </summary>
internal static class Script
{
    /// <summary>Stands for the end of the stream, where a line was awaited.</summary>
    public const string EndMark = "\\z";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Plays a script, and returns what happened in the same form.</summary>
    public static string[] Play(string[] script, ChatProcess server)
    {
        var clients = new Dictionary<string, ChatClient>();
        try
        {
            return [.. script.Select(line => Step(line, server, clients))];
        }
        finally
        {
            foreach (ChatClient client in clients.Values)
            {
                client.Dispose();
            }
        }
    }

    /// <summary>The bytes of a text in which <c>\r</c>, <c>\n</c> and <c>\xff</c> stand for bytes.</summary>
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        foreach (Match match in Regex.Matches(text, @"\\(?<escape>r|n|\\|x[0-9a-f]{2})|(?<text>[^\\]+)"))
        {
            bytes.AddRange(match.Groups["escape"].Value switch
            {
                "" => Strict.GetBytes(match.Groups["text"].Value),
                "r" => "\r"u8,
                "n" => "\n"u8,
                "\\" => "\\"u8,
                string hex => [byte.Parse(hex[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)],
            });
        }

        return [.. bytes];
    }

    /// <summary>A line that the server sent, without its end; anything else shows byte by byte.</summary>
    public static string Text(List<byte> line)
    {
        byte[] bytes = [.. line];
        if (bytes is [.. byte[] text, (byte)'\r', (byte)'\n'] && !text.Any(b => b is (byte)'\r' or (byte)'\\'))
        {
            try
            {
                return Strict.GetString(text);
            }
            catch (DecoderFallbackException)
            {
                // It is no UTF-8.
            }
        }

        return string.Concat(bytes.Select(b => $"\\x{b:x2}"));
    }

    private static string Step(string line, ChatProcess server, Dictionary<string, ChatClient> clients)
    {
        (string who, string what) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : (line, string.Empty);
        switch (who, what)
        {
            case ("the", "server is told to stop"):
                server.Stop();
                return line;
            case ("the", "server ends"):
                return server.WaitForExit() == 0 ? line : $"{line} with an error: {server.Error}";
            case ("the", _) when what.StartsWith("operator types: ", StringComparison.Ordinal):
                server.Type(what["operator types: ".Length..]);
                return line;
            case (_, "connects"):
                clients.Add(who, server.Connect());
                return line;
            case (_, "ends"):
                byte[] left = clients[who].ReadToEnd();
                return left.Length == 0 ? line : $"{who} < {Text([.. left])}";
            case (_, "resets"):
                clients[who].Reset();
                return line;
            case (_, "sends half a line and closes"):
                clients[who].Send("half a line");
                clients[who].Dispose();
                return line;
            case (_, _) when Regex.Match(what, "^sends a line of ([0-9]+) bytes$") is { Success: true } match:
                clients[who].Send(new string('x', int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) + "\n");
                return line;
            case (_, _) when what.StartsWith("hears it from ", StringComparison.Ordinal):
                string heard = clients[who].ReadLine();
                return heard == $"{what["hears it from ".Length..]}: {new string('x', 512)}" ? line : $"{who} < {heard}";
            case (_, _) when what.StartsWith('>'):
                clients[who].Send(what[1..].TrimStart() + "\n");
                return line;
            case (_, _) when what.StartsWith("< ", StringComparison.Ordinal):
                return $"{who} < {clients[who].ReadLine()}";
            default:
                throw new FormatException($"The script has a line that means nothing: {line}");
        }
    }
}
