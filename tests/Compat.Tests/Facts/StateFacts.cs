using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>A dispatcher's attributes, its socket and its place in the map: facts 40 to 53.</summary>
public sealed class StateFacts
{
    private const SocketError Broken = (SocketError)122;

    private readonly ChannelMap _map = new();

    [Fact]
    public void Fact40_Attributes_HaveCPythonsDefaults()
    {
        var d = new asyncore.dispatcher(null, _map);
        Assert.False(d.debug);
        Assert.False(d.connected);
        Assert.False(d.accepting);
        Assert.False(d.connecting);
        Assert.False(d.closing);
        Assert.Null(d.addr);
        Assert.Equal(["warning"], d.ignore_log_types);
    }

    [Fact]
    public void Fact41_Instance_HasItsMap_NoSocket_AndRemembersWhatItCreated()
    {
        using var test = new TestLoop(new FakeNetwork());
        var d = new asyncore.dispatcher(null, test.Map);
        Assert.Same(test.Map, d._map);
        Assert.Null(d.socket);

        d.create_socket(AddressFamily.InterNetworkV6, SocketType.Dgram);

        Assert.Equal((AddressFamily.InterNetworkV6, SocketType.Dgram), d.family_and_type);
        Assert.NotNull(d.socket);
    }

    [Fact]
    public void Fact42_WithoutASocket_ItIsNotInTheMap()
    {
        _ = new asyncore.dispatcher(null, _map);
        Assert.Empty(_map);
    }

    [Fact]
    public void Fact43_WithASocket_ItIsNonBlocking_Registered_Connected_AndKnowsItsPeer()
    {
        (Socket near, Socket far) = Pairs.Tcp();
        using (far)
        {
            EndPoint peer = far.LocalEndPoint!;
            var d = new asyncore.dispatcher(near, _map);

            Assert.False(d.socket!.Blocking);
            Assert.Same(d, _map[d.socket.Descriptor]);
            Assert.True(d.connected);
            Assert.Equal(peer, d.addr);
            d.close();
        }
    }

    [Theory]
    [InlineData(SocketError.NotConnected)]
    [InlineData(SocketError.InvalidArgument)]
    public void Fact44_SocketWithoutAPeer_IsUnconnected_AndStaysInTheMap(SocketError error)
    {
        var d = new asyncore.dispatcher(new FakeSocket { PeerResult = error }, _map);
        Assert.False(d.connected);
        Assert.Null(d.addr);
        Assert.Single(_map);
    }

    [Fact]
    public void Fact45_BrokenSocket_LeavesTheMap_AndIsAnError()
    {
        SocketException raised = Assert.Throws<SocketException>(
            () => new asyncore.dispatcher(new FakeSocket { PeerResult = Broken }, _map));
        Assert.Equal(Broken, raised.SocketErrorCode);
        Assert.Empty(_map);
    }

    [Fact]
    public void Fact46_ListeningSocketGiven_LeavesAcceptingFalse()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        var d = new asyncore.dispatcher(listener, _map);

        Assert.False(d.accepting);
        Assert.False(d.connected);
        d.close();
    }

    [Fact]
    public void Fact47_AddChannel_ReplacesWhatHasTheDescriptor()
    {
        _ = new asyncore.dispatcher(new FakeSocket(5), _map);
        var second = new asyncore.dispatcher(new FakeSocket(5), _map);
        Assert.Same(second, Assert.Single(_map.Values));
    }

    [Fact]
    public void Fact47_DelChannel_LeavesAnotherChannelUnderTheSameDescriptor()
    {
        var first = new asyncore.dispatcher(new FakeSocket(5), _map);
        var second = new asyncore.dispatcher(new FakeSocket(5), _map);

        first.del_channel();
        first.del_channel(_map);
        first.close();

        Assert.Same(second, Assert.Single(_map.Values));
    }

    [Fact]
    public void Fact48_SecondCreateSocket_ClosesTheFirst()
    {
        using var test = new TestLoop(new FakeNetwork());
        var d = new asyncore.dispatcher(null, test.Map);
        d.create_socket();
        ChannelSocket first = d.socket!;

        d.create_socket();

        Assert.True(first.IsClosed);
        Assert.False(d.socket!.IsClosed);
        Assert.Equal([d.socket.Descriptor], test.Map.Keys);
    }

    [Fact]
    public void Fact49_CreateSocket_OpensATcpSocketByDefault()
    {
        var d = new asyncore.dispatcher(null, _map);
        d.create_socket();

        Assert.Equal((AddressFamily.InterNetwork, SocketType.Stream), d.family_and_type);
        Assert.Equal(AddressFamily.InterNetwork, d.socket!.AddressFamily);
        Assert.Equal(SocketType.Stream, d.socket.SocketType);
        d.close();
    }

    [Fact]
    public void Fact52_Listen_SetsAcceptingFirst_WhateverComesOfIt()
    {
        bool acceptingInTheCall = false;
        var sock = new FakeSocket { PeerResult = SocketError.NotConnected, ListenResult = SocketError.AddressAlreadyInUse };
        var d = new asyncore.dispatcher(sock, _map);
        sock.OnCall = () => acceptingInTheCall = d.accepting;

        Assert.Throws<SocketException>(() => d.listen(5));

        Assert.True(acceptingInTheCall);
        Assert.True(d.accepting);
        Assert.False(sock.IsClosed);
    }

    [Fact]
    public void Fact53_Bind_SetsAddrFirst_WhateverComesOfIt()
    {
        var sock = new FakeSocket { PeerResult = SocketError.NotConnected, BindResult = SocketError.AddressNotAvailable };
        var d = new asyncore.dispatcher(sock, _map);

        Assert.Throws<SocketException>(() => d.bind(("192.0.2.1", 80)));

        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 80), d.addr);
        Assert.False(sock.IsClosed);
        Assert.Single(_map);
    }

    [Fact]
    public void Fact53_PortZero_StaysZeroInAddr()
    {
        var d = new asyncore.dispatcher(null, _map);
        d.create_socket();
        d.bind(("127.0.0.1", 0));

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), d.addr);
        Assert.NotEqual(0, ((IPEndPoint)d.socket!.LocalEndPoint!).Port);
        d.close();
    }
}
