using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Examples.Tests;

namespace AsyncoreNet.Migrating.Tests;

/// <summary>
/// The four stages of docs/migrating.md are one program: the same clients see the same bytes, whichever they talk to.
/// </summary>
public sealed class ChatTests
{
    public static TheoryData<Stage> Stages => [.. Enum.GetValues<Stage>()];

    [SkippableTheory]
    [MemberData(nameof(Stages))]
    public void Session_IsPlayedAsWritten(Stage stage)
    {
        string[] session = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Stages", "session.txt"));
        using var server = new ChatProcess(stage);

        Assert.Equal(session, Script.Play(session, server));
    }

    [SkippableTheory]
    [MemberData(nameof(Stages))]
    public void Input_InPieces_MeansTheSame(Stage stage)
    {
        byte[] input = Encoding.UTF8.GetBytes("no name\n\r\nada\r\n/who\nGrüße\n/x\n/quit\n");
        using var server = new ChatProcess(stage);
        using ChatClient witness = server.Join("witness");

        using ChatClient whole = server.Connect();
        whole.Send(input);
        string[] answers = Lines(whole);
        string[] heard = [.. Enumerable.Range(0, 3).Select(_ => witness.ReadLine())];
        using ChatClient pieces = server.Connect();
        foreach (byte b in input)
        {
            pieces.Send([b]);
        }

        Assert.Equal(
            [
                "Who are you?", "A name has 1 to 16 letters and digits.", "Welcome, ada.", "Here: witness, ada",
                "There is no /x.", "Bye.", string.Empty,
            ],
            answers);
        Assert.Equal(["* ada joins", "ada: Grüße", "* ada leaves"], heard);
        Assert.Equal(answers, Lines(pieces));
        Assert.Equal(heard, Enumerable.Range(0, 3).Select(_ => witness.ReadLine()));
    }

    [SkippableTheory]
    [MemberData(nameof(Stages))]
    public void ManyClients_OneAfterTheOther_HearEachOtherInThatOrder(Stage stage)
    {
        const int Count = 60;
        using var server = new ChatProcess(stage);
        var clients = new List<ChatClient>();
        try
        {
            for (int i = 0; i < Count; i++)
            {
                clients.Add(server.Join($"c{i}", [.. clients]));
            }

            for (int i = 0; i < Count; i++)
            {
                clients[i].Send($"I am number {i}\n");
                Assert.All(clients.Except([clients[i]]), other => Assert.Equal($"c{i}: I am number {i}", other.ReadLine()));
            }

            clients[0].Send("/who\n");
            Assert.Equal("Here: " + string.Join(", ", Enumerable.Range(0, Count).Select(i => $"c{i}")), clients[0].ReadLine());

            for (int i = 0; i < Count; i++)
            {
                clients[i].Send("/quit\n");
                Assert.Equal("Bye.\r\n", Encoding.UTF8.GetString(clients[i].ReadToEnd()));
                Assert.All(clients.Skip(i + 1), other => Assert.Equal($"* c{i} leaves", other.ReadLine()));
            }
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Stages))]
    public void ManyClients_AllAtOnce_LoseNothing(Stage stage)
    {
        const int Count = 40;
        const int LinesOfEach = 20;
        using var server = new ChatProcess(stage);
        var clients = new List<ChatClient>();
        try
        {
            for (int i = 0; i < Count; i++)
            {
                clients.Add(server.Join($"c{i}", [.. clients]));
            }

            for (int i = 0; i < Count; i++)
            {
                clients[i].Send(string.Concat(Enumerable.Range(0, LinesOfEach).Select(line => $"line {line}\n")));
            }

            for (int i = 0; i < Count; i++)
            {
                ILookup<string, string> heard = Enumerable.Range(0, (Count - 1) * LinesOfEach)
                    .Select(_ => clients[i].ReadLine().Split(": ", 2))
                    .ToLookup(parts => parts[0], parts => parts[^1]);
                Assert.Equal(Count - 1, heard.Count);
                Assert.All(heard, lines => Assert.Equal(Enumerable.Range(0, LinesOfEach).Select(line => $"line {line}"), lines));
            }
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Stages))]
    public void ClientThatDoesNotRead_IsDropped_AndTheOthersHearAll(Stage stage)
    {
        string text = new('x', 500);
        using var server = new ChatProcess(stage);
        using ChatClient loud = server.Join("loud");
        using ChatClient calm = server.Join("calm", loud);
        using ChatClient slow = server.Connect(receiveBuffer: 4096);
        slow.Send("slow\n");
        Assert.Equal("* slow joins", loud.ReadLine());
        Assert.Equal("* slow joins", calm.ReadLine());

        // One line at a time: whoever is dropped here does not read at all.
        int said = 0;
        string heard;
        do
        {
            loud.Send(text + "\n");
            said++;
            heard = calm.ReadLine();
        }
        while (heard == $"loud: {text}" && said < 1_000_000);

        Assert.Equal("* slow leaves", heard);
        Assert.Equal("* slow leaves", loud.ReadLine());
        Assert.Equal($"loud: {text}", calm.ReadLine()); // the line that was under way
        loud.Send("/who\n");
        Assert.Equal("Here: loud, calm", loud.ReadLine());

        // What the kernel had taken for it arrives, and then its end.
        string[] arrived = Encoding.UTF8.GetString(slow.ReadToEnd()).Split("\r\n");
        Assert.Equal(["Who are you?", "Welcome, slow."], arrived[..2]);
        Assert.All(arrived[2..^1], line => Assert.Equal($"loud: {text}", line));
        Assert.InRange(arrived.Length - 3, 1, said - 100); // of those that the server held, none
    }

    [SkippableTheory]
    [MemberData(nameof(Stages))]
    public void ClientThatSaysNothing_IsSentAway(Stage stage)
    {
        using var server = new ChatProcess(stage, silence: 0.5);

        using ChatClient nameless = server.Connect();
        Assert.Equal(["Who are you?", "You are silent.", string.Empty], Lines(nameless));

        using ChatClient silent = server.Connect();
        silent.Send("silent\n");
        Assert.Equal(["Who are you?", "Welcome, silent.", "You are silent.", string.Empty], Lines(silent));
    }

    [SkippableFact]
    public void Mixed_SaysWhenTheOldPortIsUsed()
    {
        using var server = new ChatProcess(Stage.MixedOnBothPorts);
        using ChatClient old = server.Join("old");
        using ChatClient @new = server.Join("new", old);
        using ChatClient alsoOld = server.Join("alsoOld", old, @new);

        server.Stop();

        Assert.Equal(0, server.WaitForExit());
        Assert.Equal("connections to the old port: 1\nconnections to the old port: 2\n", server.Error);
    }

    private static string[] Lines(ChatClient client) => Encoding.UTF8.GetString(client.ReadToEnd()).Split("\r\n");
}
