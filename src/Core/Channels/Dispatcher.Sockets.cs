using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

using Microsoft.Extensions.Logging;

namespace AsyncoreNet;

/// <content>
/// Below the edge: the socket operations with errors as values, for subclasses that give them another face, and the one place
/// where the channel's state changes.
/// </content>
public partial class Dispatcher
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(250); // promised: accepting again within 1 s

    private LoopTimer? _acceptTimer;

    /// <summary>The loop's logger.</summary>
    protected ILogger Logger => _map.Loop?.Logger ?? StandardErrorLogger.Instance;

    /// <summary>
    /// Where <see cref="TracksInterestAttribute"/> is looked for; a class that gives its predicates other names overrides this.
    /// </summary>
    protected virtual (Func<bool> Readable, Func<bool> Writable) GetPredicates() => (Readable, Writable);

    /// <summary>Moves the channel to another state, and has the loop look at its interest again.</summary>
    protected void SetState(ChannelState state)
    {
        if (_state != state)
        {
            _state = state;
            InterestChanged();
            if (state is ChannelState.Connected or ChannelState.Closed)
            {
                Tell(state == ChannelState.Connected ? DispatcherEventKind.Connect : DispatcherEventKind.Close);
            }
        }
    }

    /// <summary>Binds; <see cref="Address"/> is set first, and stays whatever comes of it.</summary>
    protected SocketError TryBind(EndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        VerifyAccess();
        ChannelSocket socket = RequireSocket();
        Address = address;
        return TryResolve(address, out EndPoint? resolved, out SocketError error) ? socket.Bind(resolved!) : error;
    }

    /// <summary>Listens; the state is <see cref="ChannelState.Listening"/> from then on, whatever comes of it.</summary>
    protected SocketError TryListen(int backlog)
    {
        VerifyAccess();
        ChannelSocket socket = RequireSocket();
        SetState(ChannelState.Listening);
        return socket.Listen(backlog);
    }

    /// <summary>
    /// Starts to connect: the state is <see cref="ChannelState.Connecting"/>, and <see cref="Address"/> is set unless the system
    /// refuses at once. Where the connection is there at once, <see cref="HandleConnectEvent"/> is called.
    /// </summary>
    protected SocketError TryConnect(EndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        VerifyAccess();
        ChannelSocket socket = RequireSocket();
        SetState(ChannelState.Connecting);
        if (!TryResolve(address, out EndPoint? resolved, out SocketError error))
        {
            return error;
        }

        error = socket.Connect(resolved!);
        switch (error)
        {
            case SocketError.WouldBlock when socket.AddressFamily == AddressFamily.Unix:
                return error; // the listener's backlog is full; nothing goes on, and no event would ever say so
            case SocketError.InProgress or SocketError.AlreadyInProgress or SocketError.WouldBlock:
                Address = address;
                return SocketError.Success;
            case SocketError.Success or SocketError.IsConnected:
                Address = address;
                HandleConnectEvent();
                return SocketError.Success;
            default:
                return error;
        }
    }

    /// <summary>
    /// Accepts one connection. For want of descriptors or memory it also stops watching the listener for a moment: the
    /// connections wait in its backlog, and the loop does not spin on them.
    /// </summary>
    protected SocketError TryAccept(out ChannelSocket? socket, out EndPoint? address)
    {
        VerifyAccess();
        SocketError error = RequireSocket().Accept(out socket, out address);
        if (SocketErrors.IsExhausted(error))
        {
            PauseAccepting(error);
        }

        return error;
    }

    /// <summary>One send.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected IOResult TrySend(ReadOnlySpan<byte> data)
    {
        VerifyAccess();
        return RequireSocket().Send(data);
    }

    /// <summary>One receive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected IOResult TryReceive(Span<byte> buffer)
    {
        VerifyAccess();
        return RequireSocket().Receive(buffer);
    }

    /// <summary>Leaves the map, then closes the socket.</summary>
    protected SocketError TryClose()
    {
        VerifyAccess();
        SetState(ChannelState.Closed);
        Leave();
        return _socket?.Close() ?? SocketError.Success;
    }

    /// <summary>Throws off the loop thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void VerifyAccess() => _map.Loop?.VerifyAccess();

    /// <summary>The socket, or an error that says how to get one.</summary>
    protected ChannelSocket RequireSocket() => _socket ?? throw NoSocket();

    /// <summary>The address with its host name looked up, in the socket's family.</summary>
    protected EndPoint Resolve(EndPoint address) =>
        TryResolve(address, out EndPoint? resolved, out SocketError error)
            ? resolved!
            : throw SocketErrors.CreateException(error, $"look up {SocketErrors.Describe(address)}", this);

    /// <summary>Takes a place in a map. Returns whether the loop may rely on <see cref="InterestChanged"/> for it.</summary>
    internal bool Attach(ChannelEntry entry)
    {
        if (_entry is not null)
        {
            return false; // a second place, in another map: asked on every pass instead
        }

        _entry = entry;
        return TracksInterestAttribute.IsKeptBy(this);
    }

    internal void Detach(ChannelEntry entry)
    {
        if (_entry == entry)
        {
            _entry = null;
        }
    }

    /// <summary>Puts the channel into a map. asyncore: <c>add_channel()</c>.</summary>
    protected virtual void Join(ChannelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        map.Set(RequireSocket().Descriptor, this);
    }

    /// <summary>Takes the channel out of the map it is in, if it is in one. asyncore: <c>del_channel()</c>.</summary>
    protected virtual void Leave()
    {
        _acceptPaused = false;
        _acceptTimer?.Cancel();
        if (_entry is { } entry)
        {
            entry.Map.Remove(entry);
        }
    }

    /// <summary>
    /// Asks a socket that came from outside for its peer: with one the channel is connected, without it open. On any other error
    /// the channel leaves its map again.
    /// </summary>
    /// <exception cref="SocketException">The socket is broken.</exception>
    protected void AdoptPeer()
    {
        SetState(ChannelState.Connected);
        SocketError error = RequireSocket().GetRemoteEndPoint(out EndPoint? address);
        if (error == SocketError.Success)
        {
            Address = address;
        }
        else if (error is SocketError.NotConnected or SocketError.InvalidArgument)
        {
            SetState(ChannelState.Open);
        }
        else
        {
            Leave();
            throw SocketErrors.CreateException(error, "use the socket", this);
        }
    }

    private InvalidOperationException NoSocket() => new($"{this} has no socket: call CreateSocket or SetSocket first.");

    private void Change(ref bool field, bool value)
    {
        VerifyAccess();
        if (field != value)
        {
            field = value;
            InterestChanged();
        }
    }

    private bool TryResolve(EndPoint address, out EndPoint? resolved, out SocketError error)
    {
        (resolved, error) = (address, SocketError.Success);
        if (address is not DnsEndPoint name)
        {
            return true;
        }

        try
        {
            AddressFamily family = RequireSocket().AddressFamily;
            resolved = new IPEndPoint(_map.Network.Resolve(name.Host, family)[0], name.Port);
            return true;
        }
        catch (SocketException failure)
        {
            (resolved, error) = (null, failure.SocketErrorCode);
            return false;
        }
    }

    private void Check(SocketError error, string action, EndPoint? address)
    {
        if (error != SocketError.Success)
        {
            SocketException failure = SocketErrors.CreateException(error, $"{action} {SocketErrors.Describe(address)}", this);
            TryClose();
            throw failure;
        }
    }

    /// <summary>The same for a send that took nothing.</summary>
    protected int Unsent(SocketError error)
    {
        if (SocketErrors.IsDisconnected(error))
        {
            EndAfterError(); // a channel that only wanted to send the rest after the end of its input would be writable for ever
        }
        else if (error != SocketError.WouldBlock)
        {
            throw Failure(error, "send");
        }

        return 0;
    }

    /// <summary>
    /// What a receive that brought nothing means: the end of the stream or a lost connection is signalled, would-block is
    /// nothing, any other error is thrown. Returns 0.
    /// </summary>
    protected int NothingReceived(SocketError error, int wanted)
    {
        if (error == SocketError.Success)
        {
            if (wanted > 0 && _socket!.SocketType is SocketType.Stream or SocketType.Seqpacket or SocketType.Unknown)
            {
                SignalEndOfInput();
            }
        }
        else if (SocketErrors.IsDisconnected(error))
        {
            SignalEndOfInput();
        }
        else if (error != SocketError.WouldBlock)
        {
            throw Failure(error, "receive");
        }

        return 0;
    }

    /// <summary>
    /// Whether a failed send says only that nobody will read what is sent: there is input left that the channel wants.
    /// </summary>
    private bool LosesOutputOnly(SocketError error)
    {
        if (SocketErrors.IsDisconnected(error) && _state == ChannelState.Connected && !_inputEnded && Readable() && _socket!.Available > 0)
        {
            _outputIsLost = true;
        }

        return _outputIsLost;
    }

    private Exception Failure(SocketError error, string action) => _socket is FileDescriptorSocket
        ? SocketErrors.CreateFileException(error, action, this)
        : SocketErrors.CreateException(error, action, this);

    private void PauseAccepting(SocketError error)
    {
        if (_map.Loop is not { } loop || _acceptPaused)
        {
            return;
        }

        _acceptPaused = true;
        InterestChanged();
        _acceptTimer = loop.CallLater(AcceptPause, static channel => ((Dispatcher)channel!).ResumeAccepting(), this);
        loop.WarnOfExhaustion(this, error);
    }

    private void ResumeAccepting()
    {
        _acceptPaused = false;
        InterestChanged();
    }

    /// <summary>
    /// The socket is about to close, and not by <see cref="Close"/>: the program closed it behind the channel's back. The poller
    /// is told first, for the next file to be opened may get the same descriptor; the channel hears of it on the next pass.
    /// </summary>
    internal void OnSocketClosing()
    {
        if (_entry is { } entry)
        {
            entry.Map.Invalidate(entry);
        }
    }
}
