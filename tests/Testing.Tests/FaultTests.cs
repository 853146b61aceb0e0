using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests;

/// <summary>Each fault and each condition by itself: what it does, and that it does nothing on another link.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTimeProvider _time = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedHost _here;
    private readonly SimulatedHost _there;
    private readonly SimulatedHost _elsewhere;

    public FaultTests()
    {
        _network = new SimulatedNetwork(_time, seed: 1);
        (_here, _there, _elsewhere) = (_network.AddHost("here"), _network.AddHost("there"), _network.AddHost("elsewhere"));
    }

    private FaultOptions Faults
    {
        set => _network.Between(_here, _there).Faults = value;
    }

    private LinkConditions Conditions
    {
        set => _network.Between(_here, _there).Conditions = value;
    }

    [Fact]
    public void RefusedConnect_IsRefused_OnItsLinkAlone()
    {
        Faults = new FaultOptions { RefusedConnect = 1 };

        Assert.Equal(SocketError.ConnectionRefused, ConnectTo(_there).Client.GetError());
        Assert.Equal(SocketError.Success, ConnectTo(_elsewhere).Client.GetError());
    }

    [Fact]
    public void LostConnect_TimesOutAfterTwoMinutes()
    {
        Faults = new FaultOptions { LostConnect = 1 };
        (ChannelSocket client, _) = ConnectTo(_there);

        _time.Advance(124 * Second); // two have passed
        Assert.Equal(SocketError.Success, client.GetError());
        _time.Advance(Second);
        Assert.Equal(SocketError.TimedOut, client.GetError());
    }

    [Fact]
    public void Reset_EndsBothSides_InTheMiddle()
    {
        (ChannelSocket client, ChannelSocket server) = ConnectTo(_there);
        Faults = new FaultOptions { Reset = 1 };

        client.Send(new byte[100]);

        int received = 0;
        byte[] buffer = new byte[1_000];
        IOResult result;
        while ((result = server.Receive(buffer)).Succeeded)
        {
            received += result.Count;
        }

        Assert.InRange(received, 0, 99);
        Assert.Equal(SocketError.ConnectionReset, result.Error);
        Assert.Equal(SocketError.ConnectionReset, client.Receive(buffer).Error);
    }

    [Fact]
    public void ShortReceive_ShortSend_SplitSegment_LoseNothing()
    {
        (ChannelSocket client, ChannelSocket server) = ConnectTo(_there);
        Faults = new FaultOptions { ShortReceive = 1, ShortSend = 1, SplitSegment = 1 };
        byte[] data = [.. Enumerable.Range(0, 250).Select(i => (byte)i)];

        int sent = 0, sends = 0;
        for (; sent < data.Length; sends++)
        {
            sent += client.Send(data.AsSpan(sent)).Count;
        }

        List<byte> received = [];
        int receives = 0;
        for (byte[] buffer = new byte[1_000]; received.Count < data.Length; receives++)
        {
            received.AddRange(buffer[..server.Receive(buffer).Count]);
        }

        Assert.Equal(data, received);
        Assert.True(sends > 1 && receives > 1);
    }

    [Fact]
    public void WouldBlock_ComesNowAndThen_AndNothingIsLost()
    {
        (ChannelSocket client, ChannelSocket server) = ConnectTo(_there);
        client.Send("hello"u8);
        Faults = new FaultOptions { WouldBlock = 0.5 };

        int blocked = 0, received = 0;
        byte[] buffer = new byte[1];
        while (received < 5)
        {
            IOResult result = server.Receive(buffer);
            blocked += result.WouldBlock ? 1 : 0;
            received += result.Count;
        }

        Assert.True(blocked > 0);
    }

    [Fact]
    public void NoDescriptor_IsEmfile()
    {
        _network.Faults = new FaultOptions { NoDescriptor = 1 };

        SocketException failure = Assert.Throws<SocketException>(() => Open(_here, SocketType.Stream));

        Assert.Equal(SocketError.TooManyOpenSockets, failure.SocketErrorCode);
    }

    [Fact]
    public void DescriptorLimit_IsTheHostsOwn()
    {
        _here.DescriptorLimit = 4; // three are the standard streams
        Open(_here, SocketType.Stream);

        Assert.Throws<SocketException>(() => Open(_here, SocketType.Stream));
        Open(_there, SocketType.Stream);
    }

    [Fact]
    public void NoBuffers_IsEnobufs()
    {
        (ChannelSocket sender, _) = Datagrams();
        _network.Faults = new FaultOptions { NoBuffers = 1 };

        Assert.Equal(SocketError.NoBufferSpaceAvailable, sender.Send("x"u8).Error);
    }

    [Fact]
    public void Loss_Duplication_AreOfDatagrams()
    {
        (ChannelSocket sender, ChannelSocket receiver) = Datagrams();
        Conditions = new LinkConditions { Loss = 1 };
        sender.Send("lost"u8);
        Conditions = new LinkConditions { Duplication = 1 };
        sender.Send("twice"u8);
        Conditions = LinkConditions.Perfect;
        sender.Send("once"u8);

        byte[] buffer = new byte[100];
        Assert.Equal([5, 5, 4], Enumerable.Range(0, 3).Select(_ => receiver.Receive(buffer).Count));
        Assert.True(receiver.Receive(buffer).WouldBlock);
    }

    [Fact]
    public void Jitter_ReordersDatagrams_NotAStream()
    {
        Conditions = new LinkConditions { Jitter = Second };
        (ChannelSocket sender, ChannelSocket receiver) = Datagrams();
        (ChannelSocket client, ChannelSocket server) = ConnectTo(_there);
        byte[] all = [.. Enumerable.Range(0, 50).Select(i => (byte)i)];
        foreach (byte value in all)
        {
            sender.Send([value]);
            client.Send([value]);
        }

        _time.Advance(2 * Second);

        byte[] buffer = new byte[100];
        byte[] datagrams = [.. all.Select(_ => receiver.Receive(buffer).Count == 1 ? buffer[0] : (byte)255)];
        Assert.Equal(all, datagrams.Order());
        Assert.NotEqual(all, datagrams);
        Assert.Equal(all.Length, server.Receive(buffer).Count);
        Assert.Equal(all, buffer[..all.Length]);
    }

    [Fact]
    public void BytesPerSecond_TakesItsTime()
    {
        (ChannelSocket client, ChannelSocket server) = ConnectTo(_there);
        Conditions = new LinkConditions { BytesPerSecond = 1_000, SegmentSize = 100 };
        client.Send(new byte[1_000]);

        _time.Advance(0.5 * Second);
        Assert.Equal(500, server.Available);
        _time.Advance(0.5 * Second);
        Assert.Equal(1_000, server.Available);
    }

    [Fact]
    public void Partition_HoldsWhatIsSent_UntilItHeals()
    {
        (ChannelSocket client, ChannelSocket server) = ConnectTo(_there);
        _network.Between(_there, _here).Partition(10 * Second);
        client.Send("held"u8);

        _time.Advance(9 * Second);
        Assert.Equal(0, server.Available);
        _time.Advance(2 * Second);
        Assert.Equal(4, server.Available);
    }

    private static ChannelSocket Open(SimulatedHost host, SocketType type) => host.CreateSocket(AddressFamily.InterNetwork, type);

    private static IPEndPoint At(SimulatedHost host) => new(host.Addresses[0], 7);

    private (ChannelSocket Client, ChannelSocket Server) ConnectTo(SimulatedHost host)
    {
        ChannelSocket listener = Open(host, SocketType.Stream), client = Open(_here, SocketType.Stream);
        Assert.Equal(SocketError.Success, listener.Bind(At(host)));
        Assert.Equal(SocketError.Success, listener.Listen(1));
        Assert.Equal(SocketError.InProgress, client.Connect(At(host)));
        _time.Advance(2 * Second);
        listener.Accept(out ChannelSocket? server, out _);
        return (client, server!);
    }

    private (ChannelSocket Sender, ChannelSocket Receiver) Datagrams()
    {
        ChannelSocket receiver = Open(_there, SocketType.Dgram), sender = Open(_here, SocketType.Dgram);
        Assert.Equal(SocketError.Success, receiver.Bind(At(_there)));
        Assert.Equal(SocketError.Success, sender.Connect(At(_there)));
        return (sender, receiver);
    }
}
