using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <content>Binding, listening, connecting and accepting.</content>
internal sealed partial class StreamSocket
{
    private const int MostRetries = 6; // tcp_syn_retries: the connect ends after 127 s

    private readonly Queue<StreamSocket> _backlog = new();
    private int _backlogSize;
    private ConnectCall _call;
    private int _connects; // calls that have started to connect: what comes of an earlier one comes too late
    private int _retries;
    private ScheduledEvent? _attempt; // the next request to connect, or the end of trying

    /// <summary>What connect has said, which is not what is true: the kernel keeps the two apart, too.</summary>
    private enum ConnectCall
    {
        NotMade,
        Made, // and the next call tells how it has ended
        Told, // that it has succeeded, or was accepted
        Void, // shut down when it had failed: no call succeeds any more
    }

    /// <summary>Whether connections to its address come here.</summary>
    public bool IsListening => _state == State.Listening;

    private PollFlags ListenerReadiness =>
        (_backlog.Count > 0 || _inputEnded ? PollFlags.In : PollFlags.None)
        | (_inputEnded && _outputEnded ? PollFlags.Hup : PollFlags.None);

    private bool IsBacklogFull => _backlog.Count > _backlogSize;

    public override SocketError Listen(int backlog)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        if (_state != State.Listening && (_state != State.Fresh || _call != ConnectCall.NotMade))
        {
            return SocketError.InvalidArgument;
        }

        if (!IsBound)
        {
            if ((IsLocal ? SocketError.InvalidArgument : Host.BindAnywhere(this)) is not SocketError.Success and var unbound)
            {
                return unbound;
            }
        }
        else if (_state == State.Fresh && !IsLocal && !Host.MayListen(this))
        {
            return SocketError.AddressAlreadyInUse;
        }

