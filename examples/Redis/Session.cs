using AsyncoreNet;
using AsyncoreNet.Async;

using Redis.Data;
using Redis.Protocol;

namespace Redis;

/// <summary>One client: reads its requests, performs them, and sends the replies.</summary>
/// <remarks>
/// Requests are performed where they were received. What is copied is the begin of a request that goes on in the next piece,
/// and what waits while the client is blocked. The replies to all that came in one piece leave with one send.
/// </remarks>
internal sealed partial class Session
{
    private readonly RedisServer _server;
    private readonly AsyncConnection _connection;
    private readonly RequestParser _parser = new();
    private readonly ByteQueue _rest = new(); // input that was received and not performed yet
    private bool _isFlushing; // a flush is under way, and nothing may be written meanwhile
    private bool _hasMessage; // the server is to send what this session got from others

    public Session(RedisServer server, AsyncConnection connection, long id)
    {
        (_server, _connection, Id) = (server, connection, id);
        Keys = server.Databases[0];
        connection.HighWaterMark = int.MaxValue; // a write never waits: it is this session that knows how much may be unsent
    }

    /// <summary>The server.</summary>
    public RedisServer Server => _server;

    /// <summary>Different for each client that ever connected.</summary>
    public long Id { get; }

    /// <summary>Where the reply goes.</summary>
    public ReplyWriter Reply { get; } = new();

    /// <summary>The selected database.</summary>
    public Keyspace Keys { get; set; }

    /// <summary>Serves the client until it leaves, or the server stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        ReadOnlyMemory<byte> input = default;
        while (true)
        {
            Pause pause = PerformAll(input.Span);
            Send();
            _server.SendMessages();
            input = default;
            if (_connection.PendingOutput > Limits.Unsent && pause != Pause.Ended)
            {
                await FlushAsync(stopping); // whatever comes next, it would only add to what the client does not read
            }

            switch (pause)
            {
                case Pause.NeedsInput:
                    input = await _connection.ReadAsync(stopping);
                    if (input.IsEmpty)
                    {
                        return;
                    }

                    break;
                case Pause.Blocked:
                    if (!await WaitForItemAsync(stopping))
                    {
                        return;
                    }

                    break;
                case Pause.OutputFull:
                    break; // there is room again
                default:
                    return;
            }
        }
    }

    /// <summary>The client is gone, and is to get nothing any more.</summary>
    public void Leave()
    {
        _blocked?.Withdraw();
        UnsubscribeAll();
        Reply.Clear();
        _rest.Clear();
    }

    /// <summary>Sends what was written.</summary>
    public void Send()
    {
        _hasMessage = false;
        if (Reply.HasOverflowed)
        {
            _connection.Abort();
        }

        if (_connection.IsClosed)
        {
            Reply.Clear();
        }
        else if (Reply.Length > 0 && !_isFlushing)
        {
            ValueTask sent = _connection.WriteAsync(Reply.Memory); // which takes over what cannot be sent
            Reply.Clear();
            if (!sent.IsCompletedSuccessfully)
            {
                _ = sent.AsTask().Exception; // there is nobody any more, as who reads is about to learn
                _connection.Abort();
            }
        }
    }

    /// <summary>
    /// Something was written here by a command of another client. One that does not read what it gets is disconnected.
    /// </summary>
    public void GotMessage()
    {
        if (Reply.Length + _connection.PendingOutput > Limits.Subscriber)
        {
            _connection.Abort();
            Reply.Clear();
        }

        if (!_hasMessage)
        {
            _hasMessage = true;
            _server.AddMessage(this);
        }
    }

    /// <summary>Performs the requests that have come, those in this input the last. Says why it went no further.</summary>
    private Pause PerformAll(ReadOnlySpan<byte> input)
    {
        bool hasRest = !_rest.IsEmpty;
        if (hasRest)
        {
            _rest.Append(input);
        }

        ReadOnlySpan<byte> bytes = hasRest ? _rest.Bytes : input;
        Pause? pause = null;
        while (pause is null)
        {
            switch (_parser.Parse(bytes))
            {
                case ParseResult.Incomplete:
                    pause = bytes.Length <= Limits.Request ? Pause.NeedsInput : Pause.Ended;
                    break;
                case ParseResult.Error:
                    Reply.Error(_parser.Error);
                    pause = Pause.Ended;
                    break;
                case ParseResult.Nothing:
                    bytes = bytes[_parser.Consumed..];
                    break;
                default:
                    Perform(_parser.GetArguments(bytes));
                    bytes = bytes[_parser.Consumed..];
                    pause = CheckPause();
                    break;
            }
        }

        if (hasRest)
        {
            _rest.Advance(_rest.Length - bytes.Length);
        }
        else
        {
            _rest.Append(bytes);
        }

        return pause.Value;
    }

    private Pause? CheckPause()
    {
        if (_hasQuit)
        {
            return Pause.Ended;
        }

        if (_blocked is not null)
        {
            return Pause.Blocked;
        }

        if (Reply.Length < Limits.Batch)
        {
            return null;
        }

        Send();
        return _connection.PendingOutput > Limits.Unsent ? Pause.OutputFull : _connection.IsClosed ? Pause.Ended : null;
    }

    private async Task FlushAsync(CancellationToken stopping)
    {
        _isFlushing = true;
        try
        {
            await _connection.FlushAsync(stopping);
        }
        finally
        {
            _isFlushing = false;
        }
    }

    /// <summary>
    /// Waits until a list has got an item for the client, or its patience is at its end. What the client says meanwhile waits
    /// too; false if it leaves.
    /// </summary>
    private async Task<bool> WaitForItemAsync(CancellationToken stopping)
    {
        BlockedPop pop = _blocked!;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task<bool> reading = ReadAheadAsync(ended.Token);
        _server.BlockedCount++;
        await Task.WhenAny(pop.Ended, reading);
        _server.BlockedCount--;
        if (!pop.Ended.IsCompleted)
        {
            return await reading;
        }

        _blocked = null;
        ended.Cancel(); // here, on the loop: what follows needs the connection
        await ((Task)reading).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return true;
    }

    /// <summary>Reads what comes, up to a limit, until it is cancelled. False at the client's end.</summary>
    private async Task<bool> ReadAheadAsync(CancellationToken ended)
    {
        while (_rest.Length < Limits.Ahead)
        {
            ReadOnlyMemory<byte> input = await _connection.ReadAsync(ended);
            if (input.IsEmpty)
            {
                return false;
            }

            _rest.Append(input.Span);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, _server.Loop.TimeProvider, ended);
        return true;
    }
}
