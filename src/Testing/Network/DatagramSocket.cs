using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing;

/// <summary>A UDP or Unix datagram socket.</summary>
internal sealed class DatagramSocket(SimulatedHost host, AddressFamily family) : SimulatedSocket(host, family, SocketType.Dgram)
{
    private const int MostBytes = 65_507; // of a UDP datagram
    private const int MostLocalDatagrams = 11; // net.unix.max_dgram_qlen, and one
    private const SocketError NotPermitted = (SocketError)1; // EPERM

    private readonly Queue<(byte[] Data, EndPoint? Sender)> _received = new();
    private int _receivedBytes;
    private EndPoint? _remote;
    private DatagramSocket? _peer; // of a connected Unix socket, whatever becomes of its path
    private bool _inputEnded;
    private bool _outputEnded;

    public bool IsLocal => AddressFamily == AddressFamily.Unix;

    public override PollFlags Readiness =>
        (_received.Count > 0 || _inputEnded ? PollFlags.In : PollFlags.None)
        | (IsPeerFull ? PollFlags.None : PollFlags.Out)
        | (PendingError != SocketError.Success ? PollFlags.Err : PollFlags.None)
        | (_inputEnded && _outputEnded ? PollFlags.Hup : PollFlags.None);

    public override int Available => _received.TryPeek(out (byte[] Data, EndPoint?) first) ? first.Data.Length : 0;

    /// <summary>
    /// A connected Unix socket waits for room at its peer, unless that is connected with it: then its own buffer is the limit.
    /// One that has closed makes it wait no more.
    /// </summary>
    private bool IsPeerFull => _peer is { IsClosed: false } && _peer.IsFullFor(this);

    /// <summary>Whether a datagram finds no room here.</summary>
    private bool IsFullFor(DatagramSocket sender) => IsLocal && _peer != sender
        ? _received.Count >= MostLocalDatagrams
        : _receivedBytes >= (IsLocal ? sender.SendBuffer : ReceiveBuffer);

    public override SocketError Connect(EndPoint address)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        if (IsLocal)
        {
            SocketError error = Host.FindUnix(address, SocketType.Dgram, out SimulatedSocket? found);
            if (error != SocketError.Success)
            {
                return error;
            }

            var peer = (DatagramSocket)found!;
            if (!peer.Hears(this))
            {
                return NotPermitted;
            }

            (_peer, _remote) = (peer, peer.Local);
        }
        else
        {
            if (address is not IPEndPoint target || target.AddressFamily != AddressFamily)
            {
                return SocketError.AddressFamilyNotSupported;
            }

            if (Host.Route(ref target, out _) is not SocketError.Success and var error)
            {
                return error;
            }

            if (Host.BindForConnect(this, target) is not SocketError.Success and var unbound)
            {
                return unbound;
            }

            _remote = target;
        }

