using System.Buffers;
using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;

namespace HttpServer.Await;

/// <summary>
/// The request handler with <c>await</c>: <see cref="ServeAsync"/> is a connection from its first request to its end. What the
/// classic handler is in the middle of when it is called, is here where a method waits.
/// </summary>
/// <remarks>
/// <para>
/// <b>Pipelining.</b> Answers are pushed, and the chat sends them when it has to wait for input: those to all requests that came
/// in one piece leave with one send.
/// </para>
/// <para>
/// <b>Time.</b> A wait has no timer of its own. Once a second, told by the <see cref="Clock"/>, the handler looks whether the
/// client has been silent for too long; only then is the wait cancelled, or the connection closed beneath it.
/// </para>
/// </remarks>
internal sealed class RequestHandler(AsyncChat chat, Limits limits, Clock clock) : ITimed
{
    private const int MostOutput = 256 * 1024; // with more answers waiting, no further requests are read
    private const int MostChunkLine = 1024; // the size and its extensions
    private const int MostIdleBody = 64 * 1024; // a larger buffer is not kept for the next body
    private const int LingerSeconds = 2;

    private readonly AsyncConnection _connection = chat.Connection;
    private readonly Request _request = new();
    private readonly ArrayBufferWriter<byte> _text = new(); // the head or the line that was read last
    private ArrayBufferWriter<byte> _body = new(); // as far as it is there
    private Response? _refusal; // of what is no request, or too much of one: nobody knows where the next would begin
    private CancellationTokenSource? _patience; // with the client, for the rest of a request
    private int _idleSeconds; // since the client last did what it is waited for
    private int _unsent; // bytes of answers, a second ago
    private bool _hasBegun; // a request, which is not answered yet
    private bool _isLast; // the last answer has been given

    /// <summary>Listens, and serves each connection with a handler of its own.</summary>
    public static Dispatcher Listen(EndPoint address, Limits limits)
    {
        var clock = new Clock(Loop.Default);
        return clock.Listener = AsyncServer.Start(
            address,
            (connection, stopping) => new RequestHandler(new AsyncChat(connection), limits, clock).ServeAsync(stopping),
            new AsyncServerOptions { Backlog = 511 }).Channel;
    }

    /// <summary>Answers requests until the client ends, asks for the end, or is refused.</summary>
    public async Task ServeAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        (_patience, _connection.HighWaterMark, _connection.LowWaterMark) = (patience, MostOutput, MostOutput);
        clock.Add(this);
        try
        {
            chat.SetTerminator("\r\n\r\n"u8);
            while (!_isLast && await chat.ReadPartAsync(patience.Token))
            {
                if (chat.Current.IsEmpty)
                {
                    continue; // RFC 9112, 2.2: empty lines before a request are ignored
                }

                if (!await ReadRequestAsync(patience.Token))
                {
                    break;
                }

                Respond(Routes.Answer(_request, _body.WrittenMemory), _request.KeepAlive);
                chat.SetTerminator("\r\n\r\n"u8);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            _refusal = Response.RequestTimeout;
        }

        if (_refusal is { } refusal)
        {
            Respond(refusal, keepAlive: false);
        }

        if (_isLast)
        {
            await LingerAsync(stopping);
        }
    }

    /// <inheritdoc/>
    public bool SecondPassed()
    {
        if (_connection.Channel.IsClosed)
        {
            return false;
        }

        int before = _unsent;
        _unsent = _connection.PendingOutput;
        _idleSeconds = _unsent == before ? _idleSeconds + 1 : 1; // as long as the client reads, it is not silent
        int limit = _isLast && _unsent == 0 ? LingerSeconds : limits.Timeout;
        if (_idleSeconds <= limit || limit == 0)
        {
            return true;
        }

        if (_unsent > 0)
        {
            _connection.Abort(); // which the client does not read
        }
        else if (_hasBegun)
        {
            _patience?.Cancel();
        }
        else
        {
            _connection.Close(); // it has got all it asked for
        }

        return true;
    }

    /// <summary>Reads a request, whose beginning is there. False at the client's end, and if it is refused.</summary>
    private async ValueTask<bool> ReadRequestAsync(CancellationToken timeUp)
    {
        (_idleSeconds, _hasBegun) = (0, true);
        if (!await ReadTextAsync(limits.Header, tooLong: null, timeUp))
        {
            return false;
        }

        ReadOnlySpan<byte> head = _text.WrittenSpan;
        head = head.StartsWith("\r\n"u8) ? head[2..] : head; // an empty line; two would have been the end of a head
        _idleSeconds = 0;
        _refusal = _request.Parse(head, limits);
        if (_refusal is not null || (!_request.IsChunked && _request.ContentLength == 0))
        {
            return _refusal is null;
        }

        if (_request.ExpectsContinue)
        {
            chat.Push(Response.Continue);
        }

        return await (_request.IsChunked ? ReadChunksAsync(timeUp) : ReadBytesAsync(_request.ContentLength, timeUp));
    }

