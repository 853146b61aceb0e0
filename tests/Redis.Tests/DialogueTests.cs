using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace AsyncoreNet.Redis.Tests;

/// <summary>Says the same to the server and to the original, and compares the replies byte for byte.</summary>
public sealed partial class DialogueTests(RealRedis real) : ServerTest, IClassFixture<RealRedis>
{
    public static TheoryData<string> Names => [.. Dialogues.All.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Replies_AreThoseOfTheOriginal(string name)
    {
        using Socket original = real.Connect();
        Client client = Connect();
        RealRedis.Ask(original, Resp.Line("FLUSHALL"), 1);

        List<string> differences = [];
        foreach (string line in Dialogues.All[name].Split('\n'))
        {
            (string mark, string request) = Parse(line);
            string theirs = RealRedis.Ask(original, request, 1);
            string ours = AskRaw(client, request);
            if (mark.StartsWith('~'))
            {
                theirs = Resp.Sort(theirs, inPairs: mark == "~~");
                ours = Resp.Sort(ours, inPairs: mark == "~~");
            }

            if (ours != theirs)
            {
                differences.Add($"{line}\n  the original: {Show(theirs)}\n  here:         {Show(ours)}\n");
            }
        }

        Assert.True(differences.Count == 0, string.Concat(differences));
    }

    /// <summary>But for the client's number, which is its own.</summary>
    [SkippableTheory]
    [InlineData("HELLO")]
    [InlineData("HELLO 2")]
    public void Hello_IsThatOfTheOriginal(string line)
    {
        using Socket original = real.Connect();

        string theirs = RealRedis.Ask(original, Resp.Line(line), 1);

        Assert.Equal(Number().Replace(theirs, ":N\r\n$4\r\nmode"), Number().Replace(Ask(Connect(), line), ":N\r\n$4\r\nmode"));
        Assert.Contains("$5\r\nproto\r\n:2\r\n", theirs, StringComparison.Ordinal);
    }

    /// <summary>Of each command the name, the number of arguments, and which of them are keys.</summary>
    [SkippableFact]
    public void Command_SaysOfEachWhatTheOriginalSays()
    {
        using Socket original = real.Connect();
        HashSet<string> theirs = Commands(RealRedis.Ask(original, Resp.Line("COMMAND"), 1)).ToHashSet(StringComparer.Ordinal);
        List<string> ours = [.. Commands(Exchange(Connect(), Resp.Bytes(Resp.Line("COMMAND")), 1))];

        Assert.Subset(theirs, ours.ToHashSet(StringComparer.Ordinal));
        Assert.Equal($":{ours.Count}\r\n", Ask(Connect(), "COMMAND COUNT"));
    }

    private static IEnumerable<string> Commands(string reply)
    {
        foreach (string command in Resp.Split(Inner(reply)))
        {
            IReadOnlyList<string> parts = Resp.Split(Inner(command));
            yield return string.Concat(parts[0], parts[1], parts[3], parts[4], parts[5]);
        }

        static string Inner(string array) => array[(array.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    [GeneratedRegex(@":\d+\r\n\$4\r\nmode", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    private static string Show(string reply) =>
        reply.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static (string Mark, string Request) Parse(string line)
    {
        string[] parts = line.Split(' ', 2);
        return parts[0] switch
        {
            "!" => ("!", parts[1]
                .Replace("\\v", "\v", StringComparison.Ordinal)
                .Replace("\\f", "\f", StringComparison.Ordinal) + "\r\n"),
            "~" or "~~" => (parts[0], Resp.Line(parts[1])),
            _ => (string.Empty, Resp.Line(line)),
        };
    }
}
