using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Async;

/// <summary>
/// A channel whose events are awaited: receive, send, connect, accept, and bare readiness. asyncio: <c>loop.sock_*</c>.
/// </summary>
/// <remarks>
/// <para>
/// One wait for input and one for output at a time. They complete on the loop's thread, and a receive and a send allocate nothing once each
/// was used. Those two are tried at once, unless the last try showed that nothing is there; so an answer to a message is one receive and one
/// send.
/// </para>
/// <para><b>Thread.</b> The loop's; members throw <see cref="InvalidOperationException"/> off it.</para>
/// </remarks>
public partial class AsyncSocket : Dispatcher
{
    private const int Budget = 16; // tries in a row that may succeed at once; then the other channels have their turn

    private ReceiveOperation? _receive;
    private SendOperation? _send;
    private AcceptOperation? _accept;
    private ConnectOperation? _connect; // while it goes on
    private DatagramOperation? _receiveFrom;
    private SendToOperation? _sendTo;
    private ReadyOperation? _readable;
    private ReadyOperation? _writable;
    private ILoopOperation? _reading; // what waits for input now
    private ILoopOperation? _writing; // what waits for output now
    private int _budget = Budget;
    private bool _mayRead; // input may be there: no receive since the last event has shown that it is not
    private bool _mayWrite = true; // the same of room to send
    private bool _isHungUp; // the poller has said so, and no receive has been tried since
    private bool _inputEnded; // by its end or by an error: nothing will ever come
    private bool _connects; // a connect was called, and has not returned
    private bool _isBroken; // a receive or a send has met an error that will not pass
    private SocketError _lostBySend; // the error of the connection that a send has met; the system tells of it once

    /// <inheritdoc cref="Dispatcher(ChannelSocket?, ChannelMap?)"/>
    public AsyncSocket(ChannelSocket? socket = null, ChannelMap? map = null)
        : base(socket, map)
    {
        if (socket is FileDescriptorSocket)
        {
            SetState(ChannelState.Connected); // which has no peer to find
        }
    }

    /// <summary>
    /// Whether this is a stream without a peer: one whose peer had reset it before it was accepted, or a fresh one. The loop does
    /// not watch it, so a wait would never end. A receive does not wait there either: it gives what the peer had sent, then the
    /// error; a send gives the error.
    /// </summary>
    internal bool IsUnconnected => State == ChannelState.Open && Socket is { SocketType: SocketType.Stream };

    /// <summary>Whether a receive or a send has found the connection broken: a reset, a time-out, an unreachable peer.</summary>
    internal bool IsBroken => _isBroken;

    /// <summary>
    /// The token of the server that has accepted this, which tells its connections itself: a wait with it registers nothing. That is 1 %
    /// of an awaited echo's CPU time, and 80 bytes of each wait.
    /// </summary>
    internal CancellationToken ServerStopping { get; set; }

    /// <summary>
    /// Receives what is there, or waits until something is. Returns the bytes received, 0 at the end of the stream.
    /// </summary>
    /// <param name="buffer">Where to; in use until the wait has ended.</param>
    /// <param name="cancellationToken">Ends the wait; no byte is lost.</param>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="InvalidOperationException">Something else waits for input already.</exception>
    /// <exception cref="ObjectDisposedException">The channel is closed, or was while this waited.</exception>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _receive ??= new ReceiveOperation(this);
        RequireNoReader(_receive.IsBusy, "receive");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (MayReceive())
        {
            IOResult result = ReceiveOnce(buffer.Span);
            if (!result.WouldBlock)
            {
                return result.Succeeded ? new ValueTask<int>(result.Count) : ValueTask.FromException<int>(CreateFailure(result.Error, "receive"));
            }
        }

