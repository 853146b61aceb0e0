using System.Diagnostics;

using AsyncoreNet;

namespace Peers;

/// <summary>
/// Whether framing takes time in proportion to the bytes, whatever the pieces: each case at half the size and at the whole, in
/// turns. The figure is the ratio of the least times, which is 2 for what is linear.
/// </summary>
internal static class FramingBenchmark
{
    private const int Rounds = 5;
    private const double Limit = 2.2;

    private static readonly byte[] Line = [.. Enumerable.Repeat((byte)'x', 30), (byte)'\r', (byte)'\n'];
    private static readonly byte[] Dots = "\r\n."u8.ToArray(); // all but the last two bytes of the end of a mail

    public static void Run(int megabytes)
    {
        Console.WriteLine($"Time of {megabytes / 2.0:0.#} and {megabytes} MB; the least of {Rounds} rounds each");
        Console.WriteLine();
        var table = new Table("", "ms half", "ms whole", "ns/byte", "ratio", "limit");
        int size = megabytes * 1_000_000;
        foreach (int piece in (int[])[1, 1024, 65536])
        {
            Add(table, $"lines of 32 bytes, pieces of {piece}", size, length => Parse(Line, "\r\n"u8, length, piece));
        }

        foreach (int piece in (int[])[1, 1024, 65536])
        {
            // Ten million beginnings of the terminator, none of which is one.
            Add(table, $"CR LF . repeated, pieces of {piece}", 30_000_000, length => Parse(Dots, "\r\n.\r\n"u8, length, piece));
        }

        byte[] million = [.. Enumerable.Repeat((byte)'a', 1_000_000), (byte)'b'];
        Add(table, $"terminator of 1 MB, all but found, pieces of 1", size, length => Parse("a"u8.ToArray(), million, length, 1));
        Add(table, $"terminator of 1 MB, all but found, pieces of 65536", size, length => Parse("a"u8.ToArray(), million, length, 65536));
        Add(table, $"one chunk queued, sent by 1,000", size, length => Send(length, length, 1000));
        Add(table, $"chunks of 32 queued, sent by 65536", size, length => Send(length, 32, 65536));
        Add(table, $"chunks of 32 queued, sent by 20", size, length => Send(length, 32, 20));
        table.Print();
    }

    private static void Add(Table table, string name, int size, Func<int, int> work)
    {
        work(size / 10); // compiled and warm
        (double Half, double Whole) least = (double.MaxValue, double.MaxValue);
        for (int round = 0; round < Rounds; round++)
        {
            least = (Math.Min(least.Half, Time(size / 2)), Math.Min(least.Whole, Time(size)));
        }

        double ratio = least.Whole / least.Half;
        table.Add(
            $"{name}", $"{least.Half:F1}", $"{least.Whole:F1}", $"{least.Whole * 1e6 / size:F2}", $"{ratio:F2}",
            $"{Table.AtMost(ratio, Limit)}");

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
