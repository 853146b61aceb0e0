using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <content>Binding, listening, connecting and accepting.</content>
internal sealed partial class StreamSocket
{
    private const int MostRetries = 6; // tcp_syn_retries: the connect ends after 127 s

    private readonly Queue<StreamSocket> _backlog = new();
    private int _backlogSize;
    private int _retries;
    private ScheduledEvent? _attempt; // the next request to connect, or the end of trying

    /// <summary>Whether connections to its address come here.</summary>
    public bool IsListening => _state == State.Listening;

    private bool IsBacklogFull => _backlog.Count > _backlogSize;

    public override SocketError Bind(EndPoint address)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        if (!SimulatedHost.IsUnbound(this))
        {
            return SocketError.InvalidArgument;
        }

        SocketError error = Host.Bind(this, address);
        Note(SimulationEventKind.Bind, (long)error, address.ToString());
        return error;
    }

    public override SocketError Listen(int backlog)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        if (_state is not (State.Fresh or State.Listening))
        {
            return SocketError.InvalidArgument;
        }

        if (SimulatedHost.IsUnbound(this))
        {
            if (IsLocal)
            {
                return SocketError.InvalidArgument;
            }

            Host.BindAnywhere(this);
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

        if (Network.Dice.WouldBlock())
        {
            Note(SimulationEventKind.Fault, 0, "EAGAIN after readiness");
            return SocketError.WouldBlock;
        }

        if (Network.Dice.HasNoDescriptor())
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

        switch (_state)
        {
            case State.Connecting:
                return SocketError.AlreadyInProgress;
            case State.Connected:
                return SocketError.IsConnected;
            case State.Listening:
                return IsLocal ? SocketError.InvalidArgument : SocketError.IsConnected;
            case State.Over:
                SocketError error = TakeError();
                Changed();
                return error != SocketError.Success ? error : SocketError.ConnectionAborted;
        }

        Note(SimulationEventKind.Connect, 0, address.ToString());
        return IsLocal ? ConnectLocally(address) : ConnectByNetwork(address);
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

        if (found is not StreamSocket { IsListening: true } listener)
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
            return SocketError.AddressFamilyNotSupported;
        }

        if (Host.Route(ref target, out SimulatedHost? there) is not SocketError.Success and var error)
        {
            return error;
        }

        if (SimulatedHost.IsUnbound(this) && Host.BindForConnect(this, target) is not SocketError.Success and var unbound)
        {
            return unbound;
        }

        (_state, _remote) = (State.Connecting, target);
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
        if (link.IsPartitioned || Network.Dice.LosesConnect())
        {
            Note(SimulationEventKind.Fault, _retries, "the request to connect is lost");
            return;
        }

        OnArrival(link, Host, () => OnRequest(there, link));

        long After(int seconds) => World.Now + (seconds * TimeSpan.TicksPerSecond);
    }

    private void OnRequest(SimulatedHost there, SimulatedLink link)
    {
        if (_state != State.Connecting || _output is not null)
        {
            return; // given up, or an earlier request has been answered
        }

        bool refuses = Network.Dice.RefusesConnect();
        StreamSocket? listener = there.FindListener((IPEndPoint)_remote!);
        if (listener is null || refuses)
        {
            if (refuses)
            {
                Note(SimulationEventKind.Fault, 0, "the connect is refused");
            }

            OnArrival(link, there, () =>
            {
                if (_state == State.Connecting)
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
        var server = new StreamSocket(Host, AddressFamily) { _state = State.Connected };
        server.Local = IsLocal ? Local : SimulatedHost.As(AddressFamily, (IPEndPoint)client._remote!);
        server._remote = IsLocal ? null : SimulatedHost.As(AddressFamily, (IPEndPoint)client.Local!);
        server.InheritFrom(this);
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
            waiting.CloseUnread();
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
