namespace AsyncoreNet.Tests;

/// <summary>
/// A channel of a <see cref="ChurnWorld"/>: it checks that every event is its own, and then lets the world do something rash.
/// </summary>
internal sealed class ChurnChannel : Dispatcher
{
    private readonly ChurnWorld _world;
    private readonly byte[] _buffer = new byte[256];

    public ChurnChannel(ChurnWorld world, ChannelSocket socket, int peer, int slot, bool wantsWrite)
        : base(socket, world.Map)
    {
        (_world, Peer, Slot) = (world, peer, slot);
        Id = world.NextId();
        BornIn = world.Pass;
        WriteInterest = wantsWrite;
    }

    /// <summary>What the peer's every message consists of.</summary>
    public int Id { get; }

    /// <summary>The place in the world; the channel gives it up when it is replaced.</summary>
    public int Slot { get; }

    /// <summary>The other end, which the test writes to.</summary>
    public int Peer { get; }

    /// <summary>The pass that the channel was made in, or before which.</summary>
    public int BornIn { get; }

    /// <summary>Bytes that the peer has written and this end has not read.</summary>
    public int Unread { get; set; }

    public bool PeerIsClosed { get; set; }

    /// <summary>The socket was closed without the channel's knowledge.</summary>
    public bool IsBereft { get; set; }

    /// <summary>Whether the channel wanted to write when the pass under way began.</summary>
    public bool WantedWrite { get; set; }

    protected override void HandleRead()
    {
        _world.Events++;
        Verify("read", !IsBereft && (Unread > 0 || PeerIsClosed));
        int count = Receive(_buffer);
        if (IsClosed)
        {
            Verify("end of stream", PeerIsClosed && Unread == 0);
            return;
        }

        Verify("read of nothing", count > 0 && count <= Unread);
        for (int i = 0; i < count; i += sizeof(int))
        {
            Verify("read of another channel's data", BitConverter.ToInt32(_buffer, i) == Id);
        }

        Unread -= count;
        _world.DoSomethingRash(this);
    }

    protected override void HandleWrite()
    {
        _world.Events++;
        Verify("write", !IsBereft && WantedWrite);
        _world.DoSomethingRash(this);
    }

    protected override void HandleExceptional() => Verify("urgent data", holds: false);

    protected override void HandleClose()
    {
        _world.Events++;
        Verify("close", PeerIsClosed || IsBereft);
        _world.Replace(this);
    }

    protected override void HandleError(Exception exception)
    {
        _world.Violations.Add($"{this}: {exception}");
        Close();
    }

    private void Verify(string what, bool holds)
    {
        if (IsClosed && what != "end of stream")
        {
            _world.Violations.Add($"pass {_world.Pass}: {what} on closed channel {Id}");
        }
        else if (BornIn == _world.Pass)
        {
            _world.Violations.Add($"pass {_world.Pass}: {what} on channel {Id}, made in this pass");
        }
        else if (!holds)
        {
            _world.Violations.Add($"pass {_world.Pass}: {what} on channel {Id}, which has no reason for one");
        }
    }
}
