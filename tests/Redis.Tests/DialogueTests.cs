using System.Net.Sockets;

namespace AsyncoreNet.Redis.Tests;

/// <summary>Says the same to the server and to the original, and compares the replies byte for byte.</summary>
public sealed class DialogueTests(RealRedis real) : ServerTest, IClassFixture<RealRedis>
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

    private static string Show(string reply) =>
        reply.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static (string Mark, string Request) Parse(string line)
    {
        string[] parts = line.Split(' ', 2);
        return parts[0] switch
        {
            "!" => ("!", parts[1] + "\r\n"),
            "~" or "~~" => (parts[0], Resp.Line(parts[1])),
            _ => (string.Empty, Resp.Line(line)),
        };
    }
}