    private async ValueTask<bool> ReadChunksAsync(CancellationToken timeUp)
    {
        int total = 0; // bytes of chunks and trailers so far, whether they are kept or not
        while (await ReadLineAsync(MostChunkLine, Response.BadRequest, timeUp))
        {
            long size = Syntax.ParseChunkSize(_text.WrittenSpan);
            if (size < 0 || size > limits.Body - total)
            {
                return Refuse(size < 0 ? Response.BadRequest : Response.ContentTooLarge);
            }

            if (size == 0)
            {
                return await ReadTrailersAsync(total, timeUp);
            }

            total += (int)size;
            if (!await ReadBytesAsync((int)size, timeUp)
                || !await ReadLineAsync(limit: 0, Response.BadRequest, timeUp)) // anything here is more than the size said
            {
                break;
            }
        }

        return false;
    }

    private async ValueTask<bool> ReadTrailersAsync(int total, CancellationToken timeUp)
    {
        while (await ReadLineAsync(limits.Header, Response.HeaderTooLarge, timeUp))
        {
            ReadOnlySpan<byte> line = _text.WrittenSpan;
            if (line.IsEmpty)
            {
                return true;
            }

            total += line.Length;
            if (!Syntax.TryTakeLine(ref line, out ReadOnlySpan<byte> field) || !Syntax.TryCutField(field, out _, out _))
            {
                return Refuse(Response.BadRequest);
            }

            if (total > limits.Body)
            {
                return Refuse(Response.HeaderTooLarge);
            }
        }

        return false;
    }

    private async ValueTask<bool> ReadLineAsync(int limit, Response tooLong, CancellationToken timeUp)
    {
        chat.SetTerminator("\r\n"u8);
        if (!await chat.ReadPartAsync(timeUp))
        {
            return false;
        }

        _idleSeconds = 0;
        return await ReadTextAsync(limit, tooLong, timeUp);
    }

    /// <summary>Reads a head or a line, whose first part is there. It is refused at the first byte beyond the limit.</summary>
    private async ValueTask<bool> ReadTextAsync(int limit, Response? tooLong, CancellationToken timeUp)
    {
        _text.ResetWrittenCount();
        do
        {
            ReadOnlySpan<byte> part = chat.Current.Span;
            _text.Write(part[..Math.Min(part.Length, limit + 1 - _text.WrittenCount)]);
            if (_text.WrittenCount > limit)
            {
                return Refuse(tooLong ?? HeadTooLong());
            }

            if (_text.WrittenSpan.EndsWith("\n\n"u8))
            {
                return Refuse(Response.BadRequest); // not an empty line here, and a client that believes so would wait for ever
            }

            if (chat.EndOfMessage)
            {
                return true;
            }
        }
        while (await chat.ReadPartAsync(timeUp));

        return false;
    }

    /// <summary>Reads so much of a body, and keeps what the answer needs.</summary>
    private async ValueTask<bool> ReadBytesAsync(int count, CancellationToken timeUp)
    {
        chat.SetCount(count);
        while (await chat.ReadPartAsync(timeUp))
        {
            _idleSeconds = 0;
            if (Routes.NeedsBody(_request))
            {
                _body.Write(chat.Current.Span);
            }

            if (chat.EndOfMessage)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of a head that is too long: whether it is the request line that makes it so.</summary>
    private Response HeadTooLong() => _text.WrittenSpan.IndexOf((byte)'\n') is >= 0 and var end && end <= limits.Line + 1
        ? Response.HeaderTooLarge
        : Response.TargetTooLong;

    private bool Refuse(Response response)
    {
        _refusal = response;
        return false;
    }

    private void Respond(Response response, bool keepAlive)
    {
        chat.Push(response.Format(_request, keepAlive, clock.Date));
        _request.Clear();
        _body = _body.Capacity > MostIdleBody ? new ArrayBufferWriter<byte>() : _body;
        _body.ResetWrittenCount();
        (_idleSeconds, _hasBegun, _isLast) = (0, false, !keepAlive);
    }

    /// <summary>
    /// Ends the output, and drops input until the client closes. A socket that is closed while input waits in it resets the
    /// connection, and the client may lose the last answer.
    /// </summary>
    private async Task LingerAsync(CancellationToken stopping)
    {
        await Task.WhenAll(_connection.CompleteOutputAsync(stopping).AsTask(), DropInputAsync());

        async Task DropInputAsync()
        {
            while (await _connection.ReadAsync(stopping) is { Length: > 0 })
            {
                // Dropped.
            }
        }
    }
}