        _backlogSize = Math.Clamp(backlog < 0 ? 4096 : backlog, 0, 4096);
        _state = State.Listening;
        Note(SimulationEventKind.Listen, backlog, Local!.ToString());
        Changed();
        return SocketError.Success;
    }

    public override SocketError Accept(out ChannelSocket? socket, out EndPoint? address)
    {
        (socket, address) = (null, null);
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        if (_state != State.Listening)
        {
            return SocketError.InvalidArgument;
        }

        if (!Host.HasDescriptor)
        {
            Note(SimulationEventKind.Failed, (long)SocketError.TooManyOpenSockets);
            return SocketError.TooManyOpenSockets;
        }

        if (_backlog.Count == 0)
        {
            return SocketError.WouldBlock;
        }

        if (Network.Dice.Chance(Network.Faults.WouldBlock))
        {
            Note(SimulationEventKind.Fault, 0, "EAGAIN after readiness");
            return SocketError.WouldBlock;
        }

        if (Network.Dice.Chance(Network.Faults.NoDescriptor))
        {
            Note(SimulationEventKind.Fault, 0, "EMFILE");
            return SocketError.TooManyOpenSockets;
        }

        StreamSocket accepted = _backlog.Dequeue();
        Host.Register(accepted);
        (socket, address) = (accepted, accepted._remote);
        Note(SimulationEventKind.Accept, accepted.Descriptor);
        Changed();
        return SocketError.Success;
    }

    public override SocketError Connect(EndPoint address)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        Note(SimulationEventKind.Connect, 0, address.ToString());
        if (IsLocal)
        {
            return _state switch
            {
                State.Fresh => ConnectLocally(address),
                State.Connected => SocketError.IsConnected,
                _ => SocketError.InvalidArgument,
            };
        }

        return _call switch
        {
            ConnectCall.Made => TellOfConnect(),
            ConnectCall.Told => SocketError.IsConnected,
            ConnectCall.Void => SocketError.InvalidArgument,
            _ => _state == State.Fresh ? ConnectByNetwork(address) : SocketError.IsConnected,
        };
    }

    /// <summary>
    /// A connect that is called again tells what has come of it; when it has failed, the socket may connect anew.
    /// </summary>
    private SocketError TellOfConnect()
    {
        switch (_state)
        {
            case State.Connecting:
                return SocketError.AlreadyInProgress;
            case State.Connected:
                _call = ConnectCall.Told;
                return SocketError.Success;
            default:
                SocketError error = TakeError();
                Disconnect();
                Changed();
                return error != SocketError.Success ? error : SocketError.ConnectionAborted;
        }
    }

    /// <summary>The socket is as it was before it connected.</summary>
    private void Disconnect()
    {
        Die();
        (_state, _call, _retries, _remote, _input, _output) = (State.Fresh, ConnectCall.NotMade, 0, null, null, null);
        _inputEnded = _outputEnded = _peerHasEnded = _endedFirst = false;
        _received.Clear();
        (_read, _urgentAt) = (0, -1);
        if (!KeepsPort)
        {
            Local = SimulatedHost.Unspecified(AddressFamily);
        }
    }

    /// <summary>Two fresh Unix sockets are each other's peers.</summary>
    internal void Pair(StreamSocket other)
    {
        Join(other, Host.Loopback);
        (_state, other._state) = (State.Connected, State.Connected);
        (_remote, other._remote) = (SimulatedHost.UnnamedUnix, SimulatedHost.UnnamedUnix);
    }

    private SocketError ConnectLocally(EndPoint address)
    {
        SocketError error = Host.FindUnix(address, SocketType, out SimulatedSocket? found);
        if (error != SocketError.Success)
        {
            return error;
        }

        if (found is not StreamSocket { IsListening: true, _inputEnded: false } listener)
        {
            return SocketError.ConnectionRefused;
        }

        if (listener.IsBacklogFull)
        {
            return SocketError.WouldBlock;
        }

        StreamSocket server = listener.Answer(this, Network.Between(Host, Host));
        (_state, _remote) = (State.Connected, listener.Local);
        server._remote = Local ?? SimulatedHost.UnnamedUnix;
        Changed();
        return SocketError.Success;
    }

    private SocketError ConnectByNetwork(EndPoint address)
    {
        if (address is not IPEndPoint target || target.AddressFamily != AddressFamily)
        {
            return AddressFamily == AddressFamily.InterNetworkV6 && address.AddressFamily == AddressFamily.InterNetwork
                ? SocketError.InvalidArgument // its sockaddr is too short
                : SocketError.AddressFamilyNotSupported;
        }

        if (Host.Route(ref target, out SimulatedHost? there) is not SocketError.Success and var error)
        {
            return error;
        }

        if (Host.BindForConnect(this, target) is not SocketError.Success and var unbound)
        {
            return unbound;
        }

        (_state, _call, _remote) = (State.Connecting, ConnectCall.Made, target);
        _connects++;
        Changed();
        Request(there);
        return SocketError.InProgress;
    }

    /// <summary>A request to connect leaves, and the next one is set for when it is not answered.</summary>
    private void Request(SimulatedHost? there)
    {
        _attempt = _retries == MostRetries
            ? World.Schedule(After(1 << _retries), static s => ((StreamSocket)s!).End(SocketError.TimedOut), this)
            : World.Schedule(After(1 << _retries), _ => Request(there), null);
        _retries++;
        if (there is null)
        {
            return; // no such machine: nobody answers
        }

        SimulatedLink link = Network.Between(Host, there);
        if (link.IsPartitioned || Network.Dice.Chance(link.Faults.LostConnect))
        {
            Note(SimulationEventKind.Fault, _retries, "the request to connect is lost");
            return;
        }

        int connect = _connects;
        OnArrival(link, Host, () => OnRequest(there, link, connect));

        long After(int seconds) => World.Now + (seconds * TimeSpan.TicksPerSecond);
    }

    private void OnRequest(SimulatedHost there, SimulatedLink link, int connect)
    {
        if (connect != _connects || _state != State.Connecting || _output is not null)
        {
            return; // given up, or an earlier request has been answered
        }

        bool refuses = Network.Dice.Chance(link.Faults.RefusedConnect);
        StreamSocket? listener = there.FindListener((IPEndPoint)_remote!);
        if (listener is null || refuses)
        {
            if (refuses)
            {
                Note(SimulationEventKind.Fault, 0, "the connect is refused");
            }

            OnArrival(link, there, () =>
            {
                if (connect == _connects && _state == State.Connecting)
                {
                    End(SocketError.ConnectionRefused);
                }
            });
        }
        else if (!listener.IsBacklogFull)
        {
            listener.Answer(this, link)._output!.Establish();
        }
    }

    /// <summary>Puts the other end of a connection into the backlog.</summary>
    private StreamSocket Answer(StreamSocket client, SimulatedLink link)
    {
        var server = new StreamSocket(Host, AddressFamily) { _state = State.Connected, _call = ConnectCall.Told };
        server.Local = IsLocal ? Local : SimulatedHost.As(AddressFamily, (IPEndPoint)client._remote!);
        server._remote = IsLocal ? null : SimulatedHost.As(AddressFamily, (IPEndPoint)client.Local!);
        server.InheritFrom(this);
        if (!IsLocal)
        {
            Host.ShareListenersPort(server);
        }

        client.Join(server, link);
        _backlog.Enqueue(server);
        Changed();
        return server;
    }

    /// <summary>A wire in each direction.</summary>
    private void Join(StreamSocket other, SimulatedLink link)
    {
        (_output, other._output) = (new Wire(this, other, link), new Wire(other, this, link));
        (_input, other._input) = (other._output, _output);
    }

    private void StopListening()
    {
        foreach (StreamSocket waiting in _backlog)
        {
            if (!IsLocal)
            {
                waiting.Die();
                waiting._output!.Reset();
            }
            else if (waiting._state == State.Connected)
            {
                waiting.CloseLocally(resets: true);
            }
        }

        _backlog.Clear();
    }

    /// <summary>Has something done when what leaves now would be there.</summary>
    private void OnArrival(SimulatedLink link, SimulatedHost from, Action action)
    {
        long arrival = link.ArrivalOf(from, 0);
        if (arrival <= World.Now)
        {
            action();
        }
        else
        {
            World.Schedule(arrival, static a => ((Action)a!)(), action);
        }
    }
}
