using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>Names, ports and what is in use.</content>
public abstract partial class SocketFacts
{
    [SkippableFact]
    public void LocalEndPoint_Unbound_IsUnspecified()
    {
        Assert.Equal(new IPEndPoint(IPAddress.Any, 0), Open().LocalEndPoint);
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 0), Open(AddressFamily.InterNetworkV6).LocalEndPoint);
        Assert.Equal(new IPEndPoint(IPAddress.Any, 0), OpenUdp().LocalEndPoint);
        Assert.Equal("", Open(AddressFamily.Unix).LocalEndPoint!.ToString());
    }

    [SkippableTheory]
    [InlineData(AddressFamily.InterNetwork, SocketType.Stream)]
    [InlineData(AddressFamily.InterNetworkV6, SocketType.Stream)]
    [InlineData(AddressFamily.InterNetwork, SocketType.Dgram)]
    public void Bind_Port0_TakesAFreeOne(AddressFamily family, SocketType type)
    {
        ChannelSocket one = Open(family, type), other = Open(family, type);
        Gives(SocketError.Success, one.Bind(NewAddress(family)));
        Gives(SocketError.Success, other.Bind(NewAddress(family)));

        var name = (IPEndPoint)one.LocalEndPoint!;
        Assert.Equal(((IPEndPoint)NewAddress(family)).Address, name.Address);
        Assert.NotEqual(0, name.Port);
        Assert.NotEqual(name, other.LocalEndPoint);
    }

    [SkippableTheory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    public void Bind_Taken_IsInUse(SocketType type)
    {
        ChannelSocket first = Open(type: type), second = Open(type: type);
        Gives(SocketError.Success, first.Bind(NewAddress(AddressFamily.InterNetwork)));
        EndPoint address = first.LocalEndPoint!;

        Gives(SocketError.AddressAlreadyInUse, second.Bind(address));
        Gives(SocketError.AddressAlreadyInUse, second.Bind(new IPEndPoint(IPAddress.Any, ((IPEndPoint)address).Port)));
        Close(first);
        Gives(SocketError.Success, second.Bind(address));
    }

    [SkippableFact]
    public void Bind_Twice_IsInvalid()
    {
        ChannelSocket socket = Open(), udp = BindUdp();
        Gives(SocketError.Success, socket.Bind(NewAddress(AddressFamily.InterNetwork)));

        Gives(SocketError.InvalidArgument, socket.Bind(NewAddress(AddressFamily.InterNetwork)));
        Gives(SocketError.InvalidArgument, udp.Bind(NewAddress(AddressFamily.InterNetwork)));
        Gives(SocketError.InvalidArgument, Connect().Client.Bind(NewAddress(AddressFamily.InterNetwork)));
        Gives(SocketError.InvalidArgument, Connect().Server.Bind(NewAddress(AddressFamily.InterNetwork)));
    }

    [SkippableFact]
    public void Bind_NotAnAddressOfTheMachine_IsNotAvailable()
    {
        var documentation = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);

        Gives(SocketError.AddressNotAvailable, Open().Bind(documentation));
        Gives(SocketError.AddressNotAvailable, OpenUdp().Bind(documentation));
        documentation = new IPEndPoint(IPAddress.Parse("2001:db8::1"), 0);
        Gives(SocketError.AddressNotAvailable, Open(AddressFamily.InterNetworkV6).Bind(documentation));
    }

    [SkippableFact]
    public void Bind_AddressOfAnotherFamily_IsRefused()
    {
        Gives(SocketError.AddressFamilyNotSupported, Open().Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0)));
        Gives(SocketError.InvalidArgument, Open(AddressFamily.InterNetworkV6).Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        Gives(SocketError.AddressFamilyNotSupported, Open().Bind(new UnixDomainSocketEndPoint(_ground.NewPath())));
        Gives(SocketError.InvalidArgument, Open(AddressFamily.Unix).Bind(new IPEndPoint(IPAddress.Loopback, 0)));
    }

    [SkippableFact]
    public void Bind_OtherAddressesOfTheMachine_ShareAPort()
    {
        ChannelSocket first = Open();
        int port = NewPort();
        Gives(SocketError.Success, first.Bind(new IPEndPoint(IPAddress.Loopback, port)));

        Gives(SocketError.Success, Open().Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port)));
        Gives(SocketError.Success, Open(AddressFamily.InterNetworkV6).Bind(new IPEndPoint(IPAddress.IPv6Loopback, port)));
        Gives(SocketError.Success, OpenUdp().Bind(first.LocalEndPoint!));
    }

    [SkippableFact]
    public void Bind_AnyIPv6Address_TakesTheIPv4PortToo()
    {
        ChannelSocket both = Open(AddressFamily.InterNetworkV6), alone = Open(AddressFamily.InterNetworkV6);
        Gives(SocketError.Success, both.Bind(new IPEndPoint(IPAddress.IPv6Any, 0)));
        int port = ((IPEndPoint)both.LocalEndPoint!).Port;
        Gives(SocketError.AddressAlreadyInUse, Open().Bind(new IPEndPoint(IPAddress.Any, port)));
        Gives(SocketError.AddressAlreadyInUse, Open().Bind(new IPEndPoint(IPAddress.Loopback, port)));

        alone.SetOption(SocketOptionLevel.IPv6, SocketOptionName.IPv6Only, 1);
        Gives(SocketError.Success, alone.Bind(new IPEndPoint(IPAddress.IPv6Any, NewPort())));
        Gives(SocketError.Success, Open().Bind(new IPEndPoint(IPAddress.Any, ((IPEndPoint)alone.LocalEndPoint!).Port)));
    }

    [SkippableFact]
    public void Accept_OnBothFamilies_ShowsMappedAddresses()
    {
        ChannelSocket listener = Open(AddressFamily.InterNetworkV6), client = Open();
        Gives(SocketError.Success, listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0)));
        Gives(SocketError.Success, listener.Listen(1));
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Gives(SocketError.InProgress, client.Connect(new IPEndPoint(IPAddress.Loopback, port)));

        ChannelSocket server = Accept(listener, out EndPoint? address);

        var name = (IPEndPoint)client.LocalEndPoint!;
        Assert.Equal(new IPEndPoint(name.Address.MapToIPv6(), name.Port), address);
        Assert.Equal(address, server.RemoteEndPoint);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback.MapToIPv6(), port), server.LocalEndPoint);
        Assert.Equal(AddressFamily.InterNetworkV6, server.AddressFamily);
    }

    [SkippableFact]
    public void Connect_ToAMappedAddress_ReachesIPv4()
    {
        ChannelSocket listener = Listen(), client = Open(AddressFamily.InterNetworkV6);
        var address = (IPEndPoint)listener.LocalEndPoint!;
        Gives(SocketError.InProgress, client.Connect(new IPEndPoint(address.Address.MapToIPv6(), address.Port)));

        Accept(listener, out EndPoint? from);

        Await(Out, client);
        var name = (IPEndPoint)client.LocalEndPoint!;
        Assert.Equal(new IPEndPoint(name.Address.MapToIPv4(), name.Port), from);
        Assert.True(name.Address.IsIPv4MappedToIPv6);
        Assert.Equal(new IPEndPoint(address.Address.MapToIPv6(), address.Port), client.RemoteEndPoint);
    }

    [SkippableFact]
    public void Connect_ToAnIPv6OnlyListenerByIPv4_IsRefused()
    {
        ChannelSocket listener = Open(AddressFamily.InterNetworkV6), client = Open();
        listener.SetOption(SocketOptionLevel.IPv6, SocketOptionName.IPv6Only, 1);
        Gives(SocketError.Success, listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0)));
        Gives(SocketError.Success, listener.Listen(1));

        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Gives(SocketError.InProgress, client.Connect(new IPEndPoint(IPAddress.Loopback, port)));

        Await(In | Out | Err | Hup, client);
        Gives(SocketError.ConnectionRefused, client.GetError());
    }

    [SkippableFact]
    public void Listener_OfAnAddress_GoesBeforeOneOfAll()
    {
        ChannelSocket all = Open(), one = Open();
        all.ReuseAddress = one.ReuseAddress = true;
        int port = NewPort();
        Gives(SocketError.Success, all.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port)));
        Gives(SocketError.Success, one.Bind(new IPEndPoint(IPAddress.Loopback, port)));
        Gives(SocketError.Success, all.Listen(1));
        Gives(SocketError.Success, one.Listen(1));

        StartToConnect(one);

        Await(In, one);
        Expect(None, all);
    }

    [SkippableFact]
    public void Bind_WhereTheServerClosedFirst_WaitsUnlessBothReuse()
    {
        foreach ((bool first, bool second) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            ChannelSocket listener = Open(), next = Open();
            listener.ReuseAddress = first;
            next.ReuseAddress = second;
            Gives(SocketError.Success, listener.Bind(NewAddress(AddressFamily.InterNetwork)));
            Gives(SocketError.Success, listener.Listen(1));
            EndPoint address = listener.LocalEndPoint!;
            (ChannelSocket client, ChannelSocket server) = Connect(listener);
            Close(listener);
            Close(server);
            Await(In | Out, client);
            Close(client);
            _ground.Settle();

            Gives(first && second ? SocketError.Success : SocketError.AddressAlreadyInUse, next.Bind(address));
        }
    }

    [SkippableFact]
    public void Bind_WhereTheClientClosedFirst_IsFree()
    {
        ChannelSocket listener = Listen();
        EndPoint address = listener.LocalEndPoint!;
        (ChannelSocket client, ChannelSocket server) = Connect(listener);
        Close(listener);
        Close(client);
        Await(In | Out, server);
        Close(server);

        ChannelSocket next = Open();
        AwaitResult(() => next.Bind(address), error => error == SocketError.Success);
    }

    [SkippableFact]
    public void Bind_WhereTheConnectionWasReset_IsFree()
    {
        ChannelSocket listener = Listen();
        EndPoint address = listener.LocalEndPoint!;
        (_, ChannelSocket server) = Connect(listener);
        Close(listener);
        Abort(server);

        Gives(SocketError.Success, Open().Bind(address));
    }

    [SkippableFact]
    public void Bind_WhileAConnectionOfTheListenerLives_IsInUseUnlessBothReuse()
    {
        foreach ((bool first, bool second) in new[] { (false, true), (true, false), (true, true) })
        {
            ChannelSocket listener = Open(), next = Open();
            listener.ReuseAddress = first;
            next.ReuseAddress = second;
            Gives(SocketError.Success, listener.Bind(NewAddress(AddressFamily.InterNetwork)));
            Gives(SocketError.Success, listener.Listen(1));
            EndPoint address = listener.LocalEndPoint!;
            Connect(listener);
            Close(listener);

            Gives(first && second ? SocketError.Success : SocketError.AddressAlreadyInUse, next.Bind(address));
        }
    }

    [SkippableFact]
    public void Bind_OneOfTwoConnectionsIsOver_IsStillInUse()
    {
        ChannelSocket listener = Listen();
        EndPoint address = listener.LocalEndPoint!;
        (_, ChannelSocket first) = Connect(listener);
        (_, ChannelSocket second) = Connect(listener);
        Close(listener);
        Abort(first);
        _ground.Settle();

        Gives(SocketError.AddressAlreadyInUse, Open().Bind(address));
        Abort(second);
        _ground.Settle();
        Gives(SocketError.Success, Open().Bind(address));
    }

    [SkippableFact]
    public void Bind_ThePortOfAClient_IsInUse()
    {
        (ChannelSocket client, _) = Connect();

        Gives(SocketError.AddressAlreadyInUse, Open().Bind(client.LocalEndPoint!));
        Abort(client);
    }

    [SkippableFact]
    public void ReuseAddress_TwoBindAndOneListens()
    {
        ChannelSocket one = Open(), other = Open(), third = Open();
        one.ReuseAddress = other.ReuseAddress = third.ReuseAddress = true;
        Gives(SocketError.Success, one.Bind(NewAddress(AddressFamily.InterNetwork)));
        Gives(SocketError.Success, other.Bind(one.LocalEndPoint!));

        Gives(SocketError.Success, one.Listen(1));

        Gives(SocketError.AddressAlreadyInUse, other.Listen(1));
        Gives(SocketError.AddressAlreadyInUse, third.Bind(one.LocalEndPoint!));
    }

    [SkippableFact]
    public void Options_AreKept()
    {
        ChannelSocket socket = Open();
        Assert.False(socket.ReuseAddress);
        Assert.False(socket.NoDelay);

        socket.ReuseAddress = socket.NoDelay = true;
        socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1);

        Assert.True(socket.ReuseAddress);
        Assert.True(socket.NoDelay);
        Assert.NotEqual(0, socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal((int)SocketType.Stream, socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.Type));
    }

    [SkippableFact]
    public void CreateSocket_OfAKindThatThereIsNot_Throws()
    {
        Assert.Equal(
            SocketError.SocketNotSupported,
            Assert.Throws<SocketException>(() => Open(AddressFamily.InterNetwork, SocketType.Unknown)).SocketErrorCode);
    }

    [SkippableFact]
    public void CreateSocket_TakesADescriptorOfItsOwn()
    {
        ChannelSocket one = Open(), other = Open();

        Assert.NotEqual(one.Descriptor, other.Descriptor);
        Assert.InRange(one.Descriptor, 3, int.MaxValue);
        Assert.False(one.IsClosed);
        Assert.Equal((AddressFamily.InterNetwork, SocketType.Stream), (one.AddressFamily, one.SocketType));
    }
}
