using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <content>Ending: a direction, the connection, the descriptor.</content>
internal sealed partial class StreamSocket
{
    /// <summary>tcp_fin_timeout: how long what is closed waits for the end of a peer that has its own.</summary>
    private static readonly TimeSpan PeersEndLimit = TimeSpan.FromSeconds(60);

    private ScheduledEvent? _peersEnd; // the end of that wait

    public override SocketError Shutdown(SocketShutdown how)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        Note(SimulationEventKind.Shutdown, (long)how);
        bool input = how != SocketShutdown.Send, output = how != SocketShutdown.Receive;
        SocketError error = IsLocal ? ShutDownLocally(input, output) : ShutDownConnection(input, output);
        Changed();
        return error;
    }

    public override SocketError Abort()
    {
        _resets = !IsLocal;
        return Close();
    }

    /// <summary>What was sent did not arrive for too long.</summary>
    internal void GiveUp()
    {
        if (_state is State.Connecting or State.Connected)
        {
            Note(SimulationEventKind.Fault, 0, "ETIMEDOUT");
            End(SocketError.TimedOut);
        }
    }

    protected override void OnClosing()
    {
        switch (_state)
        {
            case State.Listening:
                StopListening();
                break;
            case State.Connecting:
                Die();
                break;
            case State.Connected when IsLocal:
                CloseLocally(_received.Count > 0);
                break;
            case State.Connected when _resets || _received.Count > 0:
                CloseUnread();
                break;
            case State.Connected:
                CloseOrderly();
                break;
        }

        if (_state != State.Connected)
        {
            Host.Unbind(this);
        }
    }

    private SocketError ShutDownConnection(bool input, bool output)
    {
        switch (_state)
        {
            case State.Listening:
                if (input)
                {
                    StopListening();
                    _state = State.Fresh;
                }

                return SocketError.Success;
            case State.Connecting:
                Disconnect();
                PendingError = SocketError.ConnectionReset;
                return SocketError.Success;
            case State.Connected:
                _call = ConnectCall.Told;
                _inputEnded |= input;
                if (output)
                {
                    EndOutput();
                }

                return SocketError.Success;
            default:
                // Linux says that there is no connection, and still takes note for the next one.
                _call = _call == ConnectCall.Made ? ConnectCall.Void : _call;
                _inputEnded |= input;
                _outputEnded |= output;
                return SocketError.NotConnected;
        }
    }

    /// <summary>Between Unix sockets an end of the one direction is at once the other's of the other.</summary>
    private SocketError ShutDownLocally(bool input, bool output)
    {
        _inputEnded |= input;
        _outputEnded |= output;
        if (_state == State.Connected)
        {
            StreamSocket peer = _input!.From;
            peer._inputEnded |= output;
            peer._outputEnded |= input;
            peer.Changed();
        }

        return SocketError.Success;
    }

    private void EndOutput()
    {
        _outputEnded = true;
        if (!_output!.IsFinishing)
        {
            _endedFirst = !_peerHasEnded;
            _output.Finish();
        }
    }

    private void TakeReset()
    {
        if (_state == State.Connecting)
        {
            End(SocketError.ConnectionRefused);
        }
        else if (_state == State.Connected)
        {
            End(_peerHasEnded && !_outputEnded ? SocketError.Shutdown : SocketError.ConnectionReset);
        }
    }

    /// <summary>The connection is over, with an error that the next call tells of.</summary>
    private void End(SocketError error)
    {
        Die();
        PendingError = error;
        Changed();
    }

    /// <summary>The connection is over, and nothing more leaves.</summary>
    private void Die()
    {
        _output?.Cut();
        BeOver();
    }

    private void BeOver()
    {
        _attempt?.Cancel();
        _peersEnd?.Cancel();
        _state = State.Over;
        _inputEnded = _outputEnded = true;
        if (_isOrphan || !KeepsPort)
        {
            Host.Unbind(this);
        }
    }

    /// <summary>
    /// Both ends have arrived: the connection is over, and where it was ended first its address waits for what may still be under
    /// way. A Unix socket stays connected with its peer.
    /// </summary>
    private void EndIfBothHave()
    {
        if (_state == State.Connected && _peerHasEnded && _output!.IsFinished)
        {
            if (_endedFirst)
            {
                Host.StartTimeWait(this);
            }

            BeOver();
        }
    }

    /// <summary>Nobody can read any more what a peer sends that does not end: after a while nobody waits for its end.</summary>
    private void WaitForThePeersEnd()
    {
        if (_isOrphan && _state == State.Connected && _output!.IsFinished)
        {
            _peersEnd ??= World.Schedule(World.Now + PeersEndLimit.Ticks, static socket => ((StreamSocket)socket!).Die(), this);
        }
    }

    /// <summary>Closed with a reset: asked for, or because there was input that nobody has read.</summary>
    private void CloseUnread()
    {
        BeOver();
        _received.Clear();
        _output!.Reset();
    }

    private void CloseOrderly()
    {
        _isOrphan = _inputEnded = true;
        EndOutput();
        EndIfBothHave();
        WaitForThePeersEnd();
    }

    private void CloseLocally(bool resets)
    {
        StreamSocket peer = _input!.From;
        _received.Clear();
        Die();
        if (peer._state == State.Connected)
        {
            peer._inputEnded = peer._outputEnded = true;
            peer.PendingError = resets ? SocketError.ConnectionReset : peer.PendingError;
            peer.Changed();
        }
    }
}
