namespace Redis.Protocol;

/// <summary>
/// Finds requests in the input of a connection: arrays of bulk strings, or lines. Nothing is copied; the parser notes where the
/// arguments are. It may be given a request in pieces, each time with all of it that has come, and goes on where it was.
/// </summary>
/// <remarks>
/// It is as strict as the original, and no stricter: two bytes are skipped behind each argument, whatever they are. A line with a
/// NUL in it has no end, since the original looks for that in a string of C: it is refused when it is too long.
/// </remarks>
internal sealed class RequestParser
{
    private const int Unknown = -1;
    private const int MostIdle = 1024; // slices that are kept for the next request

    private Slice[] _slices = new Slice[8];
    private int _count; // of the slices that are known
    private int _expected = Unknown; // slices of the request
    private int _bulk = Unknown; // bytes of the argument that comes next
    private int _position; // up to where the request has been looked at
    private InlineRequest? _inline; // made by the first request that is a line
    private bool _isInline;

    /// <summary>Bytes of the request that was found.</summary>
    public int Consumed { get; private set; }

    /// <summary>What is wrong, after <see cref="ParseResult.Error"/>.</summary>
    public string Error { get; private set; } = string.Empty;

    /// <summary>The arguments of the request that was found in these bytes.</summary>
    public Arguments GetArguments(ReadOnlySpan<byte> bytes) =>
        _isInline ? _inline!.Arguments : new Arguments(bytes, _slices.AsSpan(0, _count));

    /// <summary>Looks for a request at the begin of the bytes.</summary>
    public ParseResult Parse(ReadOnlySpan<byte> bytes)
    {
        if (_expected == Unknown)
        {
            if (bytes.IsEmpty)
            {
                return ParseResult.Incomplete;
            }

            if (bytes[0] != '*')
            {
                return ParseLine(bytes);
            }

            _isInline = false;
            _count = 0;
            _slices = _slices.Length > MostIdle ? new Slice[8] : _slices;
            _position = 1;
            switch (ReadLength(bytes, out long count))
            {
                case ParseResult.Incomplete:
                    return IsLineTooLong(bytes.Length) ? Fail("too big mbulk count string") : ParseResult.Incomplete;
                case ParseResult.Error:
                    return Fail("invalid multibulk length");
            }

            if (count > Limits.Arguments)
            {
                return Fail("invalid multibulk length");
            }

            if (count <= 0)
            {
                return End(ParseResult.Nothing);
            }

            _expected = (int)count;
        }

        while (_count < _expected)
        {
            ParseResult result = ParseArgument(bytes);
            if (result != ParseResult.Request)
            {
                return result;
            }
        }

        return End(ParseResult.Request);
    }

    private ParseResult ParseArgument(ReadOnlySpan<byte> bytes)
    {
        if (_bulk == Unknown)
        {
            if (_position >= bytes.Length)
            {
                return ParseResult.Incomplete;
            }

            int begin = _position++;
            if (bytes[begin] != '$')
            {
                _position = begin;
                return FailArgument(bytes[begin..]);
            }

            ParseResult found = ReadLength(bytes, out long length);
            if (found == ParseResult.Incomplete)
            {
                _position = begin;
                return IsLineTooLong(bytes.Length - begin) ? Fail("too big bulk count string") : ParseResult.Incomplete;
            }

            if (found == ParseResult.Error || length is < 0 or > Limits.Bulk)
            {
                return Fail("invalid bulk length");
            }

            _bulk = (int)length;
        }

        if (bytes.Length - _position < _bulk + 2)
        {
            return ParseResult.Incomplete;
        }

        if (_count == _slices.Length)
        {
            Array.Resize(ref _slices, 2 * _count);
        }

        _slices[_count++] = new Slice(_position, _bulk);
        _position += _bulk + 2;
        _bulk = Unknown;
        return ParseResult.Request;
    }

    /// <summary>What no argument begins with is said to be wrong when its line has ended.</summary>
    private ParseResult FailArgument(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\r', (byte)0);
        return end >= 0 && bytes[end] != 0 && end + 1 < bytes.Length ? Fail($"expected '$', got '{(char)bytes[0]}'")
            : IsLineTooLong(bytes.Length) ? Fail("too big bulk count string")
            : ParseResult.Incomplete;
    }

    private ParseResult ParseLine(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\n', (byte)0);
        if (end < 0 || bytes[end] == 0)
        {
            return IsLineTooLong(bytes.Length) ? Fail("too big inline request") : ParseResult.Incomplete;
        }

        _position = end + 1;
        _isInline = true;
        ReadOnlySpan<byte> line = bytes[..end];
        _inline ??= new InlineRequest();
        if (!_inline.TrySplit(line is [.., (byte)'\r'] ? line[..^1] : line))
        {
            return Fail("unbalanced quotes in request");
        }

        return End(_inline.Arguments.Count > 0 ? ParseResult.Request : ParseResult.Nothing);
    }

    /// <summary>Reads the number at the position, and goes behind its line.</summary>
    private ParseResult ReadLength(ReadOnlySpan<byte> bytes, out long length)
    {
        // Nearly always some digits and the end of the line. All else is left to the part below.
        length = 0;
        int i = _position;
        for (; i < bytes.Length && bytes[i] is >= (byte)'0' and <= (byte)'9' && i - _position < 10; i++)
        {
            length = (length * 10) + (bytes[i] - '0');
        }

        bool isCanonical = i == _position + 1 || (i > _position && bytes[_position] != '0');
        if (isCanonical && i + 1 < bytes.Length && bytes[i] == '\r')
        {
            _position = i + 2;
            return ParseResult.Request;
        }

        int end = bytes[_position..].IndexOfAny((byte)'\r', (byte)0);
        if (end < 0 || bytes[_position + end] == 0 || _position + end + 2 > bytes.Length)
        {
            return ParseResult.Incomplete;
        }

        bool isNumber = Numbers.TryParse(bytes.Slice(_position, end), out length);
        _position += end + 2;
        return isNumber ? ParseResult.Request : ParseResult.Error;
    }

    private static bool IsLineTooLong(int length) => length > Limits.Line;

    private ParseResult End(ParseResult result)
    {
        Consumed = _position;
        _expected = _bulk = Unknown;
        _position = 0;
        return result;
    }

    private ParseResult Fail(string reason)
    {
        Error = $"ERR Protocol error: {reason}";
        return ParseResult.Error;
    }
}
