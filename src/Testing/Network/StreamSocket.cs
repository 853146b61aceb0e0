using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <summary>A TCP or Unix stream socket as Linux has them: listening, connecting, connected, or over.</summary>
/// <remarks>
/// <para>
/// Two things end apart from each other. A direction ends for the socket (<c>sk_shutdown</c>): by a shutdown here, and for input
/// by the peer's end, which arrives behind all that it has sent. The connection ends when both ends have arrived, or by a reset,
/// which comes with an error that one call tells of. What has arrived by then can still be read.
/// </para>
/// <para>tests/Testing.Tests/Conformance has what this rests on, checked against the kernel.</para>
/// </remarks>
internal sealed partial class StreamSocket : SimulatedSocket
{
    private readonly ByteFifo _received = new();
    private State _state;
    private bool _inputEnded; // nothing more is to be read behind what is there
    private bool _outputEnded; // nothing more is to be sent
    private bool _peerHasEnded; // the peer's end has arrived
    private bool _endedFirst; // the end left before the peer's arrived: TIME_WAIT follows
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

    /// <summary>A Unix socket: no latency, no segments, its own rules for connecting and ending.</summary>
    public bool IsLocal => AddressFamily == AddressFamily.Unix;

    /// <summary>What goes wrong with the connection.</summary>
    private FaultOptions Faults => _output?.Faults ?? Network.Faults;

    /// <summary>Bytes that wait to be read.</summary>
    public int Queued => _received.Count;

    /// <summary>Bytes that a peer may have on their way.</summary>
    public int Room => IsLocal ? int.MaxValue : Math.Max(0, ReceiveBuffer - _received.Count);

    public override int Available => IsClosed ? 0 : _urgentAt >= _read ? (int)(_urgentAt - _read) : _received.Count;

    public override PollFlags Readiness => _state switch
    {
        State.Listening => ListenerReadiness,
        State.Connecting => PollFlags.None,
        _ => ConnectedReadiness,
    };

    private PollFlags ConnectedReadiness
    {
        get
        {
            PollFlags flags = PollFlags.None;
            if (_received.Count > (IsUrgentByteNext ? 1 : 0) || _inputEnded)
            {
                flags |= PollFlags.In;
            }

            if ((_outputEnded && !IsLocal) || HasRoomToWrite)
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

    private bool IsUrgentByteNext => _urgentAt == _read && _received.Count > 0;

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

    /// <summary>Whether what arrives by a wire is for the connection that the socket has now.</summary>
    internal bool Hears(Wire wire) => _input == wire;

    /// <summary>Something of the peer's has arrived.</summary>
    internal void Take(Segment segment)
    {
        if (segment.Kind == SegmentKind.Reset)
        {
            TakeReset();
            return;
        }

        if (_state == State.Over)
        {
            _output!.Reset();
            return;
        }

        if (segment.Data.Length > 0 && _inputEnded && _outputEnded && !_peerHasEnded)
        {
            BeOver(); // nobody will read it
            PendingError = SocketError.ConnectionReset;
            _output!.Reset(); // behind what is on its way to the peer already
            Changed();
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
                _inputEnded = _peerHasEnded = true;
                EndIfBothHave();
                break;
            case SegmentKind.Urgent:
                TakeUrgent(segment.Data);
                break;
            default:
                _received.Write(segment.Data);
                break;
        }

        Changed();
    }

    /// <summary>Something that was sent has arrived.</summary>
    internal void OnSent()
    {
        EndIfBothHave();
        WaitForThePeersEnd();
        Changed();
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

    private IOResult Ended(SocketError error)
    {
        Note(SimulationEventKind.Failed, (long)error);
        return new IOResult(error);
    }
}
