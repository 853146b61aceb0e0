using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <summary>
/// What all simulated sockets have: a descriptor of their host, options, a pending error, and those who watch them.
/// </summary>
internal abstract class SimulatedSocket : ChannelSocket
{
    private readonly Dictionary<(SocketOptionLevel, SocketOptionName), int> _options = [];
    private int _descriptor = -1;

    protected SimulatedSocket(SimulatedHost host, AddressFamily family, SocketType type)
    {
        (Host, AddressFamily, SocketType) = (host, family, type);
        SendBuffer = host.Network.SendBuffer;
        ReceiveBuffer = host.Network.ReceiveBuffer;
    }

    public SimulatedHost Host { get; }

    public SimulatedNetwork Network => Host.Network;

    public World World => Host.Network.World;

    /// <summary>What polls the socket.</summary>
    public List<SimulatedPoller.Watch> Watches { get; } = [];

    /// <summary>What <c>poll</c> would say.</summary>
    public abstract PollFlags Readiness { get; }

    public override AddressFamily AddressFamily { get; }

    public override SocketType SocketType { get; }

    public override int Descriptor => _descriptor;

    public override bool IsClosed => _descriptor < 0;

    public override EndPoint? LocalEndPoint => IsClosed ? null : Local;

    public override bool ReuseAddress { get; set; }

    public override bool NoDelay { get; set; }

    /// <summary>The name of the socket. It is still shown when the port is another's.</summary>
    internal EndPoint? Local { get; set; }

    /// <summary>Whether the socket has the port of its name.</summary>
    internal bool HoldsPort { get; set; }

    /// <summary>Whether it has asked for that port, and so keeps it until it closes.</summary>
    internal bool KeepsPort { get; set; }

    /// <summary>Whether it has a name that bind, or connect, has given it.</summary>
    internal bool IsBound => AddressFamily == AddressFamily.Unix ? Local != SimulatedHost.UnnamedUnix : HoldsPort;

    /// <summary>IPV6_V6ONLY: an IPv6 socket of any address that leaves IPv4 to others.</summary>
    internal bool IsIPv6Only => _options.GetValueOrDefault((SocketOptionLevel.IPv6, SocketOptionName.IPv6Only)) != 0;

    /// <summary>SO_SNDBUF, in bytes of payload.</summary>
    protected internal int SendBuffer { get; private set; }

    /// <summary>SO_RCVBUF, in bytes of payload.</summary>
    protected internal int ReceiveBuffer { get; private set; }

    /// <summary>SO_ERROR.</summary>
    protected SocketError PendingError { get; set; }

    public override SocketError Bind(EndPoint address)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        if (IsBound)
        {
            return SocketError.InvalidArgument;
        }

        SocketError error = Host.Bind(this, address);
        Note(SimulationEventKind.Bind, (long)error, address.ToString());
        return error;
    }

    public override SocketError GetError()
    {
        SocketError error = IsClosed ? SocketErrors.BadDescriptor : TakeError();
        Changed();
        return error;
    }

    public override int GetOption(SocketOptionLevel level, SocketOptionName name)
    {
        VerifyOpen("read an option");
        return (level, name) switch
        {
            (SocketOptionLevel.Socket, SocketOptionName.SendBuffer) => SendBuffer,
            (SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer) => ReceiveBuffer,
            (SocketOptionLevel.Socket, SocketOptionName.ReuseAddress) => ReuseAddress ? 1 : 0,
            (SocketOptionLevel.Socket, SocketOptionName.Error) => (int)GetError(),
            (SocketOptionLevel.Socket, SocketOptionName.Type) => (int)SocketType,
            (SocketOptionLevel.Tcp, SocketOptionName.NoDelay) => NoDelay ? 1 : 0,
            _ => _options.GetValueOrDefault((level, name)),
        };
    }

    public override void SetOption(SocketOptionLevel level, SocketOptionName name, int value)
    {
        VerifyOpen("set an option");
        switch ((level, name))
        {
            case (SocketOptionLevel.Socket, SocketOptionName.SendBuffer):
                SendBuffer = BufferSize(value);
                break;
            case (SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer):
                ReceiveBuffer = BufferSize(value);
                break;
            case (SocketOptionLevel.Socket, SocketOptionName.ReuseAddress):
                ReuseAddress = value != 0;
                break;
            case (SocketOptionLevel.Tcp, SocketOptionName.NoDelay):
                NoDelay = value != 0;
                break;
            default:
                _options[(level, name)] = value;
                break;
        }
    }

    /// <summary>Gives the socket its descriptor.</summary>
    internal void Open(int descriptor) => _descriptor = descriptor;

    /// <summary>An accepted socket has what its listener was given.</summary>
    internal void InheritFrom(SimulatedSocket listener)
    {
        (SendBuffer, ReceiveBuffer) = (listener.SendBuffer, listener.ReceiveBuffer);
        (NoDelay, ReuseAddress) = (listener.NoDelay, listener.ReuseAddress);
        foreach ((var option, int value) in listener._options)
        {
            _options[option] = value;
        }
    }

    /// <summary>A line for a report: what the socket is and where it stands.</summary>
    internal abstract string Describe();

    /// <summary>Has those who watch the socket look at it again.</summary>
    protected void Changed()
    {
        foreach (SimulatedPoller.Watch watch in Watches)
        {
            watch.Touch();
        }
    }

    protected void Note(SimulationEventKind kind, long value = 0, string? text = null) =>
        World.Trace.Add(World.Now, kind, Host, _descriptor, value, text);

    protected SocketError TakeError()
    {
        SocketError error = PendingError;
        PendingError = SocketError.Success;
        return error;
    }

    /// <summary>Whether the descriptor is closed, which is then the answer to any call. Throws off the simulation's thread.</summary>
    protected bool IsHindered(out SocketError error)
    {
        World.Guard?.VerifyThread();
        error = IsClosed ? SocketErrors.BadDescriptor : SocketError.Success;
        return error != SocketError.Success;
    }

    protected override SocketError CloseDescriptor()
    {
        World.Guard?.VerifyThread();
        Note(SimulationEventKind.Close);
        foreach (SimulatedPoller.Watch watch in Watches)
        {
            watch.IsOver = true; // as epoll drops a descriptor that is closed
        }

        Watches.Clear();
        int descriptor = _descriptor;
        OnClosing();
        _descriptor = -1;
        Host.Release(descriptor);
        return SocketError.Success;
    }

    /// <summary>The descriptor closes: what the peer sees of that.</summary>
    protected abstract void OnClosing();

    /// <summary>Linux doubles what it is asked for, and has a least size.</summary>
    private static int BufferSize(int asked) => (int)Math.Clamp(2L * asked, 2_304, 16 << 20);

    private void VerifyOpen(string action)
    {
        if (IsClosed)
        {
            throw SocketErrors.CreateException(SocketErrors.BadDescriptor, action, this);
        }
    }
}
