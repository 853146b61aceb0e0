using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <summary>A TCP or Unix stream socket as Linux has them: listening, connecting, connected, or over.</summary>
internal sealed partial class StreamSocket : SimulatedSocket
{
    private readonly ByteFifo _received = new();
    private State _state;
    private bool _inputEnded; // the peer's end has arrived, or reading was shut down
    private bool _outputEnded; // writing was shut down
    private bool _isOrphan; // the descriptor is closed, and the rest still leaves
    private bool _resets; // closing sends a reset
    private Wire? _output;
    private Wire? _input; // the peer's output
    private EndPoint? _remote;
    private long _read; // bytes of the stream that were read
    private long _urgentAt = -1; // the place of the urgent byte in the stream; -1 without one
    private byte _urgentByte;
    private bool _urgentIsRead;

    public StreamSocket(SimulatedHost host, AddressFamily family)
        : base(host, family, SocketType.Stream)
    {
    }

    private enum State
    {
        Fresh,
        Listening,
        Connecting,
        Connected,
        Over,
    }

    /// <summary>A Unix socket: no latency, no segments, its own rules for connecting.</summary>
    public bool IsLocal => AddressFamily == AddressFamily.Unix;

    /// <summary>Bytes that wait to be read.</summary>
    public int Queued => _received.Count;

    /// <summary>Bytes that a peer may have on their way.</summary>
    public int Room => IsLocal ? int.MaxValue : Math.Max(0, ReceiveBuffer - _received.Count);

    public override int Available => IsClosed ? 0 : HasReadableUrgentByteAlone ? 0 : _received.Count;

    public override PollFlags Readiness => _state switch
    {
        State.Listening => _backlog.Count > 0 ? PollFlags.In : PollFlags.None,
        State.Connecting => PollFlags.None,
        _ => ConnectedReadiness,
    };

    private PollFlags ConnectedReadiness
    {
        get
        {
            PollFlags flags = PollFlags.None;
            if (_received.Count > (HasReadableUrgentByteAlone ? 1 : 0) || _inputEnded)
            {
                flags |= PollFlags.In;
            }

            if (_outputEnded ? !IsLocal || HasRoomToWrite : HasRoomToWrite)
            {
                flags |= PollFlags.Out;
            }

            if (_state is State.Fresh or State.Over || (_inputEnded && _outputEnded))
            {
                flags |= PollFlags.Hup;
            }

            if (_urgentAt >= 0 && !_urgentIsRead)
            {
                flags |= PollFlags.Pri;
            }

            return PendingError == SocketError.Success ? flags : flags | PollFlags.Err;
        }
    }

    /// <summary>TCP wants a third of the buffer free before it says so, a Unix socket three quarters.</summary>
    private bool HasRoomToWrite => _output is null || (IsLocal
        ? _output.Used <= SendBuffer / 4
        : SendBuffer - _output.Used >= _output.Used / 2);

