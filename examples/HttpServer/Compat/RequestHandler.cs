using System.Buffers;
using System.Net.Sockets;

using AsyncoreNet;
using AsyncoreNet.Compat;

namespace HttpServer.Compat;

/// <summary>
/// The classic request handler on <c>asynchat</c>: it reads a head up to the empty line, then a body by count, and answers.
/// </summary>
/// <remarks>
/// <para>
/// <b>Pipelining.</b> The classic handler takes the terminator away while it works on a request, for what the client sends
/// meanwhile is not data of this one. Here a request is answered inside <see cref="found_terminator"/>, and before that returns
/// the terminator of the next head is set: the channel cuts the rest of its input with that.
/// </para>
/// <para>
/// <b>The end.</b> A socket that is closed while input waits in it resets the connection, and the client may lose the last
/// answer. So the output is ended first, behind the answer, and input is dropped until the client closes; but not for long.
/// </para>
/// </remarks>
internal class RequestHandler : asynchat.async_chat, ITimed
{
    private const int MostOutput = 256 * 1024; // with more answers waiting, no further requests are read
    private const int MostChunkLine = 1024; // the size and its extensions
    private const int MostIdleBody = 64 * 1024; // a larger buffer is not kept for the next body
    private const int LingerSeconds = 2;

    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfLine = "\r\n"u8.ToArray();

    private readonly Limits _limits;
    private readonly Clock _clock;
    private readonly Request _request = new();
    private readonly ArrayBufferWriter<byte> _text = new(); // of the head or the line that is being read
    private ArrayBufferWriter<byte> _body = new(); // as far as it is there
    private int _bodySize; // bytes of chunks and trailers so far, whether they are kept or not
    private int _idleSeconds; // since the client last did what it is waited for
    private Reading _reading;

    public RequestHandler(ChannelSocket sock, Limits limits, Clock clock, ChannelMap? map = null)
        : base(sock, map)
    {
        _limits = limits;
        _clock = clock;
        clock.Add(this);
        set_terminator(EndOfHead);
    }

    /// <inheritdoc/>
    protected override bool HoldsInput => base.HoldsInput || PendingOutput > MostOutput;

    public override void collect_incoming_data(ReadOnlySpan<byte> data)
    {
        switch (_reading)
        {
            case Reading.Head or Reading.ChunkSize or Reading.Trailers:
                CollectText(data);
                break;
            case Reading.Body or Reading.Chunk:
                _idleSeconds = 0;
                if (Routes.NeedsBody(_request))
                {
                    _body.Write(data);
                }

                break;
            case Reading.ChunkEnd:
                Refuse(Response.BadRequest); // a chunk longer than its size
                break;
            default:
                break; // after the last answer
        }
    }

    public override void found_terminator()
    {
        switch (_reading)
        {
            case Reading.Head:
                EndHead();
                break;
            case Reading.ChunkSize:
                EndChunkSize();
                break;
            case Reading.Chunk:
                Expect(Reading.ChunkEnd, EndOfLine);
                break;
            case Reading.ChunkEnd:
                Expect(Reading.ChunkSize, EndOfLine);
                break;
            case Reading.Trailers:
                EndTrailer();
                break;
            case Reading.Body:
                Answer();
                break;
            default:
                break;
        }
    }

    /// <summary>There is room to send: the client reads.</summary>
    public override void handle_write()
    {
        _idleSeconds = 0;
        base.handle_write();
    }

    /// <summary>The client has said all it has to say; it may still be reading what it asked for.</summary>
    public override void handle_close() => CloseWhenSent();

    /// <inheritdoc/>
    public bool SecondPassed()
    {
        bool hasOutput = PendingOutput > 0;
        int limit = _reading == Reading.Nothing && !hasOutput ? LingerSeconds : _limits.Timeout;
        if (IsClosed || ++_idleSeconds <= limit || limit == 0)
        {
            return !IsClosed;
        }

        if (hasOutput)
        {
            Abort(); // which the client does not read
        }
        else if (_reading == Reading.Nothing || (_reading == Reading.Head && _text.WrittenCount == 0))
        {
            close(); // it has got all it asked for
        }
        else
        {
            Refuse(Response.RequestTimeout);
        }

        return !IsClosed;
    }

