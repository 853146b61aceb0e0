using System.Net.Sockets;
using System.Text.RegularExpressions;

using AsyncoreNet.Tests;

namespace AsyncoreNet.Redis.Tests;

/// <summary>10,000 streams that no client should send, drawn from fixed seeds.</summary>
public sealed partial class RandomStreamTests(RealRedis real) : ServerTest, IClassFixture<RealRedis>
{
    private const int Seeds = 10;
    private const int Batches = 10;
    private const int StreamsInABatch = 100;

    private static readonly byte[] Begin = Resp.Bytes(Resp.Line("FLUSHALL")); // so that each stream finds the same

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, Seeds)];

    /// <summary>
    /// The server goes on whatever comes, and in whatever pieces: it answers, no exception leaves a session, and the map is as
    /// empty as before.
    /// </summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Streams_DoNoHarm(int seed) => Run(seed, (_, _) => { });

    /// <summary>What is answered, up to the end of the connection, is what the original answers.</summary>
    [SkippableTheory]
    [MemberData(nameof(AllSeeds))]
    public void Streams_GetTheRepliesOfTheOriginal(int seed)
    {
        List<string> differences = [];
        real.Connect().Dispose(); // or the test is skipped
        Run(seed, (stream, ours) =>
        {
            string theirs = AskOriginal(stream);
            if (ours != theirs && !IsLeftOut(stream, ours, theirs))
            {
                differences.Add($"{Show(Resp.Text(stream))}\n  the original: {Show(theirs)}\n  here:         {Show(ours)}\n");
            }
        });

        Assert.True(differences.Count == 0, string.Concat(differences));
    }

    [Fact]
    public void Streams_LeaveNoDescriptor()
    {
        var random = new RandomStream(0);
        Connect().Dispose();
        DescriptorCount.StaysTheSame(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                Serve(random.Cut(random.Next()));
            }

            RunUntil(() => Server.SessionCount == 0);
        });
    }

    private void Run(int seed, Action<byte[], string> check)
    {
        var random = new RandomStream(seed);
        Connect().Dispose();
        RunUntil(() => Server.SessionCount == 0);
        int before = Map.Count;
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int i = 0; i < StreamsInABatch; i++)
            {
                byte[] stream = [.. Begin, .. random.Next()];
                check(stream, Serve(random.Cut(stream)));
            }

            RunUntil(() => Server.SessionCount == 0);
            Assert.Equal(before, Map.Count);
            using Client fresh = Connect();
            Assert.Equal("+PONG\r\n", Ask(fresh, "PING"));
        }
    }

    /// <summary>Sends a stream in pieces, and ends it. Returns what came until the server's end.</summary>
    private string Serve(IEnumerable<byte[]> pieces)
    {
        using Client client = Connect();
        foreach (byte[] piece in pieces)
        {
            client.Socket.Send(piece, SocketFlags.None, out _); // or the server has said its last word before it
            Pass();
        }

        try
        {
            client.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // the server was first
        }

        AssertEnds(client);
        return client.Output;
    }

    private string AskOriginal(byte[] stream)
    {
        using Socket socket = real.Connect();
        socket.Send(stream);
        socket.Shutdown(SocketShutdown.Send);
        string output = string.Empty;
        byte[] buffer = new byte[65536];
        while (socket.Receive(buffer, SocketFlags.None, out _) is > 0 and var count)
        {
            output += Resp.Text(buffer.AsSpan(0, count));
        }

        return output;
    }

    /// <summary>
    /// Whether the first reply that differs is about a command, or a number of arguments, that only the original takes, or about
    /// all subscriptions at once, which have no order: a changed byte may make one. What comes behind it means nothing then.
    /// </summary>
    private static bool IsLeftOut(byte[] stream, string ours, string theirs)
    {
        int same = ours.AsSpan().CommonPrefixLength(theirs);
        int reply = 0;
        while (Resp.FindEnd(ours.AsSpan(reply)) is > 0 and var length && reply + length <= same)
        {
            reply += length;
        }

        ReadOnlySpan<char> first = ours.AsSpan(reply);
        return first.StartsWith("-ERR unknown command")
            || first.StartsWith("*3\r\n$11\r\nunsubscribe\r\n")
            || (first.StartsWith("-ERR Protocol error: invalid multibulk") && ManyArguments().IsMatch(Resp.Text(stream)));
    }

    [GeneratedRegex(@"\*[1-9]\d{6,8}\r", RegexOptions.CultureInvariant)]
    private static partial Regex ManyArguments();

    private static string Show(string text) => text
        .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\0", "\\0", StringComparison.Ordinal);
}
