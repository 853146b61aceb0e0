using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <content>Writing.</content>
public sealed partial class AsyncConnection
{
    private WriteOperation? _write;
    private FlushOperation? _flush;
    private bool _outputCompleted;

    /// <summary>The most bytes of output that may wait here; 64 KiB by default. A write of more waits.</summary>
    public int HighWaterMark
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            (field, LowWaterMark) = (value, Math.Min(LowWaterMark, value));
        }
    } = 65536;

    /// <summary>A write that waits goes on when no more than this many bytes are left; 16 KiB by default.</summary>
    public int LowWaterMark
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, HighWaterMark);
            field = value;
        }
    } = 16384;

    /// <summary>Bytes of output that were taken over and not sent yet.</summary>
    public int PendingOutput => _channel.PendingOutput;

    /// <summary>
    /// Writes: ends when all bytes have been sent, or taken over to be sent as soon as there is room. The buffer is free then.
    /// </summary>
    /// <param name="data">What to write; in use until the write has ended.</param>
    /// <param name="cancellationToken">Ends the wait. Bytes sent or taken over until then stay so.</param>
    /// <exception cref="SendCanceledException">It was cancelled; says how many bytes had been sent or taken over.</exception>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="InvalidOperationException">Another write is under way, or the output was completed.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed, or was meanwhile.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        RequireOutput("write");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        SocketError failure = _channel.Failure;
        int taken = 0;
        if (failure == SocketError.Success && _channel.Output.IsEmpty && _channel.MaySend())
        {
            IOResult result = _channel.SendOnce(data.Span);
            taken = result.Count;
            failure = result.WouldBlock ? SocketError.Success : result.Error;
            if (_channel.IsBroken)
            {
                _channel.Failure = failure; // else the next write would be taken over, for nobody
            }
        }

        if (failure != SocketError.Success)
        {
            return ValueTask.FromException(_channel.CreateFailure(failure, "send"));
        }

        taken += Accept(data.Span[taken..]);
        return taken == data.Length
            ? ValueTask.CompletedTask
            : (_write ??= new WriteOperation(this, _channel)).StartAsync(data, taken, cancellationToken);
    }

    /// <summary>Waits until all output has been sent.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        RequireNoWriter("flush");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        // Without a peer it is in vain, but the loop would not even try.
        if (!_channel.Output.IsEmpty && (_channel.IsUnconnected || _channel.MaySend()) && _channel.TrySendOutput())
        {
            _channel.WriteInterest = false;
        }

        if (_channel.Failure != SocketError.Success)
        {
            return ValueTask.FromException(_channel.CreateFailure(_channel.Failure, "send"));
        }

        if (_channel.Output.IsEmpty)
        {
            return ValueTask.CompletedTask;
        }

        _flush ??= new FlushOperation(_channel);
        _channel.AwaitOutput(_flush);
        _flush.Start(cancellationToken);
        return _flush.UntypedTask;
    }

    /// <summary>
    /// Sends all output, then ends that direction for the peer to see. Reading goes on; but a file or pipe, which has one direction, is
    /// closed. asyncio: <c>write_eof</c>. Repeatable.
    /// </summary>
    /// <inheritdoc cref="WriteAsync"/>
    public async ValueTask CompleteOutputAsync(CancellationToken cancellationToken = default)
    {
        if (_outputCompleted)
        {
            return;
        }

        await FlushAsync(cancellationToken).ConfigureAwait(true);
        _outputCompleted = true;
        if (_channel.Socket is FileDescriptorSocket)
        {
            Close();
            return;
        }

        SocketError error = _channel.Socket!.Shutdown(SocketShutdown.Send);
        if (error is not (SocketError.Success or SocketError.NotConnected))
        {
            throw _channel.CreateFailure(error, "end the output");
        }
    }

    /// <summary>Takes bytes over without sending: they go in the next pass, or with <see cref="TrySendQueued"/>.</summary>
    internal void Queue(ReadOnlySpan<byte> data)
    {
        RequireOutput("write");
        if (_channel.Failure != SocketError.Success)
        {
            throw _channel.CreateFailure(_channel.Failure, "send");
        }

        _channel.Output.Append(data);
        _channel.WriteInterest = true;
    }

    /// <summary>Sends what was queued. Returns false if more than the high-water mark is left.</summary>
    internal bool TrySendQueued()
    {
        // A write that waits keeps below the mark, and goes on at the next event; which also closes what closes.
        if (!_channel.Output.IsEmpty && !_channel.IsWriterWaiting && !_channel.IsClosing
            && _channel.MaySend() && _channel.TrySendOutput())
        {
            _channel.WriteInterest = false;
        }

        return _channel.Output.Length <= HighWaterMark;
    }

    /// <summary>Takes over what there is room for below the mark. Returns the bytes taken.</summary>
    internal int Accept(ReadOnlySpan<byte> data)
    {
        int count = Math.Clamp(HighWaterMark - _channel.Output.Length, 0, data.Length);
        if (count > 0)
        {
            _channel.Output.Append(data[..count]);
            _channel.WriteInterest = true;
        }

        return count;
    }

    private void RequireOutput(string action)
    {
        RequireNoWriter(action);
        if (_outputCompleted)
        {
            throw new InvalidOperationException($"{this}: cannot {action}, because the output was completed.");
        }
    }

    private void RequireNoWriter(string action)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        _channel.RequireNoWriter(_write is { IsBusy: true } || _flush is { IsBusy: true }, action);
    }
}