    private void CollectText(ReadOnlySpan<byte> data)
    {
        bool isChunkSize = _reading == Reading.ChunkSize;
        if (_text.WrittenCount + data.Length > (isChunkSize ? MostChunkLine : _limits.Header))
        {
            Refuse(isChunkSize ? Response.BadRequest : IsLineTooLong(data) ? Response.TargetTooLong : Response.HeaderTooLarge);
            return;
        }

        _idleSeconds = _text.WrittenCount == 0 ? 0 : _idleSeconds;
        _text.Write(data);
        if (_text.WrittenSpan.EndsWith("\n\n"u8))
        {
            Refuse(Response.BadRequest); // not an empty line here, and a client that believes so would wait for ever
        }
    }

    /// <summary>Whether it is the request line that makes a head too long.</summary>
    private bool IsLineTooLong(ReadOnlySpan<byte> data)
    {
        int end = _text.WrittenSpan.IndexOf((byte)'\n');
        if (end < 0)
        {
            int endInData = data.IndexOf((byte)'\n');
            end = endInData < 0 ? int.MaxValue : _text.WrittenCount + endInData;
        }

        return _reading == Reading.Head && end > _limits.Line + 1;
    }

    private void EndHead()
    {
        ReadOnlySpan<byte> head = _text.WrittenSpan;
        while (head.StartsWith(EndOfLine))
        {
            head = head[EndOfLine.Length..]; // RFC 9112, 2.2: empty lines before a request are ignored
        }

        _text.ResetWrittenCount(); // which leaves the bytes alone
        if (head.IsEmpty)
        {
            return;
        }

        _idleSeconds = 0;
        if (_request.Parse(head, _limits) is { } refusal)
        {
            Refuse(refusal);
        }
        else if (_request.IsChunked || _request.ContentLength > 0)
        {
            BeginBody();
        }
        else
        {
            Answer();
        }
    }

    private void BeginBody()
    {
        if (_request.ExpectsContinue)
        {
            push(Response.Continue);
        }

        if (_request.IsChunked)
        {
            _bodySize = 0;
            Expect(Reading.ChunkSize, EndOfLine);
        }
        else
        {
            Expect(Reading.Body, _request.ContentLength);
        }
    }

    private void EndChunkSize()
    {
        long size = Syntax.ParseChunkSize(_text.WrittenSpan);
        _text.ResetWrittenCount();
        if (size < 0)
        {
            Refuse(Response.BadRequest);
        }
        else if (size > _limits.Body - _bodySize)
        {
            Refuse(Response.ContentTooLarge);
        }
        else if (size == 0)
        {
            Expect(Reading.Trailers, EndOfLine);
        }
        else
        {
            _bodySize += (int)size;
            Expect(Reading.Chunk, (int)size);
        }
    }

    private void EndTrailer()
    {
        ReadOnlySpan<byte> line = _text.WrittenSpan;
        _text.ResetWrittenCount();
        _bodySize += line.Length;
        if (line.IsEmpty)
        {
            Answer();
        }
        else if (!Syntax.TryTakeLine(ref line, out ReadOnlySpan<byte> field) || !Syntax.TryCutField(field, out _, out _))
        {
            Refuse(Response.BadRequest);
        }
        else if (_bodySize > _limits.Body)
        {
            Refuse(Response.HeaderTooLarge);
        }
    }

    private void Answer()
    {
        Respond(Routes.Answer(_request, _body.WrittenMemory), _request.KeepAlive);
        if (_body.Capacity > MostIdleBody)
        {
            _body = new ArrayBufferWriter<byte>();
        }

        _body.ResetWrittenCount();
    }

    /// <summary>Answers what is no request, or too much of one: nobody knows where the next would begin.</summary>
    private void Refuse(Response response) => Respond(response, keepAlive: false);

    private void Respond(Response response, bool keepAlive)
    {
        _idleSeconds = 0;
        push(response.Format(_request, keepAlive, _clock.Date).AsMemory());
        _request.Clear();
        if (keepAlive)
        {
            Expect(Reading.Head, EndOfHead);
        }
        else
        {
            Expect(Reading.Nothing, null);
            push_with_producer(EndOutput);
        }
    }

    private void Expect(Reading next, byte[]? end)
    {
        _reading = next;
        set_terminator(end);
    }

    private void Expect(Reading next, int count)
    {
        _reading = next;
        set_terminator(count);
    }

    /// <summary>A producer without output, asked when all before it was sent.</summary>
    private byte[] EndOutput()
    {
        Socket!.Shutdown(SocketShutdown.Send);
        return [];
    }
}