        Note(SimulationEventKind.Connect, 0, address.ToString());
        Changed();
        return SocketError.Success;
    }

    public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None) => Receive(buffer, flags, out _);

    public override IOResult ReceiveFrom(Span<byte> buffer, SocketFlags flags, SocketAddress sender)
    {
        IOResult result = Receive(buffer, flags, out EndPoint? from);
        sender.Size = 0;
        if (from is not null && from != SimulatedHost.UnnamedUnix)
        {
            SocketAddress bytes = from.Serialize();
            sender.Size = Math.Min(bytes.Size, sender.Buffer.Length);
            bytes.Buffer.Span[..sender.Size].CopyTo(sender.Buffer.Span);
        }

        return result;
    }

    public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return new IOResult(hindrance);
        }

        if (_peer is { IsClosed: true })
        {
            (_peer, _remote) = (null, null);
            Changed();
            return new IOResult(SocketError.ConnectionRefused);
        }

        return _remote is null
            ? new IOResult(IsLocal ? SocketError.NotConnected : SocketError.DestinationAddressRequired)
            : SendTo(buffer, _remote, _peer);
    }

    public override IOResult SendTo(ReadOnlySpan<byte> buffer, SocketFlags flags, SocketAddress destination)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return new IOResult(hindrance);
        }

        if (destination.Family != AddressFamily
            && (AddressFamily != AddressFamily.InterNetworkV6 || destination.Family != AddressFamily.InterNetwork))
        {
            return new IOResult(SocketError.AddressFamilyNotSupported);
        }

        return SendTo(buffer, SimulatedHost.Unspecified(destination.Family).Create(destination), null);
    }

    public override SocketError Shutdown(SocketShutdown how)
    {
        if (IsHindered(out SocketError hindrance))
        {
            return hindrance;
        }

        _inputEnded |= how != SocketShutdown.Send;
        _outputEnded |= how != SocketShutdown.Receive;
        Changed();
        return _remote is null && !IsLocal ? SocketError.NotConnected : SocketError.Success;
    }

    public override SocketError GetRemoteEndPoint(out EndPoint? address)
    {
        address = _remote;
        return IsClosed ? SocketErrors.BadDescriptor : _remote is null ? SocketError.NotConnected : SocketError.Success;
    }

    internal override string Describe() =>
        $"{(IsLocal ? "unix" : "udp")} {Local}{(_remote is null ? "" : $" to {_remote}")}, {_received.Count} datagrams to read";

    protected override void OnClosing()
    {
        Host.Unbind(this);
        _received.Clear();
        Host.TouchUnixSenders();
    }

    private IOResult Receive(Span<byte> buffer, SocketFlags flags, out EndPoint? sender)
    {
        sender = null;
        if (IsHindered(out SocketError hindrance))
        {
            return new IOResult(hindrance);
        }

        if (PendingError != SocketError.Success)
        {
            SocketError error = TakeError();
            Changed();
            return new IOResult(error);
        }

        if (_received.Count == 0)
        {
            return new IOResult(SocketError.WouldBlock); // also when input has ended
        }

        if (Network.Dice.Chance(Network.Faults.WouldBlock))
        {
            return new IOResult(SocketError.WouldBlock);
        }

        bool peeks = (flags & SocketFlags.Peek) != 0;
        (byte[] data, sender) = peeks ? _received.Peek() : _received.Dequeue();
        int count = Math.Min(data.Length, buffer.Length); // the rest of a longer one is lost
        data.AsSpan(0, count).CopyTo(buffer);
        if (!peeks)
        {
            _receivedBytes -= data.Length;
            World.Trace.Add(World.Now, SimulationEventKind.Receive, Host, Descriptor, buffer[..count]);
            Host.TouchUnixSenders();
        }

        Changed();
        return new IOResult(count);
    }

    private IOResult SendTo(ReadOnlySpan<byte> buffer, EndPoint destination, DatagramSocket? peer)
    {
        if (PendingError != SocketError.Success)
        {
            SocketError error = TakeError();
            Changed();
            return new IOResult(error);
        }

        if (_outputEnded)
        {
            return new IOResult(SocketError.Shutdown);
        }

        if (buffer.Length > (IsLocal ? SendBuffer : MostBytes))
        {
            return new IOResult(SocketError.MessageSize);
        }

        if (Network.Dice.Chance(Network.Faults.NoBuffers))
        {
            Note(SimulationEventKind.Fault, 0, "ENOBUFS");
            return new IOResult(SocketError.NoBufferSpaceAvailable);
        }

        return IsLocal ? SendLocally(buffer, destination, peer) : SendByNetwork(buffer, (IPEndPoint)destination);
    }

    private IOResult SendLocally(ReadOnlySpan<byte> buffer, EndPoint destination, DatagramSocket? peer)
    {
        if (peer is null)
        {
            SocketError error = Host.FindUnix(destination, SocketType.Dgram, out SimulatedSocket? found);
            if (error != SocketError.Success)
            {
                return new IOResult(error);
            }

            peer = (DatagramSocket)found!;
        }

        if (!peer.Hears(this))
        {
            return new IOResult(NotPermitted);
        }

        if (peer._inputEnded)
        {
            return new IOResult(SocketError.Shutdown);
        }

        if (peer.IsFullFor(this))
        {
            return new IOResult(SocketError.WouldBlock);
        }

        World.Trace.Add(World.Now, SimulationEventKind.Send, Host, Descriptor, buffer);
        peer.Enqueue(buffer.ToArray(), Local);
        return new IOResult(buffer.Length);
    }

    private IOResult SendByNetwork(ReadOnlySpan<byte> buffer, IPEndPoint target)
    {
        if (target.Port == 0)
        {
            return new IOResult(SocketError.InvalidArgument);
        }

        if (Host.Route(ref target, out SimulatedHost? there) is not SocketError.Success and var error)
        {
            return new IOResult(error);
        }

        if (!IsBound && Host.BindAnywhere(this) is not SocketError.Success)
        {
            return new IOResult(SocketError.WouldBlock); // no port is left
        }

        World.Trace.Add(World.Now, SimulationEventKind.Send, Host, Descriptor, buffer);
        if (there is null)
        {
            return new IOResult(buffer.Length); // no such machine: it is lost
        }

        SimulatedLink link = Network.Between(Host, there);
        byte[] data = buffer.ToArray();
        IPEndPoint sender = Host.SourceFor((IPEndPoint)Local!, target);
        int copies = link.IsPartitioned || Network.Dice.Chance(link.Conditions.Loss) ? 0
            : Network.Dice.Chance(link.Conditions.Duplication) ? 2 : 1;
        if (copies == 0)
        {
            Note(SimulationEventKind.Fault, data.Length, "a datagram is lost");
        }

        for (; copies > 0; copies--)
        {
            At(link.ArrivalOf(Host, data.Length), Arrive);
        }

        return new IOResult(data.Length);

        void Arrive()
        {
            if (link.IsPartitioned)
            {
                return;
            }

            if (there.FindDatagram(target, sender) is not { } peer)
            {
                At(link.ArrivalOf(there, 0), () => OnUnreachable(target));
            }
            else if (!peer.IsFullFor(this))
            {
                peer.Enqueue(data, SimulatedHost.As(peer.AddressFamily, sender));
            }
        }
    }

    /// <summary>Has something done at its time; what takes none is done before the call returns.</summary>
    private void At(long time, Action action)
    {
        if (time <= World.Now)
        {
            action();
        }
        else
        {
            World.Schedule(time, static a => ((Action)a!)(), action);
        }
    }

    /// <summary>Whether a connected socket takes datagrams from there.</summary>
    internal bool Takes(IPEndPoint sender) => _remote is null || _remote.Equals(SimulatedHost.As(AddressFamily, sender));

    /// <summary>Whether a Unix socket may send here: to one that is connected, its peer alone.</summary>
    private bool Hears(DatagramSocket sender) => _peer is null || _peer == sender;

    private void Enqueue(byte[] data, EndPoint? sender)
    {
        _received.Enqueue((data, sender));
        _receivedBytes += data.Length;
        Changed();
    }

    /// <summary>Nobody has the port: a connected socket hears of it.</summary>
    private void OnUnreachable(IPEndPoint target)
    {
        if (!IsClosed && _remote is not null && _remote.Equals(target))
        {
            PendingError = SocketError.ConnectionRefused;
            Changed();
        }
    }
}
