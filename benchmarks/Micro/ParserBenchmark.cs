using AsyncoreNet;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>What it costs to cut a byte of input into messages, by the size of the pieces that it comes in.</summary>
[MemoryDiagnoser]
public class ParserBenchmark
{
    private const int Bytes = 65536;
    private const int LineLength = 32;

    private readonly MessageParser _parser = new();
    private readonly byte[] _boundary = [.. "\r\n--"u8, .. Enumerable.Repeat((byte)'b', 64)];
    private byte[] _lines = [];
    private byte[] _parts = [];

    /// <summary>Bytes in a piece of input.</summary>
    [Params(1, 64, 4096, 65536)]
    public int Piece { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _lines = Repeat([.. Enumerable.Repeat((byte)'x', LineLength - 2), .. "\r\n"u8]);
        _parts = Repeat([.. Enumerable.Repeat((byte)'x', 1024 - _boundary.Length), .. _boundary]);
    }

    /// <summary>Lines of 32 bytes.</summary>
    [Benchmark(OperationsPerInvoke = Bytes)]
    public int Lines()
    {
        _parser.SetTerminator("\r\n"u8);
        return Parse(_lines);
    }

    /// <summary>Messages of 32 bytes that a count ends, set anew for each.</summary>
    [Benchmark(OperationsPerInvoke = Bytes)]
    public int Counted()
    {
        _parser.SetCount(LineLength);
        int messages = Parse(_lines, static parser => parser.SetCount(LineLength));
        _parser.SetNone();
        return messages;
    }

    /// <summary>Messages of 1 KiB that a boundary of 68 bytes ends.</summary>
    [Benchmark(OperationsPerInvoke = Bytes)]
    public int LongTerminator()
    {
        _parser.SetTerminator(_boundary);
        return Parse(_parts);
    }

    private static byte[] Repeat(byte[] pattern) => [.. Enumerable.Range(0, Bytes).Select(i => pattern[i % pattern.Length])];

    /// <summary>Returns the messages that have ended.</summary>
    private int Parse(byte[] input, Action<MessageParser>? atEnd = null)
    {
        int messages = 0;
        for (int at = 0; at < input.Length; at += Piece)
        {
            ReadOnlySpan<byte> rest = input.AsSpan(at, Piece);
            MessagePart part;
            do
            {
                part = _parser.Next(rest);
                rest = rest[part.Consumed..];
                if (part.Kind == MessagePartKind.End)
                {
                    messages++;
                    atEnd?.Invoke(_parser);
                }
            }
            while (part.Kind != MessagePartKind.Nothing);
        }

        return messages;
    }
}
