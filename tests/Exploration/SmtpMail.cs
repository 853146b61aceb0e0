using System.Text;

using AsyncoreNet.Testing;

namespace AsyncoreNet.Exploration;

/// <summary>A message that no other is like, as a client says it and as a program gets it.</summary>
internal sealed class SmtpMail
{
    /// <summary>Draws a message.</summary>
    /// <param name="random">Chance.</param>
    /// <param name="name">What no other message is called.</param>
    /// <param name="isText">Whether it has no byte that another server may take for another, such as a lone CR.</param>
    public SmtpMail(SimulationRandom random, string name, bool isText)
    {
        From = $"{name}@example.org";
        To = [.. Enumerable.Range(1, random.Next(1, 4)).Select(i => $"to{i}@example.com")];
        List<string> body = [.. Enumerable.Range(0, random.Next(0, 8)).Select(_ => DrawLine(random, isText))];
        if (isText)
        {
            body.Add("the end"); // an empty line at the end would not be passed on
        }

        Head = $"Subject: {name}";
        Body = string.Concat(body.Select(line => $"\n{line}"));
        string[] lines = [Head, "", .. body];
        Wire = string.Concat(lines.Select(line => $"{(line.StartsWith('.') ? "." : "")}{line}\r\n"))[..^2];
    }

    public string From { get; }

    public string[] To { get; }

    /// <summary>The message as it goes over the wire, without the line end and the dot that end it.</summary>
    public string Wire { get; }

    /// <summary>The message as a program gets it.</summary>
    public string Text => $"{Head}\n{Body}";

    /// <summary>Its one header.</summary>
    public string Head { get; }

    /// <summary>What is behind the header and its line end: an empty line, and more.</summary>
    public string Body { get; }

    private static string DrawLine(SimulationRandom random, bool isText)
    {
        if (random.Chance(0.3))
        {
            return random.Pick<string>([".", "..", "", ".hidden", "QUIT", isText ? " " : "\r", isText ? ". " : "\n.\n"]);
        }

        var line = new StringBuilder();
        for (int i = ExploredWorld.DrawSize(random, 1, 300); i > 0; i--)
        {
            line.Append((char)(isText ? random.Next(' ', 127) : random.Pick<int>([random.Next(0, 256), '.', 'a', 'b'])));
        }

        return isText ? line.ToString() : line.Replace("\r\n", "--").ToString().TrimEnd('\r');
    }
}
