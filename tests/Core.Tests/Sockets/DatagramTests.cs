using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>Dispatchers over UDP.</summary>
public abstract class DatagramTests : LoopTest
{
    private readonly AddressFamily _family;
    private readonly IPAddress _loopback;
    private readonly Socket _peer;

    protected DatagramTests(PollerKind poller, StreamFamily family)
        : base(poller)
    {
        using var address = new Address(family);
        (_family, _loopback) = (address.Family, ((IPEndPoint)address.EndPoint).Address);
        _peer = new Socket(_family, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = (int)Background.Patience.TotalMilliseconds,
        };
        _peer.Bind(new IPEndPoint(_loopback, 0));
    }

    [SkippableFact]
    public void ReceiveFrom_NamesTheSender_AndSendToAnswers()
    {
        Receiver channel = Bind();
        _peer.SendTo("ping"u8, channel.Socket!.LocalEndPoint!);

        RunUntil(() => channel.Datagrams.Count == 1);

        Assert.Equal("ping"u8.ToArray(), channel.Datagrams[0].Data);
        Assert.Equal(_peer.LocalEndPoint, channel.Datagrams[0].Sender);
        Assert.True(channel.SendTo("pong"u8, channel.Datagrams[0].Sender!));
        byte[] buffer = new byte[16];
        EndPoint from = new IPEndPoint(_loopback, 0);
        Assert.Equal(4, _peer.ReceiveFrom(buffer, ref from));
        Assert.Equal(channel.Socket.LocalEndPoint, from);
    }

    [SkippableFact]
    public void ReceiveFrom_NothingThere_IsMinusOne()
    {
        Receiver channel = Bind();

        Assert.Equal(-1, channel.ReceiveFrom(new byte[16], out EndPoint? sender));
        Assert.Null(sender);
    }

    /// <summary>An empty datagram is no end of anything.</summary>
    [SkippableFact]
    public void EmptyDatagram_DoesNotClose()
    {
        Receiver channel = Bind();
        _peer.SendTo(ReadOnlySpan<byte>.Empty, channel.Socket!.LocalEndPoint!);
        _peer.SendTo("x"u8, channel.Socket.LocalEndPoint!);

        RunUntil(() => channel.Datagrams.Count == 2);

        Assert.Equal([0, 1], channel.Datagrams.Select(d => d.Data.Length));
        Assert.False(channel.IsClosed);
    }

    [SkippableFact]
    public void EmptyDatagram_ToReceive_DoesNotClose()
    {
        Receiver channel = Bind();
        _peer.SendTo(ReadOnlySpan<byte>.Empty, channel.Socket!.LocalEndPoint!);
        Waiting.Until(() => channel.Socket.Socket!.Poll(0, SelectMode.SelectRead));

        Assert.Equal(0, channel.Receive(new byte[16]));

        Assert.False(channel.IsClosed);
        Assert.Equal(0, channel.Closes);
    }

    [SkippableFact]
    public void Connect_SendAndReceive_SpeakToThePeer()
    {
        var channel = new Receiver(Map);
        channel.CreateSocket(_family, SocketType.Dgram);
        channel.Connect(_peer.LocalEndPoint!);
        Assert.Equal(ChannelState.Connected, channel.State);

        Assert.Equal(5, channel.Send("hello"u8));

        byte[] buffer = new byte[16];
        EndPoint from = new IPEndPoint(_loopback, 0);
        Assert.Equal(5, _peer.ReceiveFrom(buffer, ref from));
        _peer.SendTo("there"u8, from);
        RunUntil(() => channel.Datagrams.Count == 1);
        Assert.Equal("there"u8.ToArray(), channel.Datagrams[0].Data);
    }

    /// <summary>Nobody is there: the kernel says so on the next event, and the channel ends like a connection.</summary>
    [SkippableFact]
    public void Connect_ToNobody_Ends()
    {
        EndPoint nobody = _peer.LocalEndPoint!;
        _peer.Dispose();
        var channel = new Receiver(Map);
        channel.CreateSocket(_family, SocketType.Dgram);
        channel.Connect(nobody);
        channel.Send("anybody?"u8);

        RunUntil(() => channel.IsClosed);

        Assert.Equal(1, channel.Closes);
    }

    [SkippableFact]
    public void SendTo_TooLong_NamesTheDestination()
    {
        Receiver channel = Bind();

        SocketException failure = Assert.Throws<SocketException>(() => channel.SendTo(new byte[70_000], _peer.LocalEndPoint!));

        Assert.Equal(SocketError.MessageSize, failure.SocketErrorCode);
        Assert.Contains(_peer.LocalEndPoint!.ToString()!, failure.Message, StringComparison.Ordinal);
        Assert.False(channel.IsClosed);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _peer.Dispose();
    }

    private Receiver Bind()
    {
        var channel = new Receiver(Map);
        channel.CreateSocket(_family, SocketType.Dgram);
        channel.Bind(new IPEndPoint(_loopback, 0));
        return channel;
    }

    private sealed class Receiver(ChannelMap map) : Dispatcher(null, map)
    {
        private readonly byte[] _buffer = new byte[2048];

        public List<(byte[] Data, EndPoint? Sender)> Datagrams { get; } = [];

        public int Closes { get; private set; }

        protected override void HandleRead()
        {
            int count = ReceiveFrom(_buffer, out EndPoint? sender);
            if (count >= 0)
            {
                Datagrams.Add((_buffer[..count], sender));
            }
        }

        protected override void HandleClose()
        {
            Closes++;
            Close();
        }
    }
}

public sealed class EpollIPv4DatagramTests() : DatagramTests(PollerKind.Epoll, StreamFamily.IPv4);

public sealed class EpollIPv6DatagramTests() : DatagramTests(PollerKind.Epoll, StreamFamily.IPv6);

public sealed class PollIPv4DatagramTests() : DatagramTests(PollerKind.Poll, StreamFamily.IPv4);

public sealed class PollIPv6DatagramTests() : DatagramTests(PollerKind.Poll, StreamFamily.IPv6);

public sealed class SelectIPv4DatagramTests() : DatagramTests(PollerKind.Select, StreamFamily.IPv4);

public sealed class SelectIPv6DatagramTests() : DatagramTests(PollerKind.Select, StreamFamily.IPv6);
