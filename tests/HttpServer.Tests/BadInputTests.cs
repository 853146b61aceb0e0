using System.Net.Sockets;
using System.Text;

using AsyncoreNet.Tests;

using HttpServer;

namespace AsyncoreNet.HttpServer.Tests;

/// <summary>
/// Clients that break off, send anything, or never read. The server serves the next one as if nothing had been.
/// </summary>
public abstract class BadInputTests(string style) : ServerTest(style)
{
    private const int Inputs = 10_000;
    private const string Good = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    /// <summary>How a client goes.</summary>
    public enum Going
    {
        /// <summary>It has read all answers, and closes.</summary>
        Closes,

        /// <summary>It closes with answers unread, which resets the connection.</summary>
        ClosesUnread,

        /// <summary>It resets the connection.</summary>
        Resets,

        /// <summary>It ends its output, and reads on.</summary>
        EndsItsOutput,
    }

    [Theory]
    [WaysToGo]
    public void BreaksOffAnywhere_LeavesNothing(Going going, StreamFamily family)
    {
        BreakOffEverywhere(going, family);

        // The runtime opens a descriptor of its own now and then; what a connection leaks shows in every round.
        for (int round = 1, before = OpenDescriptors(); ; round++)
        {
            BreakOffEverywhere(going, family);
            int after = OpenDescriptors();
            if (after <= before)
            {
                break;
            }

            Assert.True(round < 3, $"Descriptors leak: {before} were open, now {after} are.");
            before = after;
        }

        AssertStillServes();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RandomBytes_NeverStopTheServer(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Inputs / 2; i++)
        {
            byte[] input = new byte[random.Next(300)];
            random.NextBytes(input);
            if (i % 2 == 0)
            {
                const string Alphabet = "GET POST /echo HTTP/1.10:\r\n\r\n\r\n;,chunked";
                input = [.. input.Select(b => (byte)Alphabet[b % Alphabet.Length])];
            }

            AssertSurvives(input, random);
        }

        AssertStillServes();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void MutatedRequests_NeverStopTheServer(int seed)
    {
        byte[] good = Encoding.Latin1.GetBytes(PipeliningTests.Dialogue);
        var random = new Random(seed);
        for (int i = 0; i < Inputs / 2; i++)
        {
            var input = new List<byte>(good);
            for (int mutations = random.Next(1, 6); mutations > 0; mutations--)
            {
                Mutate(input, random);
            }

            AssertSurvives([.. input], random);
        }

        AssertStillServes();
    }

    /// <summary>
    /// It pipelines for ever and never reads: the server stops reading too, with a bounded number of answers in hand.
    /// </summary>
    [Fact]
    public void NeverReads_IsNotReadEither()
    {
        using Socket client = Connect(StreamFamily.IPv4);
        byte[] requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost:\r\n\r\n", 10_000)));
        long sent = 0;
        for (int refused = 0; refused < 200;)
        {
            int count = client.Send(requests.AsSpan((int)(sent % requests.Length)), SocketFlags.None, out _);
            sent += count;
            refused = count > 0 ? 0 : refused + 1;
            Assert.InRange(sent, 0, 100_000_000);
            Pass();
            Assert.InRange(Handler.PendingOutput, 0, 1_000_000);
        }

        Assert.InRange(Handler.PendingOutput, 250_000, 1_000_000);
        Assert.False(Handler.IsClosed);

        // And once it reads, it gets all it has asked for, but for the request that it has not sent whole.
        End(client);
        byte[] output = ReceiveAll(client);
        int length = output.AsSpan(1).IndexOf("HTTP/1.1"u8) + 1;
        Assert.Equal(sent / 25 * length, output.Length);
        AssertNoErrors();
    }

    private void BreakOffEverywhere(Going going, StreamFamily family)
    {
        byte[] dialogue = Encoding.Latin1.GetBytes(PipeliningTests.Dialogue);
        for (int position = 0; position <= dialogue.Length; position++)
        {
            using Socket client = Connect(family);
            var output = new MemoryStream();
            client.Send(dialogue.AsSpan(0, position));
            Pass(position % 3); // the end comes together with the last bytes, or behind them
            switch (going)
            {
                case Going.Closes:
                    RunUntil(() => Handler.Socket!.Available == 0);
                    Pass();
                    Receive(client, output);
                    client.Dispose();
                    break;
                case Going.ClosesUnread:
                    client.Dispose();
                    break;
                case Going.Resets:
                    client.LingerState = new LingerOption(enable: true, seconds: 0);
                    client.Dispose();
                    break;
                default:
                    End(client);
                    ReceiveAll(client, output);
                    Answer.ReadAll(output.ToArray(), withoutBody: 1);
                    break;
            }

            AssertEnds();
        }
    }

    private void AssertSurvives(byte[] input, Random random)
    {
        Exchange(input, Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(1, 100)).ToArray());
        AssertEnds();
    }

    private void AssertStillServes() =>
        Assert.Equal("Hello, World!", Assert.Single(Answer.ReadAll(Exchange(Good))).Body);

    private static void Mutate(List<byte> input, Random random)
    {
        const string Telling = "\r\n :,;/0123456789abcdefgGHP\0\t\u00ff";
        int place = random.Next(input.Count);
        int length = Math.Min(random.Next(1, 20), input.Count - place);
        switch (random.Next(6))
        {
            case 0:
                input[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                input[place] = (byte)Telling[random.Next(Telling.Length)];
                break;
            case 2:
                input.Insert(place, (byte)Telling[random.Next(Telling.Length)]);
                break;
            case 3:
                input.RemoveRange(place, Math.Min(length, input.Count - 1));
                break;
            case 4:
                input.InsertRange(random.Next(input.Count), input.GetRange(place, length));
                break;
            default:
                input.RemoveRange(place + 1, input.Count - place - 1);
                break;
        }
    }

    private static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Each way to go, over TCP and over a Unix socket.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class WaysToGoAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from going in Enum.GetValues<Going>()
            from family in new[] { StreamFamily.IPv4, StreamFamily.Unix }
            select new object[] { going, family };
    }
}

public sealed class BadInputOnCompatTests() : BadInputTests(Styles.Compat);

public sealed class BadInputOnAwaitTests() : BadInputTests(Styles.Await);
