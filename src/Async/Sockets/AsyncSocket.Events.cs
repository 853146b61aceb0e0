using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet.Async;

/// <content>What the loop calls, and what the waits are made of: trying, noting what a try says of the next, and ending.</content>
public partial class AsyncSocket
{
    /// <inheritdoc/>
    public override void Close()
    {
        try
        {
            base.Close();
        }
        finally
        {
            FailWaits();
        }
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        base.Abort();
        FailWaits();
    }

    /// <summary>A connect has ended: who awaits it learns how.</summary>
    public override void HandleConnectEvent()
    {
        SocketError error = RequireSocket().GetError();
        if (error == SocketError.Success)
        {
            SetState(ChannelState.Connected);
        }

        if (_connect is { } operation)
        {
            operation.End(error);
            operation.Continue();
        }
        else if (error != SocketError.Success)
        {
            throw CreateFailure(error, $"connect to {SocketErrors.Describe(Address)}"); // of Connect, which nobody awaits
        }
    }

    /// <summary>On a listener input is a connection.</summary>
    protected override void HandleAccept() => HandleRead();

    /// <inheritdoc/>
    protected override void HandleRead()
    {
        _mayRead = true;
        _budget = Budget;
        if (_reading is { } operation)
        {
            if (operation.TryPerform())
            {
                operation.Continue();
            }
        }
        else
        {
            ReadInterest = false; // who waits next finds it there
        }
    }

    /// <inheritdoc/>
    protected override void HandleWrite()
    {
        _mayWrite = true;
        _budget = Budget;
        if (_writing is { } operation)
        {
            if (operation.TryPerform())
            {
                operation.Continue();
            }
        }

        if (_writing is null)
        {
            WriteInterest = false;
        }
    }

    /// <summary>
    /// The connection is over. Nothing is closed: who waits learns it from what is tried, and who does not, from what is tried next.
    /// </summary>
    /// <remarks>
    /// Where a receive has found the end, this is called within it, and maybe within a call of the program: who waits for output is not
    /// to go on there. The poller tells him.
    /// </remarks>
    protected override void HandleClose()
    {
        if (_inputEnded)
        {
            return;
        }

        _isHungUp = true;
        if (_reading is null)
        {
            // The loop reports this no more, unless the interest changes: who reads next tries, or asks for events anew.
            _mayRead = true;
            ReadInterest = false;
        }
        else
        {
            HandleRead();
        }

        if (_writing is not null)
        {
            HandleWrite();
        }
    }

    /// <summary>
    /// What belongs to the channel has failed, or it cannot be watched. It is closed: <see cref="HandleClose"/> would leave that
    /// to those who wait, and they would not learn of it.
    /// </summary>
    protected override void HandleError(Exception exception)
    {
        Logger.LogError(exception, "Unhandled exception on {Channel}, which is closed.", this);
        Close();
    }

    /// <summary>
    /// The first time perhaps nobody waited; who does now is not told otherwise. A pipe that hangs up is not readable to the
    /// poller, and a FIFO may do so after each of its writers.
    /// </summary>
    protected override void HandleCloseAgain() => HandleClose();

    /// <summary>The same as <see cref="WaitReadableAsync"/>, with the result of a receive of no bytes.</summary>
    internal ValueTask<int> WaitForInputAsync(CancellationToken cancellationToken)
    {
        _readable ??= new ReadyOperation(this);
        RequireNoReader(_readable.IsBusy, "wait for input");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (_inputEnded || IsUnconnected || (_mayRead && (_isHungUp || Socket!.Available > 0)))
        {
            return new ValueTask<int>(0);
        }

        AwaitInput(_readable);
        _readable.Start(cancellationToken);
        return _readable.Task;
    }

