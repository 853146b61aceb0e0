using System.Diagnostics;
using AsyncoreNet;
using Peers.Report;

namespace Peers;

/// <summary>
/// Whether framing takes time in proportion to the bytes, whatever the pieces: each case at half the size and at the whole, in
/// turns. The figure is the ratio of the least times, which is 2 for what is linear.
/// </summary>
internal sealed class FramingWork() : Work("framing", "Framing: twice the bytes")
{
    private const int Size = 100_000_000;
    private const double Limit = 2.2;

    private static readonly Column[] Columns = [new("ms half", 1), new("ms whole", 1), new("ns/byte", 2), new("ratio", 3)];
    private static readonly int[] Pieces = [1, 1024, 65536];
    private static readonly byte[] Line = [.. Enumerable.Repeat((byte)'x', 30), (byte)'\r', (byte)'\n'];
    private static readonly byte[] Dots = "\r\n."u8.ToArray(); // all but the last two bytes of the end of a mail

    public override IEnumerable<ServerSpec> Servers => [];

    public override int CountSteps(Settings settings, IReadOnlySet<ServerSpec> absent) => Cases(settings).Length;

    public override WorkResult Run(Settings settings, IReadOnlySet<ServerSpec> absent, Action<string> step)
    {
        List<Row> rows = [];
        foreach ((string name, int size, Func<int, int> work) in Cases(settings))
        {
            step(name);
            rows.Add(Measure(name, size, work, settings.Pairs));
        }

        return new WorkResult(
            Name,
            Title,
            $"the least of {settings.Pairs} rounds, in this process",
            Columns,
            [.. rows],
            [.. rows.Select(row => new Verdict("", row.Server, null, row.Figures["ratio"], null, Limit))]);
    }

    private static (string Name, int Size, Func<int, int> Work)[] Cases(Settings settings)
    {
        int size = settings.Quick ? Size / 20 : Size;
        byte[] million = [.. Enumerable.Repeat((byte)'a', 1_000_000), (byte)'b'];
        byte[] letter = "a"u8.ToArray();
        return
        [
            .. Pieces.Select(piece => Case(
                $"lines of 32 bytes, pieces of {piece}", size, length => Parse(Line, "\r\n"u8, length, piece))),
            // Beginnings of the terminator, none of which is one.
            .. Pieces.Select(piece => Case(
                $"CR LF . repeated, pieces of {piece}", size / 4, length => Parse(Dots, "\r\n.\r\n"u8, length, piece))),
            Case("terminator of 1 MB, all but found, pieces of 1", size, length => Parse(letter, million, length, 1)),
            Case("terminator of 1 MB, all but found, pieces of 65536", size, length => Parse(letter, million, length, 65536)),
            Case("one chunk queued, sent by 1,000", size, length => Send(length, length, 1000)),
            Case("chunks of 32 queued, sent by 65536", size, length => Send(length, 32, 65536)),
            Case("chunks of 32 queued, sent by 20", size, length => Send(length, 32, 20)),
        ];

        static (string, int, Func<int, int>) Case(string name, int size, Func<int, int> work) => (name, size, work);
    }

    private static Row Measure(string name, int size, Func<int, int> work, int rounds)
    {
        work(size / 10); // compiled and warm
        (double Half, double Whole) least = (double.MaxValue, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            least = (Math.Min(least.Half, Time(size / 2)), Math.Min(least.Whole, Time(size)));
        }

        return new Row("", name, ServerKind.Own, new()
        {
            ["ms half"] = least.Half,
            ["ms whole"] = least.Whole,
            ["ns/byte"] = least.Whole * 1e6 / size,
            ["ratio"] = least.Whole / least.Half,
        });

        double Time(int length)
        {
            var watch = Stopwatch.StartNew();
            int seen = work(length);
            double elapsed = watch.Elapsed.TotalMilliseconds;
            return seen > 0 ? elapsed : throw new InvalidOperationException($"Nothing was done for '{name}'.");
        }
    }

    /// <summary>Parses a pattern repeated to a length. Returns the bytes given out.</summary>
    private static int Parse(byte[] pattern, ReadOnlySpan<byte> terminator, int length, int piece)
    {
        var parser = new MessageParser();
        parser.SetTerminator(terminator);
        byte[] input = new byte[pattern.Length * ((piece / pattern.Length) + 2)];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = pattern[i % pattern.Length];
        }

        int given = 0;
        for (int at = 0; at < length; at += piece)
        {
            ReadOnlySpan<byte> rest = input.AsSpan(at % pattern.Length, Math.Min(piece, length - at));
            MessagePart part;
            do
            {
                part = parser.Next(rest);
                rest = rest[part.Consumed..];
                given += part.Length;
            }
            while (part.Kind != MessagePartKind.Nothing);
        }

        return given + parser.Held.Length;
    }

    /// <summary>Queues chunks, then takes them out in sends of a size. Returns the bytes sent.</summary>
    private static int Send(int length, int chunk, int send)
    {
        var queue = new OutputQueue();
        byte[] bytes = new byte[chunk];
        for (int queued = 0; queued < length; queued += chunk)
        {
            queue.Append(OutputEntry.Of(bytes));
        }

        int sent = 0;
        while (!queue.IsEmpty)
        {
            int count = Math.Min(queue.Peek(65536, gather: true).Length, send);
            queue.Advance(count);
            sent += count;
        }

        return sent;
    }
}
