using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Testing.Tests;

/// <summary>
/// What becomes of connections that take time, or are cut: the kernel does the same, but no test can wait for it there. What does
/// not take time is among the facts in Conformance.
/// </summary>
public sealed class SimulatedConnectionTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly VirtualTimeProvider _time = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedHost _here;
    private readonly SimulatedHost _there;

    public SimulatedConnectionTests()
    {
        _network = new SimulatedNetwork(_time) { Conditions = new LinkConditions { Latency = Latency } };
        (_here, _there) = (_network.AddHost("here"), _network.AddHost("there"));
    }

    [Fact]
    public void Close_ThePeerNeverEnds_ThePortIsFreeAfterAMinute()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        client.Close();
        _time.Advance(2 * Latency);
        Assert.Equal(SocketError.AddressAlreadyInUse, Bind(_here, 5000));

        _time.Advance(Minute);

        Assert.Equal(SocketError.Success, Bind(_here, 5000));
        Send(server, "too late");
        _time.Advance(2 * Latency);
        Assert.Equal(SocketError.Shutdown, server.GetError());
    }

    [Fact]
    public void Close_ThePeerEndsToo_TheFirstWaitsAMinute()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        client.Close();
        _time.Advance(Latency);
        server.Close();
        _time.Advance(2 * Latency);
        Assert.Equal(SocketError.AddressAlreadyInUse, Bind(_here, 5000));
        Assert.Equal(SocketError.Success, Bind(_there, 7));

        _time.Advance(Minute);

        Assert.Equal(SocketError.Success, Bind(_here, 5000));
    }

    [Fact]
    public void Close_BothAtOnce_BothWait()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        client.Close();
        server.Close();
        _time.Advance(2 * Latency);
        Assert.Equal(SocketError.AddressAlreadyInUse, Bind(_here, 5000));
        Assert.Equal(SocketError.AddressAlreadyInUse, Bind(_there, 7));

        _time.Advance(Minute);

        Assert.Equal(SocketError.Success, Bind(_here, 5000));
        Assert.Equal(SocketError.Success, Bind(_there, 7));
    }

    [Fact]
    public void Close_WhileTheAnswerIsUnderWay_ResetsTheOther()
    {
        ChannelSocket listener = Listen(7), client = Start(5000, 7);
        _time.Advance(Latency);

        client.Close();
        _time.Advance(2 * Latency);

        Assert.Equal(SocketError.Success, listener.Accept(out ChannelSocket? server, out _));
        Assert.Equal(new IOResult(SocketError.ConnectionReset), server!.Receive(new byte[1]));
        Assert.Equal(SocketError.Success, Bind(_here, 5000));
    }

    [Fact]
    public void Close_DataIsUnderWayToIt_ResetsBehindTheEnd()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "hello");
        Send(server, "to nobody");
        client.Close();

        _time.Advance(3 * Latency);

        Assert.Equal("hello", Read(server));
        Assert.Equal(SocketError.Shutdown, server.GetError());
        Assert.Equal(new IOResult(0), server.Receive(new byte[1]));
        Assert.Equal(SocketError.Success, Bind(_here, 5000));
    }

    [Fact]
    public void Close_WithMoreThanThePeerHasRoomFor_LeavesAsItIsRead()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        int sent = 0;
        while (client.Send(new byte[10_000]) is { Succeeded: true } result)
        {
            sent += result.Count;
            _time.Advance(Latency);
        }

        client.Close();
        byte[] buffer = new byte[10_000];
        for (int read = 0; read < sent;)
        {
            read += server.Receive(buffer).Count;
            _time.Advance(Latency);
        }

        Assert.Equal(new IOResult(0), server.Receive(buffer));
        server.Close();
        _time.Advance(Minute + (2 * Latency));
        Assert.Equal(SocketError.Success, Bind(_here, 5000));
    }

    [Fact]
    public void Reset_ComesBehindWhatIsUnderWay()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "hello");
        client.Abort();
        Assert.Equal(SocketError.Success, Bind(_here, 5000));

        _time.Advance(Latency);

        Assert.Equal("hello", Read(server));
        Assert.Equal(new IOResult(SocketError.ConnectionReset), server.Receive(new byte[1]));
    }

    [Fact]
    public void Connect_GivenUpAndMadeAgain_HearsNothingOfTheFirst()
    {
        ChannelSocket first = Listen(7), second = Listen(8), client = Start(5000, 7);
        _time.Advance(Latency);
        Assert.Equal(SocketError.Success, client.Shutdown(SocketShutdown.Both));
        Assert.Equal(SocketError.ConnectionReset, client.GetError());
        Assert.Equal(SocketError.InProgress, client.Connect(new IPEndPoint(_there.Addresses[0], 8)));
        first.Accept(out ChannelSocket? wrong, out _);
        Send(wrong!, "wrong");

        _time.Advance(2 * Latency);

        Assert.Equal(SocketError.Success, second.Accept(out ChannelSocket? right, out _));
        Send(right!, "right");
        _time.Advance(Latency);
        Assert.Equal("right", Read(client));
        Assert.Equal(SocketError.ConnectionReset, wrong!.GetError());
    }

    [Fact]
    public void Connect_NobodyAnswers_TimesOut()
    {
        Listen(7);
        _network.Between(_here, _there).Partition();
        ChannelSocket client = Start(5000, 7);

        _time.Advance(TimeSpan.FromSeconds(126));
        Assert.Equal(SocketError.Success, client.GetError());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(SocketError.TimedOut, client.GetError());
        Assert.Equal(new IOResult(0), client.Receive(new byte[1]));
    }

    [Fact]
    public void Partition_ForTooLong_TimesOutAndTheOtherIsReset()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        SimulatedLink link = _network.Between(_here, _there);
        link.Partition();
        Send(client, "hello");

        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(new IOResult(SocketError.TimedOut), client.Receive(new byte[1]));
        Assert.Equal(new IOResult(SocketError.WouldBlock), server.Receive(new byte[1]));

        link.Heal();
        Send(server, "anybody there?");
        _time.Advance(2 * Latency);
        Assert.Equal(new IOResult(SocketError.ConnectionReset), server.Receive(new byte[1]));
    }

    [Fact]
    public void Partition_Healed_GoesOnInOrder()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        SimulatedLink link = _network.Between(_here, _there);
        link.Partition();
        Send(client, "hello");
        client.Close();
        _time.Advance(Minute);
        Assert.Equal(new IOResult(SocketError.WouldBlock), server.Receive(new byte[1]));

        link.Heal();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("hello", Read(server));
        Assert.Equal(new IOResult(0), server.Receive(new byte[1]));
    }

    [Fact]
    public void Datagram_NobodyThere_ComesBackAsARefusal()
    {
        ChannelSocket socket = _here.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram);
        Assert.Equal(SocketError.Success, socket.Connect(new IPEndPoint(_there.Addresses[0], 7)));
        Send(socket, "hello");

        _time.Advance(Latency);
        Assert.Equal(new IOResult(SocketError.WouldBlock), socket.Receive(new byte[1]));
        _time.Advance(Latency);
        Assert.Equal(new IOResult(SocketError.ConnectionRefused), socket.Receive(new byte[1]));
    }

    [Fact]
    public void Partition_OfTheLoopback_DoesNotTouchUnixSockets()
    {
        _here.Loopback.Conditions = new LinkConditions { Latency = Minute };
        (ChannelSocket one, ChannelSocket other) = _here.CreatePair();
        _here.Loopback.Partition();

        Send(one, "hello");
        one.Close();

        Assert.Equal("hello", Read(other));
        Assert.Equal(new IOResult(0), other.Receive(new byte[1]));
    }

    /// <summary>A connection from port 5000 to port 7, whose listener has closed.</summary>
    private (ChannelSocket Client, ChannelSocket Server) Connect()
    {
        ChannelSocket listener = Listen(7), client = Start(5000, 7);
        _time.Advance(2 * Latency);
        Assert.Equal(SocketError.Success, listener.Accept(out ChannelSocket? server, out _));
        listener.Close();
        return (client, server!);
    }

    private ChannelSocket Listen(int port)
    {
        ChannelSocket listener = _there.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream);
        Assert.Equal(SocketError.Success, listener.Bind(new IPEndPoint(IPAddress.Any, port)));
        Assert.Equal(SocketError.Success, listener.Listen(5));
        return listener;
    }

    private ChannelSocket Start(int from, int to)
    {
        ChannelSocket client = _here.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream);
        Assert.Equal(SocketError.Success, client.Bind(new IPEndPoint(IPAddress.Any, from)));
        Assert.Equal(SocketError.InProgress, client.Connect(new IPEndPoint(_there.Addresses[0], to)));
        return client;
    }

    private static SocketError Bind(SimulatedHost host, int port)
    {
        using ChannelSocket socket = host.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream);
        return socket.Bind(new IPEndPoint(IPAddress.Any, port));
    }

    private static void Send(ChannelSocket socket, string text) =>
        Assert.Equal(new IOResult(text.Length), socket.Send(Encoding.ASCII.GetBytes(text)));

    private static string Read(ChannelSocket socket)
    {
        byte[] buffer = new byte[100];
        IOResult result = socket.Receive(buffer);
        Assert.Equal(SocketError.Success, result.Error);
        return Encoding.ASCII.GetString(buffer, 0, result.Count);
    }
}