    /// <summary>Looks a host up, without waiting on this thread. The resolver's own error does not say which host.</summary>
    /// <param name="map">Whose network to ask.</param>
    /// <param name="name">The host.</param>
    /// <param name="family">The addresses to look for.</param>
    /// <param name="subject">What looks it up, for the message of an error.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async ValueTask<IPAddress[]> ResolveAsync(
        ChannelMap map, DnsEndPoint name, AddressFamily family, object subject, CancellationToken cancellationToken)
    {
        try
        {
            return await map.Network.ResolveAsync(name.Host, family, cancellationToken).ConfigureAwait(true);
        }
        catch (SocketException failure)
        {
            throw SocketErrors.CreateException(failure.SocketErrorCode, $"look up {SocketErrors.Describe(name)}", subject);
        }
    }

    /// <summary>One receive, which notes what it says of the next. Whoever calls has seen to it that this is the loop's thread.</summary>
    internal IOResult ReceiveOnce(Span<byte> buffer)
    {
        if (_inputEnded)
        {
            return default;
        }

        _isHungUp = false; // a FIFO may have another writer by now; if not, the poller says so again
        IOResult result = RequireSocket().Receive(buffer);
        if (result is { Succeeded: true, Count: 0 } && buffer.Length > 0 && _lostBySend != SocketError.Success)
        {
            result = new IOResult(_lostBySend); // the peer has not ended its output
        }

        if (result.Count < buffer.Length)
        {
            _mayRead = false;
            if (result.Count == 0 && EndsInput(result) && Socket!.SocketType is SocketType.Stream or SocketType.Unknown)
            {
                _inputEnded = _mayRead = true;
                _isBroken |= !result.Succeeded;
                SignalEndOfInput();
            }
        }

        return result;
    }

    /// <summary>
    /// Whether a receive that brought nothing is the last one: at the end, and after an error, which the system reports once and the
    /// poller perhaps never again.
    /// </summary>
    private static bool EndsInput(IOResult result) =>
        result.Succeeded || (result.Error != SocketError.NotConnected && IsLasting(result.Error));

    private static bool IsLasting(SocketError error) => error != SocketError.WouldBlock && !SocketErrors.IsExhausted(error);

    /// <summary>
    /// Whether an error that a send has met is the connection's, not of the output alone: the system tells of it once, and a receive behind
    /// it looks like the end of the stream. A broken pipe is the output's: what the peer sent is whole.
    /// </summary>
    private static bool LosesInput(SocketError error) =>
        error is SocketError.ConnectionReset or SocketError.ConnectionAborted || SocketErrors.IsUnreachable(error);

    /// <summary>One send, which notes what it says of the next. Whoever calls has seen to it that this is the loop's thread.</summary>
    internal IOResult SendOnce(ReadOnlySpan<byte> data)
    {
        IOResult result = RequireSocket().Send(data);
        _mayWrite = result.Count == data.Length;
        if (!result.Succeeded && IsLasting(result.Error))
        {
            _isBroken = true;
            if (LosesInput(result.Error))
            {
                _lostBySend = result.Error;
            }
        }

        return result;
    }

    /// <summary>Whether a receive may be tried now, which uses up a part of the budget.</summary>
    internal bool MayReceive() => _inputEnded || IsUnconnected || (_mayRead && _budget-- > 0);

    /// <summary>Whether a send may be tried now, which uses up a part of the budget.</summary>
    internal bool MaySend() => IsUnconnected || (_mayWrite && _budget-- > 0);

    /// <summary>Has a wait tried at each input event.</summary>
    internal void AwaitInput(ILoopOperation operation)
    {
        _reading = operation;
        if (!ReadInterest)
        {
            ReadInterest = true; // which checks the thread once more
        }
    }

    /// <summary>Has a wait tried at each event of room to send.</summary>
    internal void AwaitOutput(ILoopOperation operation)
    {
        _writing = operation;
        WriteInterest = true;
    }

    /// <summary>Throws if the channel is closed, or something waits for input already.</summary>
    internal void RequireNoReader(bool isBusy, string action) => RequireIdle(_reading, isBusy, action);

    /// <summary>Throws if the channel is closed, or something waits for output already.</summary>
    internal void RequireNoWriter(bool isBusy, string action) => RequireIdle(_writing, isBusy, action);

    /// <summary>Throws if something waits for input already. A closed channel may have input left.</summary>
    internal void RequireNoOtherReader(bool isBusy, string action) => RequireNoOther(_reading, isBusy, action);

    /// <summary>Whether the channel closes as soon as its output is sent, and takes no new waits.</summary>
    internal virtual bool IsClosing => false;

    /// <summary>Whether something waits for output.</summary>
    internal bool IsWriterWaiting => _writing is not null;

    /// <summary>An error as the exception to throw: that of a socket, or that of a file.</summary>
    internal Exception CreateFailure(SocketError error, string action) => Socket is FileDescriptorSocket
        ? SocketErrors.CreateFileException(error, action, this)
        : SocketErrors.CreateException(error, action, this);

    internal void RequireAccess() => VerifyAccess();

    /// <summary>Has the loop call back in its next pass. Any thread.</summary>
    internal void Post(Action<object?> callback, object? state)
    {
        if (Map.Loop is { } loop)
        {
            loop.Post(callback, state);
        }
        else
        {
            callback(state); // the loop is gone
        }
    }

    /// <summary>A wait has its outcome.</summary>
    internal void Ended(ILoopOperation operation)
    {
        if (_reading == operation)
        {
            _reading = null;
        }
        else if (_writing == operation)
        {
            _writing = null;
        }
    }

    /// <summary>The server has cancelled <see cref="ServerStopping"/>: waits with it end.</summary>
    internal void ServerStops()
    {
        _reading?.Cancelled();
        _writing?.Cancelled();
    }

    /// <summary>A wait was cancelled: the poller is asked for nothing that nobody waits for.</summary>
    internal void Withdrawn()
    {
        ReadInterest = _reading is not null;
        WriteInterest = _writing is not null || PendingOutput > 0;
    }

    /// <summary>A socket begins a new life: nothing is known of it.</summary>
    protected override void Join(ChannelMap map)
    {
        _inputEnded = _mayRead = _isBroken = _isHungUp = false;
        _mayWrite = true;
        _lostBySend = SocketError.Success;
        _budget = Budget;
        base.Join(map);
    }

    private async ValueTask ResolveAndSendToAsync(ReadOnlyMemory<byte> data, DnsEndPoint name, CancellationToken cancellationToken)
    {
        IPAddress[] found = await ResolveAsync(Map, name, RequireSocket().AddressFamily, this, cancellationToken).ConfigureAwait(true);
        await SendToAsync(data, new IPEndPoint(found[0], name.Port), cancellationToken).ConfigureAwait(true);
    }

    private void RequireIdle(ILoopOperation? waiting, bool isBusy, string action)
    {
        VerifyAccess();
        ObjectDisposedException.ThrowIf(IsClosed || IsClosing, this);
        RequireNoOther(waiting, isBusy, action);
    }

    private void RequireNoOther(ILoopOperation? waiting, bool isBusy, string action)
    {
        VerifyAccess();
        if (waiting is not null || isBusy)
        {
            throw Busy(action);
        }
    }

    private InvalidOperationException Busy(string action) =>
        new($"{this}: cannot {action}, because another {action} has not been awaited to its end.");

    private void FailWaits()
    {
        _reading?.Fail(new ObjectDisposedException(ToString(), "The channel was closed while input was awaited."));
        _connect?.Fail(new ObjectDisposedException(ToString(), "The channel was closed while it connected."));
        _writing?.Fail(new ObjectDisposedException(ToString(), "The channel was closed while output was awaited."));
    }
}
