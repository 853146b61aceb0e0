namespace HttpServer;

/// <summary>
/// What the head of a request says, as far as it matters here. A connection has one, and reads each of its requests into it.
/// </summary>
internal sealed class Request
{
    private static readonly byte[] NoType = "application/octet-stream"u8.ToArray();

    private bool _hasHost;
    private bool _hasLength;
    private bool _hasCoding;
    private bool _asksToClose;
    private bool _asksToKeep;
    private long _length;

    public Method Method { get; private set; }

    public Resource Resource { get; private set; }

    /// <summary>Whether it is of HTTP/1.0.</summary>
    public bool IsOld { get; private set; }

    /// <summary>Whether the connection may go on after it.</summary>
    public bool KeepAlive => !_asksToClose && (!IsOld || _asksToKeep);

    /// <summary>Bytes of a body that is sent as it is.</summary>
    public int ContentLength => (int)_length;

    /// <summary>Whether the body comes in chunks.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Whether the client waits to be asked for the body.</summary>
    public bool ExpectsContinue { get; private set; }

    /// <summary>The type of a posted body.</summary>
    public byte[] ContentType { get; private set; } = NoType;

    /// <summary>Forgets the last request.</summary>
    public void Clear()
    {
        _hasHost = _hasLength = _hasCoding = _asksToClose = _asksToKeep = false;
        IsOld = IsChunked = ExpectsContinue = false;
        (Method, Resource, ContentType, _length) = (Method.Unknown, Resource.None, NoType, 0);
    }

    /// <summary>
    /// Reads the head of a request. Returns null, or how it is refused: then it is not known where the next begins.
    /// </summary>
    /// <param name="head">The request line and the headers, without the empty line behind them.</param>
    /// <param name="limits">What is too much.</param>
    public Response? Parse(ReadOnlySpan<byte> head, Limits limits)
    {
        Clear();
        if (!Syntax.TryTakeLine(ref head, out ReadOnlySpan<byte> line))
        {
            return Response.BadRequest;
        }

        Response? refusal = line.Length > limits.Line ? Response.TargetTooLong : ParseLine(line);
        for (int fields = 0; refusal is null && !head.IsEmpty; fields++)
        {
            refusal = fields == limits.Fields ? Response.HeaderTooLarge
                : !Syntax.TryTakeLine(ref head, out line) ? Response.BadRequest
                : !Syntax.TryCutField(line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) ? Response.BadRequest
                : ParseField(name, value);
        }

        return refusal ?? CheckWhole(limits);
    }

    private Response? ParseLine(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> method = Syntax.TakeWord(ref line);
        ReadOnlySpan<byte> target = Syntax.TakeWord(ref line);
        Method = MethodOf(method);
        if (!Syntax.IsToken(method)
            || line is not [(byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/', var major, (byte)'.', var minor]
            || !char.IsAsciiDigit((char)major)
            || !char.IsAsciiDigit((char)minor))
        {
            return Response.BadRequest;
        }

        IsOld = minor == '0';
        ReadOnlySpan<byte> path = Syntax.PathOf(target);
        Resource = Routes.Find(path);
        return major != '1' ? Response.WrongVersion
            : path.IsEmpty && Method != Method.Unknown ? Response.BadRequest
            : null;
    }

    private Response? ParseField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // By length first: hardly any other field is compared at all.
        switch (name.Length)
        {
            case 4 when Syntax.Is(name, "host"u8):
                bool isGood = !_hasHost && Syntax.IsHost(value);
                _hasHost = true;
                return isGood ? null : Response.BadRequest;

            case 6 when Syntax.Is(name, "expect"u8) && !IsOld:
                ExpectsContinue = Syntax.Is(value, "100-continue"u8);
                return ExpectsContinue ? null : Response.ExpectationFailed;

            case 10 when Syntax.Is(name, "connection"u8):
                while (!value.IsEmpty)
                {
                    ReadOnlySpan<byte> option = Syntax.TakeElement(ref value);
                    _asksToClose |= Syntax.Is(option, "close"u8);
                    _asksToKeep |= Syntax.Is(option, "keep-alive"u8);
                }

                return null;

            case 12 when Syntax.Is(name, "content-type"u8) && Method == Method.Post:
                ContentType = value.ToArray();
                return null;

            case 14 when Syntax.Is(name, "content-length"u8):
                long length = Syntax.ParseLength(value);
                bool isOther = _hasLength && length != _length;
                (_hasLength, _length) = (true, length);
                return length < 0 || isOther ? Response.BadRequest : null;

            case 17 when Syntax.Is(name, "transfer-encoding"u8):
                IsChunked = !_hasCoding && Syntax.Is(value, "chunked"u8);
                _hasCoding = true;
                return null;

            default:
                return null;
        }
    }

    private Response? CheckWhole(Limits limits)
    {
        bool isAmbiguous = _hasCoding && (_hasLength || IsOld); // what others may read as two requests
        return isAmbiguous || (!_hasHost && !IsOld) ? Response.BadRequest
            : _hasCoding && !IsChunked ? Response.NotImplemented
            : _length > limits.Body ? Response.ContentTooLarge
            : null;
    }

    private static Method MethodOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("GET"u8) ? Method.Get
        : name.SequenceEqual("HEAD"u8) ? Method.Head
        : name.SequenceEqual("POST"u8) ? Method.Post
        : name.SequenceEqual("PUT"u8) || name.SequenceEqual("DELETE"u8) || name.SequenceEqual("PATCH"u8)
            || name.SequenceEqual("OPTIONS"u8) || name.SequenceEqual("TRACE"u8) ? Method.Other
        : Method.Unknown;
}