        AwaitInput(_receive);
        return _receive.Start(buffer, cancellationToken);
    }

    /// <summary>Sends all of a buffer. Returns its length.</summary>
    /// <param name="buffer">What to send; in use until the wait has ended.</param>
    /// <param name="cancellationToken">Ends the wait. What has been sent stays sent.</param>
    /// <exception cref="SendCanceledException">It was cancelled; says how many bytes had been sent.</exception>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="InvalidOperationException">Something else waits for output already.</exception>
    /// <exception cref="ObjectDisposedException">The channel is closed, or was while this waited.</exception>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        RequireNoWriter(_send is { IsBusy: true }, "send");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        int sent = 0;
        if (MaySend())
        {
            IOResult result = SendOnce(buffer.Span);
            sent = result.Count;
            if (result.Succeeded && sent == buffer.Length)
            {
                return new ValueTask<int>(sent);
            }

            if (!result.Succeeded && !result.WouldBlock)
            {
                return ValueTask.FromException<int>(CreateFailure(result.Error, "send"));
            }
        }

        _send ??= new SendOperation(this);
        AwaitOutput(_send);
        return _send.Start(buffer, sent, cancellationToken);
    }

    /// <summary>
    /// Connects. A host name is looked up without waiting on this thread. After a failure the channel is closed.
    /// </summary>
    /// <param name="address">Where to.</param>
    /// <param name="cancellationToken">Gives up, and closes the channel.</param>
    /// <exception cref="SocketException">The host is unknown, or the connection was refused or is impossible.</exception>
    /// <exception cref="InvalidOperationException">The channel has no socket, or is connected or connecting already.</exception>
    public async ValueTask ConnectAsync(EndPoint address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        RequireNoWriter(_connects, "connect");
        if (State is not ChannelState.Open)
        {
            throw new InvalidOperationException($"{this} cannot connect: it has no fresh socket. Call CreateSocket first.");
        }

        _connects = true;
        try
        {
            if (address is DnsEndPoint name)
            {
                IPAddress[] found = await ResolveAsync(Map, name, RequireSocket().AddressFamily, this, cancellationToken)
                    .ConfigureAwait(true);
                address = new IPEndPoint(found[0], name.Port);
            }

            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(IsClosed, this);
            SocketError error = TryConnect(address);
            if (error != SocketError.Success)
            {
                throw CreateFailure(error, $"connect to {SocketErrors.Describe(address)}");
            }

            if (State == ChannelState.Connecting)
            {
                _connect = new ConnectOperation(this);
                _connect.Start(cancellationToken);
                await _connect.UntypedTask.ConfigureAwait(true);
            }
        }
        catch
        {
            Close();
            throw;
        }
        finally
        {
            _connect = null;
            _connects = false;
        }
    }

    /// <summary>Accepts a connection, or waits for one. The channel must listen. The socket is the caller's.</summary>
    /// <param name="cancellationToken">Ends the wait; no connection is lost.</param>
    /// <exception cref="SocketException">The socket cannot accept.</exception>
    /// <exception cref="InvalidOperationException">Something else waits for input already, or the channel does not listen.</exception>
    /// <exception cref="ObjectDisposedException">The channel is closed, or was while this waited.</exception>
    public ValueTask<(ChannelSocket Socket, EndPoint? Address)> AcceptAsync(CancellationToken cancellationToken = default)
    {
        _accept ??= new AcceptOperation(this);
        RequireNoReader(_accept.IsBusy, "accept");
        if (!Accepting)
        {
            throw new InvalidOperationException($"{this} cannot accept: it does not listen. Call Bind and Listen first.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<(ChannelSocket Socket, EndPoint? Address)>(cancellationToken);
        }

        AwaitInput(_accept);
        _accept.Start(cancellationToken);
        return _accept.Task;
    }

    /// <summary>Receives a datagram, or waits for one. Returns its length, 0 for an empty one, and its sender.</summary>
    /// <remarks>What does not fit the buffer is lost, as always with datagrams.</remarks>
    /// <inheritdoc cref="ReceiveAsync"/>
    public ValueTask<(int Count, EndPoint? Sender)> ReceiveFromAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _receiveFrom ??= new DatagramOperation(this);
        RequireNoReader(_receiveFrom.IsBusy, "receive");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<(int Count, EndPoint? Sender)>(cancellationToken);
        }

        AwaitInput(_receiveFrom);
        return _receiveFrom.Start(buffer, cancellationToken);
    }

    /// <summary>Sends a datagram, or waits until there is room for it. A host name is looked up without waiting on this thread.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public ValueTask SendToAsync(ReadOnlyMemory<byte> data, EndPoint destination, CancellationToken cancellationToken = default)
    {
        RequireNoWriter(_sendTo is { IsBusy: true }, "send");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (destination is DnsEndPoint name)
        {
            return ResolveAndSendToAsync(data, name, cancellationToken);
        }

        if (SendTo(data.Span, destination))
        {
            return ValueTask.CompletedTask;
        }

        _sendTo ??= new SendToOperation(this);
        AwaitOutput(_sendTo);
        return _sendTo.Start(data, destination, cancellationToken);
    }

    /// <summary>Waits until there is input, or its end, or an error: a receive would not wait.</summary>
    /// <inheritdoc cref="ReceiveAsync"/>
    public ValueTask WaitReadableAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<int> wait = WaitForInputAsync(cancellationToken);
        return wait.IsCompletedSuccessfully ? ValueTask.CompletedTask
            : wait.IsCanceled ? ValueTask.FromCanceled(cancellationToken)
            : _readable!.UntypedTask;
    }

    /// <summary>Waits until there is room to send, or an error: a send would not wait.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public ValueTask WaitWritableAsync(CancellationToken cancellationToken = default)
    {
        _writable ??= new ReadyOperation(this);
        RequireNoWriter(_writable.IsBusy, "wait for room to send");
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (IsUnconnected)
        {
            return ValueTask.CompletedTask;
        }

        AwaitOutput(_writable);
        _writable.Start(cancellationToken);
        return _writable.UntypedTask;
    }
}
