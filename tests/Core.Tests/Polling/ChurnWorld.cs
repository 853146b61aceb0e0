using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>
/// Channels over socket pairs and pipes whose handlers close themselves and each other and open new ones, so that a pass sees the
/// same descriptor stand for one channel and then for another. Everything follows from the seed.
/// </summary>
internal sealed class ChurnWorld : IDisposable
{
    private const int Slots = 48;
    private const int PassesOfADuplicate = 3;

    private readonly Random _random;
    private readonly DispatchOrder _order;
    private readonly Loop _loop;
    private readonly ChurnChannel[] _live = new ChurnChannel[Slots];
    private readonly HashSet<int> _closedInPass = [];
    private readonly Queue<(int Descriptor, int DueIn)> _duplicates = [];
    private int _lastId;

    public ChurnWorld(PollerKind poller, DispatchOrder order, int seed)
    {
        _random = new Random(seed);
        _order = order;
        _loop = new Loop(Map, new LoopOptions { Poller = poller });
        for (int slot = 0; slot < Slots; slot++)
        {
            Open(slot);
        }
    }

    public ChannelMap Map { get; } = new();

    public int Pass { get; private set; }

    /// <summary>Handlers called.</summary>
    public int Events { get; set; }

    /// <summary>Channels that got a descriptor which another channel had closed in the same pass.</summary>
    public int Reused { get; private set; }

    public List<string> Violations { get; } = [];

    public int NextId() => ++_lastId;

    /// <summary>Makes passes until so many handlers have been called. Every pass calls some, or the run ends.</summary>
    public void Run(int events)
    {
        while (Events < events && Violations.Count == 0)
        {
            int before = Events;
            Pass++;
            _closedInPass.Clear();
            CloseDuplicates();
            for (int slot = 0; slot < Slots; slot++)
            {
                Feed(_live[slot]);
            }

            _loop.RunWhileChannels(TimeSpan.Zero, _order, passes: 1);
            if (Events == before)
            {
                Violations.Add($"pass {Pass}: no event at all");
            }
        }
    }

    /// <summary>
    /// What a handler does to its own channel and to others, some of which wait for their turn in the same pass.
    /// </summary>
    public void DoSomethingRash(ChurnChannel self)
    {
        switch (_random.Next(100))
        {
            case < 8:
                Replace(self);
                break;
            case < 20:
                Replace(_live[_random.Next(Slots)]);
                break;
            case < 24:
                // Both are closed before either is opened again: their descriptors may change places.
                ChurnChannel other = _live[_random.Next(Slots)];
                Close(self);
                Close(other);
                Open(other.Slot);
                if (self.Slot != other.Slot)
                {
                    Open(self.Slot);
                }

                break;
            case < 27 when _order == DispatchOrder.ByChannel: // by event, a descriptor that is not open leaves the loop
                ChurnChannel bereft = _live[_random.Next(Slots)];
                bereft.IsBereft = true;
                _closedInPass.Add(bereft.Socket!.Descriptor);
                bereft.Socket.Close();
                ClosePeer(bereft);
                Open(bereft.Slot);
                break;
            case < 29:
                // The open file outlives its descriptor, and a kernel that still watched it would still report it.
                ChurnChannel doubled = _live[_random.Next(Slots)];
                _duplicates.Enqueue((Kernel.Duplicate(doubled.Socket!.Descriptor), Pass + PassesOfADuplicate));
                Replace(doubled);
                break;
            case < 40:
                ChurnChannel target = _live[_random.Next(Slots)];
                target.WriteInterest = !target.WriteInterest;
                break;
        }
    }

    /// <summary>
    /// Closes a channel, and opens another at once: the kernel gives it the lowest descriptor, which has just been freed.
    /// </summary>
    public void Replace(ChurnChannel channel)
    {
        Close(channel);
        if (_live[channel.Slot] == channel)
        {
            Open(channel.Slot);
        }
    }

    public void Dispose()
    {
        foreach (ChurnChannel channel in _live)
        {
            Close(channel);
        }

        Pass += PassesOfADuplicate;
        CloseDuplicates();
        _loop.Dispose();
    }

    private void Feed(ChurnChannel channel)
    {
        channel.WantedWrite = channel.WriteInterest;
        int dice = _random.Next(100);
        if (dice < 3)
        {
            ClosePeer(channel);
        }
        else if (dice < 85 && !channel.PeerIsClosed)
        {
            Span<byte> message = stackalloc byte[sizeof(int)];
            BitConverter.TryWriteBytes(message, channel.Id);
            Kernel.Write(channel.Peer, message);
            channel.Unread += sizeof(int);
        }
    }

    private void Open(int slot)
    {
        ChannelSocket socket;
        int peer;
        bool isPipe = _random.Next(3) == 0;
        if (isPipe)
        {
            (int read, peer) = Kernel.Pipe();
            socket = new FileDescriptorSocket(read, ownsDescriptor: true);
        }
        else
        {
            (int near, peer) = Kernel.SocketPair();
            socket = new LinuxSocket(near, AddressFamily.Unix, SocketType.Stream);
        }

        Reused += _closedInPass.Contains(socket.Descriptor) ? 1 : 0;
        _live[slot] = new ChurnChannel(this, socket, peer, slot, wantsWrite: !isPipe && _random.Next(4) == 0);
    }

    private void Close(ChurnChannel channel)
    {
        if (!channel.IsClosed)
        {
            _closedInPass.Add(channel.Socket!.Descriptor);
            channel.Close();
            ClosePeer(channel);
        }
    }

    private void ClosePeer(ChurnChannel channel)
    {
        if (!channel.PeerIsClosed)
        {
            channel.PeerIsClosed = true;
            _closedInPass.Add(channel.Peer);
            Kernel.Close(channel.Peer);
        }
    }

    private void CloseDuplicates()
    {
        while (_duplicates.TryPeek(out (int Descriptor, int DueIn) duplicate) && duplicate.DueIn <= Pass)
        {
            Kernel.Close(_duplicates.Dequeue().Descriptor);
        }
    }
}
