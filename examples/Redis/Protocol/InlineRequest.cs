using System.Buffers;
using System.Globalization;

namespace Redis.Protocol;

/// <summary>A request that is a line, as somebody types it: words, and strings in quotes.</summary>
internal sealed class InlineRequest
{
    private readonly ArrayBufferWriter<byte> _bytes = new(); // the arguments without their quotes, one after the other
    private readonly List<Slice> _slices = [];

    public Arguments Arguments => new(_bytes.WrittenSpan, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_slices));

    /// <summary>Splits a line into its arguments. False if a quote has no end, or something follows its end.</summary>
    public bool TrySplit(ReadOnlySpan<byte> line)
    {
        _bytes.ResetWrittenCount();
        _slices.Clear();
        while (true)
        {
            while (line is [var first, ..] && IsSpace(first))
            {
                line = line[1..];
            }

            if (line.IsEmpty)
            {
                return true;
            }

            int start = _bytes.WrittenCount;
            if (!TryTakeArgument(ref line))
            {
                return false;
            }

            _slices.Add(new Slice(start, _bytes.WrittenCount - start));
        }
    }

    /// <summary>
    /// An argument may begin in the middle of itself: <c>a"b c"</c> is one. Fewer kinds of space end it than may be between two.
    /// </summary>
    private bool TryTakeArgument(ref ReadOnlySpan<byte> line)
    {
        while (line is [var next, ..] && next is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r'))
        {
            line = line[1..];
            bool isGood = next switch
            {
                (byte)'"' => TryTakeQuoted(ref line),
                (byte)'\'' => TryTakeLiteral(ref line),
                _ => Add(next),
            };
            if (!isGood)
            {
                return false;
            }

            if (next is (byte)'"' or (byte)'\'')
            {
                return line.IsEmpty || IsSpace(line[0]);
            }
        }

        return true;
    }

    private bool TryTakeQuoted(ref ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            switch (line)
            {
                case [(byte)'"', ..]:
                    line = line[1..];
                    return true;
                case [(byte)'\\', (byte)'x', var high, var low, ..]
                    when char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low):
                    Add(byte.Parse(line[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    line = line[4..];
                    break;
                case [(byte)'\\', var escaped, ..]:
                    Add(Unescape(escaped));
                    line = line[2..];
                    break;
                default:
                    Add(line[0]);
                    line = line[1..];
                    break;
            }
        }

        return false;
    }

    private bool TryTakeLiteral(ref ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            if (line[0] == '\'')
            {
                line = line[1..];
                return true;
            }

            bool isQuote = line is [(byte)'\\', (byte)'\'', ..];
            Add(isQuote ? (byte)'\'' : line[0]);
            line = line[(isQuote ? 2 : 1)..];
        }

        return false;
    }

    private bool Add(byte one)
    {
        _bytes.GetSpan(1)[0] = one;
        _bytes.Advance(1);
        return true;
    }

    private static byte Unescape(byte escaped) => (char)escaped switch
    {
        'n' => (byte)'\n',
        'r' => (byte)'\r',
        't' => (byte)'\t',
        'b' => (byte)'\b',
        'a' => (byte)'\a',
        _ => escaped,
    };

    private static bool IsSpace(byte one) => one is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