    private bool HasReadableUrgentByteAlone => _urgentAt == _read && _urgentAt >= 0 && _received.Count == 1;

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return new IOResult(hindrance);
        }

        if ((flags & SocketFlags.OutOfBand) != 0)
        {
            return ReceiveUrgent(buffer);
        }

        if (_state is State.Fresh or State.Listening)
        {
            return new IOResult(IsLocal ? SocketError.InvalidArgument : SocketError.NotConnected);
        }

        SkipUrgentByte();
        int there = _urgentAt > _read ? (int)Math.Min(_received.Count, _urgentAt - _read) : _received.Count;
        if (there > 0)
        {
            if (!_inputEnded && Network.Dice.WouldBlock()) // what has ended never waits
            {
                Note(SimulationEventKind.Fault, 0, "EAGAIN after readiness");
                return new IOResult(SocketError.WouldBlock);
            }

            return Take(buffer[..Network.Dice.ReceiveSize(Math.Min(there, buffer.Length))], (flags & SocketFlags.Peek) != 0);
        }

        if (PendingError != SocketError.Success)
        {
            SocketError error = TakeError();
            Changed();
            return Ended(error);
        }

        return _inputEnded ? new IOResult(0) : new IOResult(SocketError.WouldBlock);
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return new IOResult(hindrance);
        }

        if (_state == State.Connecting)
        {
            return new IOResult(SocketError.WouldBlock);
        }

        if (_state is State.Fresh or State.Listening)
        {
            return new IOResult(IsLocal ? SocketError.NotConnected : SocketError.Shutdown);
        }

        if (PendingError != SocketError.Success && !IsLocal)
        {
            SocketError error = TakeError();
            Changed();
            return Ended(error);
        }

        if (_outputEnded || _state == State.Over)
        {
            return Ended(SocketError.Shutdown);
        }

        int room = SendBuffer - _output!.Used;
        if (room <= 0)
        {
            return new IOResult(SocketError.WouldBlock);
        }

        if (buffer.Length > 0 && Network.Dice.WouldBlock())
        {
            Note(SimulationEventKind.Fault, 0, "EAGAIN after readiness");
            return new IOResult(SocketError.WouldBlock);
        }

        ReadOnlySpan<byte> taken = buffer[..Network.Dice.SendSize(Math.Min(room, buffer.Length))];
        World.Trace.Add(World.Now, SimulationEventKind.Send, Host, Descriptor, taken);
        if (taken.Length == 0)
        {
            return new IOResult(0);
        }

        if ((flags & SocketFlags.OutOfBand) != 0 && taken.Length == buffer.Length && !IsLocal)
        {
            _output.WriteUrgent(taken);
        }
        else
        {
            _output.Write(taken);
        }

        Changed();
        return new IOResult(taken.Length);
    }

    public override IOResult SendTo(ReadOnlySpan<byte> buffer, SocketFlags flags, SocketAddress destination) =>
        IsLocal ? new IOResult(_state == State.Connected ? SocketError.IsConnected : SocketError.OperationNotSupported) : Send(buffer, flags);

    public override IOResult ReceiveFrom(Span<byte> buffer, SocketFlags flags, SocketAddress sender)
    {
        sender.Size = 0;
        return Receive(buffer, flags);
    }

    public override SocketError Shutdown(SocketShutdown how)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        Note(SimulationEventKind.Shutdown, (long)how);
        if (_state == State.Listening && how != SocketShutdown.Send)
        {
            StopListening();
            _state = State.Fresh;
            Changed();
            return SocketError.Success;
        }

        if (_state is State.Fresh or State.Over or State.Listening or State.Connecting)
        {
            return IsLocal ? SocketError.Success : SocketError.NotConnected;
        }

        if (how != SocketShutdown.Send)
        {
            _inputEnded = true;
            if (IsLocal)
            {
                _input!.From._outputEnded = true;
                _input.From.Changed();
            }
        }

        if (how != SocketShutdown.Receive && !_outputEnded)
        {
            _outputEnded = true;
            _output!.Finish();
        }

        Changed();
        return SocketError.Success;
    }

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        address = null;
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        if (_state != State.Connected)
        {
            return SocketError.NotConnected;
        }

        address = _remote;
        return SocketError.Success;
    }

    public override SocketError Abort()
    {
        _resets = !IsLocal;
        return Close();
    }

    /// <summary>Something of the peer's has arrived.</summary>
    internal void Take(Segment segment)
    {
        if (segment.Kind == SegmentKind.Reset)
        {
            TakeReset();
            return;
        }

        if (_state == State.Over || (_isOrphan && segment.Kind is SegmentKind.Data or SegmentKind.Urgent))
        {
            Refuse();
            return;
        }

        switch (segment.Kind)
        {
            case SegmentKind.Establish:
                _state = State.Connected;
                _attempt?.Cancel();
                Note(SimulationEventKind.Connected);
                break;
            case SegmentKind.Finish:
                _inputEnded = true;
                EndIfBothHave();
                break;
            default:
                if (segment.Data.Length > 0)
                {
                    _received.Write(segment.Data);
                }

                if (segment.Kind == SegmentKind.Urgent)
                {
                    SetUrgent(segment.Data[^1]);
                }

                break;
        }

        Changed();
    }

    /// <summary>What was sent has arrived.</summary>
    internal void OnSent()
    {
        EndIfBothHave();
        Changed();
    }

    /// <summary>What was sent did not arrive for too long.</summary>
    internal void GiveUp()
    {
        Note(SimulationEventKind.Fault, 0, "ETIMEDOUT");
        End(SocketError.TimedOut);
    }

    internal override string Describe()
    {
        string state = _state switch
        {
            State.Listening => $"listens on {Local}, {_backlog.Count} to accept",
            State.Connecting => $"connects to {_remote}",
            State.Connected => $"{Local} to {_remote}, {_received.Count} bytes to read"
                + $"{(_output!.Used > 0 ? $", {_output.Used} not taken by the peer" : "")}"
                + $"{(_inputEnded ? ", input ended" : "")}{(_outputEnded ? ", output ended" : "")}",
            State.Over => "connection over",
            _ => "not connected",
        };
        return $"{(IsLocal ? "unix" : "tcp")} {state}";
    }

    protected override void OnClosing()
    {
        switch (_state)
        {
            case State.Listening:
                StopListening();
                break;
            case State.Connecting:
                _attempt?.Cancel();
                Die();
                break;
            case State.Connected when _resets || _received.Count > 0:
                CloseUnread();
                break;
            case State.Connected:
                CloseOrderly();
                break;
        }

        Host.Unbind(this);
    }

    private IOResult Take(Span<byte> buffer, bool peeks)
    {
        if (peeks)
        {
            return new IOResult(_received.Peek(buffer));
        }

        _received.Read(buffer);
        _read += buffer.Length;
        if (_urgentAt >= 0 && _urgentAt < _read)
        {
            _urgentAt = -1;
        }

        World.Trace.Add(World.Now, SimulationEventKind.Receive, Host, Descriptor, buffer);
        _input?.Pump();
        _input?.From.Changed();
        Changed();
        return new IOResult(buffer.Length);
    }

    private IOResult Ended(SocketError error)
    {
        Note(SimulationEventKind.Failed, (long)error);
        return new IOResult(error);
    }

    private void TakeReset()
    {
        switch (_state)
        {
            case State.Over:
                return;
            case State.Connecting:
                End(SocketError.ConnectionRefused);
                return;
            default:
                End(_inputEnded && !_outputEnded ? SocketError.Shutdown : SocketError.ConnectionReset);
                return;
        }
    }

    /// <summary>The connection is over, with an error that the next call tells of.</summary>
    private void End(SocketError error)
    {
        _attempt?.Cancel();
        PendingError = error;
        Die();
        Changed();
    }

    private void Die()
    {
        _state = State.Over;
        _inputEnded = _outputEnded = true;
        _output?.Cut();
        _urgentAt = -1;
        Host.Forget(this);
    }

    /// <summary>Nobody will read what has arrived: the peer is told, behind what is on its way to it already.</summary>
    private void Refuse()
    {
        if (_state != State.Over)
        {
            _state = State.Over;
            _inputEnded = _outputEnded = true;
            Host.Forget(this);
        }

        _output!.Reset();
    }

    /// <summary>Closed with a reset: asked for, or because there was input that nobody has read.</summary>
    private void CloseUnread()
    {
        StreamSocket peer = _input!.From;
        Wire output = _output!;
        if (IsLocal)
        {
            Die();
            peer.EndLocally(SocketError.ConnectionReset);
            return;
        }

        output.Reset();
        _state = State.Over;
        _inputEnded = _outputEnded = true;
        _received.Clear();
        Host.Forget(this);
    }

    private void CloseOrderly()
    {
        if (IsLocal)
        {
            StreamSocket peer = _input!.From;
            Die();
            peer.EndLocally(SocketError.Success);
            return;
        }

        _isOrphan = true;
        if (!_outputEnded)
        {
            _outputEnded = true;
            if (!_inputEnded)
            {
                Host.StartTimeWait(this);
            }

            _output!.Finish();
        }

        EndIfBothHave();
    }

    /// <summary>The peer of a Unix socket has closed.</summary>
    private void EndLocally(SocketError error)
    {
        if (_state == State.Connected)
        {
            _inputEnded = _outputEnded = true;
            PendingError = error;
            Changed();
        }
    }

    private void EndIfBothHave()
    {
        if (_isOrphan && _inputEnded && _outputEnded && _output is { Used: 0 } && _state == State.Connected)
        {
            _state = State.Over;
            Host.Forget(this);
        }
    }

    private void SetUrgent(byte value)
    {
        _urgentAt = _read + _received.Count - 1;
        _urgentByte = value;
        _urgentIsRead = false;
    }

    private void SkipUrgentByte()
    {
        if (_urgentAt >= 0 && _urgentAt == _read && _received.Count > 0)
        {
            _received.Skip(1);
            _read++;
            _urgentAt = _urgentIsRead || _received.Count > 0 ? -1 : _urgentAt;
        }
    }

    private IOResult ReceiveUrgent(Span<byte> buffer)
    {
        if (_urgentAt < 0 || _urgentIsRead || IsLocal)
        {
            return new IOResult(IsLocal ? SocketError.OperationNotSupported : SocketError.InvalidArgument);
        }

        _urgentIsRead = true;
        Changed();
        if (buffer.Length == 0)
        {
            return new IOResult(0);
        }

        buffer[0] = _urgentByte;
        return new IOResult(1);
    }
}
