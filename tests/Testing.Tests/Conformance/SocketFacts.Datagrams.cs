using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>UDP.</content>
public abstract partial class SocketFacts
{
    [SkippableFact]
    public void Datagram_Fresh_IsWritable()
    {
        ChannelSocket socket = OpenUdp();

        Expect(Out, socket);
        Gives(SocketError.WouldBlock, Receive(socket));
        Gives(SocketError.NotConnected, socket.GetRemoteEndPoint(out _));
    }

    [SkippableFact]
    public void Datagram_KeepsItsBoundaries()
    {
        (ChannelSocket sender, ChannelSocket receiver) = ConnectUdp();
        Send(sender, "one");
        Send(sender, "three");

        AwaitResult(() => receiver.Available, available => available == 3);
        Assert.Equal("one", Read(receiver));
        Await(In | Out, receiver);
        Assert.Equal(5, receiver.Available);
        Assert.Equal("three", Read(receiver));
        Expect(Out, receiver);
    }

    [SkippableFact]
    public void Datagram_LongerThanTheBuffer_LosesItsRest()
    {
        (ChannelSocket sender, ChannelSocket receiver) = ConnectUdp();
        Send(sender, "hello");
        Send(sender, "next");
        Await(In | Out, receiver);

        Assert.Equal("he", Read(receiver, 2));
        Await(In | Out, receiver);
        Assert.Equal("next", Read(receiver));
    }

    [SkippableFact]
    public void Datagram_IntoNothing_IsLost()
    {
        (ChannelSocket sender, ChannelSocket receiver) = ConnectUdp();
        Gives(SocketError.WouldBlock, Receive(receiver, 0));
        Send(sender, "hello");
        Await(In | Out, receiver);

        Gives(0, Receive(receiver, 0));
        Gives(SocketError.WouldBlock, Receive(receiver));
    }

    [SkippableFact]
    public void Datagram_Empty_Arrives()
    {
        (ChannelSocket sender, ChannelSocket receiver) = ConnectUdp();
        Gives(0, sender.Send([]));

        Await(In | Out, receiver);
        Assert.Equal(0, receiver.Available);
        Gives(0, Receive(receiver));
        Gives(SocketError.WouldBlock, Receive(receiver));
        Expect(Out, receiver);
    }

    [SkippableFact]
    public void Datagram_Peek_TakesNothing()
    {
        (ChannelSocket sender, ChannelSocket receiver) = ConnectUdp();
        Send(sender, "hello");
        Await(In | Out, receiver);

        Assert.Equal("he", Read(receiver, 2, SocketFlags.Peek));
        Assert.Equal("hello", Read(receiver));
    }

    [SkippableFact]
    public void Datagram_TellsItsSender()
    {
        ChannelSocket receiver = BindUdp(), sender = BindUdp();
        Gives(5, SendTo(sender, "hello", receiver.LocalEndPoint!));
        Await(In | Out, receiver);

        Assert.Equal(("hello", sender.LocalEndPoint), ReadFrom(receiver));
        Gives(2, SendTo(receiver, "ok", sender.LocalEndPoint!));
        Await(In | Out, sender);
        Assert.Equal(("ok", receiver.LocalEndPoint), ReadFrom(sender));
    }

    [SkippableFact]
    public void SendTo_Unbound_TakesAPortOfAnyAddress()
    {
        ChannelSocket receiver = BindUdp(), sender = OpenUdp();
        Gives(5, SendTo(sender, "hello", receiver.LocalEndPoint!));
        Await(In | Out, receiver);

        var name = (IPEndPoint)sender.LocalEndPoint!;
        Assert.Equal(IPAddress.Any, name.Address);
        Assert.Equal(("hello", new IPEndPoint(IPAddress.Loopback, name.Port)), ReadFrom(receiver));
    }

    [SkippableFact]
    public void Send_UnconnectedUdp_WantsAnAddress() => Gives(SocketError.DestinationAddressRequired, OpenUdp().Send([1]));

    [SkippableFact]
    public void Send_TooLongForUdp_IsRefused()
    {
        (ChannelSocket sender, ChannelSocket receiver) = ConnectUdp();

        Gives(SocketError.MessageSize, sender.Send(new byte[65_508]));
        Gives(65_507, sender.Send(new byte[65_507]));
        Await(In | Out, receiver);
        Assert.Equal(65_507, receiver.Available);
    }

    [SkippableFact]
    public void SendTo_Port0_IsInvalid() =>
        Gives(SocketError.InvalidArgument, SendTo(OpenUdp(), "hello", new IPEndPoint(IPAddress.Loopback, 0)));

    [SkippableFact]
    public void SendTo_AnotherFamily_IsRefused() =>
        Gives(SocketError.AddressFamilyNotSupported, SendTo(OpenUdp(), "hello", new IPEndPoint(IPAddress.IPv6Loopback, 9)));

    [SkippableFact]
    public void ConnectOfUdp_IsDoneAtOnce()
    {
        ChannelSocket receiver = BindUdp(), socket = OpenUdp();

        Gives(SocketError.Success, socket.Connect(receiver.LocalEndPoint!));

        Assert.Equal(receiver.LocalEndPoint, socket.RemoteEndPoint);
        var name = (IPEndPoint)socket.LocalEndPoint!;
        Assert.Equal(IPAddress.Loopback, name.Address);
        Assert.NotEqual(0, name.Port);
        Expect(Out, socket);
    }

    [SkippableFact]
    public void ConnectOfUdp_ToAnother_Changes()
    {
        ChannelSocket first = BindUdp(), second = BindUdp(), socket = OpenUdp();
        Gives(SocketError.Success, socket.Connect(first.LocalEndPoint!));
        EndPoint name = socket.LocalEndPoint!;

        Gives(SocketError.Success, socket.Connect(second.LocalEndPoint!));

        Assert.Equal(name, socket.LocalEndPoint);
        Send(socket, "hello");
        Await(In | Out, second);
        Assert.Equal(("hello", name), ReadFrom(second));
    }

    [SkippableFact]
    public void ConnectedUdp_HearsItsPeerAlone()
    {
        (ChannelSocket socket, ChannelSocket peer) = ConnectUdp();
        ChannelSocket stranger = BindUdp();
        Gives(8, SendTo(stranger, "stranger", socket.LocalEndPoint!));
        Gives(4, SendTo(peer, "peer", socket.LocalEndPoint!));

        Await(In | Out, socket);
        Assert.Equal("peer", Read(socket));
        Gives(SocketError.WouldBlock, Receive(socket));
    }

    [SkippableFact]
    public void ConnectedUdp_MaySendToOthers()
    {
        (ChannelSocket socket, ChannelSocket peer) = ConnectUdp();
        ChannelSocket other = BindUdp();

        Gives(5, SendTo(socket, "hello", other.LocalEndPoint!));

        Await(In | Out, other);
        Assert.Equal(("hello", socket.LocalEndPoint), ReadFrom(other));
        Expect(Out, peer);
    }

    [SkippableFact]
    public void ConnectedUdp_NobodyThere_IsRefusedOnce()
    {
        ChannelSocket socket = OpenUdp();
        Gives(SocketError.Success, socket.Connect(FreeAddress(SocketType.Dgram)));
        Send(socket, "hello");

        Await(Out | Err, socket);
        Gives(SocketError.ConnectionRefused, Receive(socket));
        Gives(SocketError.WouldBlock, Receive(socket));
        Expect(Out, socket);
    }

    [SkippableFact]
    public void ConnectedUdp_NobodyThere_TheNextSendSaysSo()
    {
        ChannelSocket socket = OpenUdp();
        Gives(SocketError.Success, socket.Connect(FreeAddress(SocketType.Dgram)));
        Send(socket, "hello");
        Await(Out | Err, socket);

        Gives(SocketError.ConnectionRefused, socket.Send([1]));
        Send(socket, "hello");
        Await(Out | Err, socket);
        Gives(SocketError.ConnectionRefused, socket.GetError());
        Gives(SocketError.Success, socket.GetError());
    }

    [SkippableFact]
    public void Udp_NobodyThere_TellsNoOne()
    {
        ChannelSocket socket = OpenUdp();
        IPEndPoint nobody = FreeAddress(SocketType.Dgram);

        Gives(5, SendTo(socket, "hello", nobody));
        Expect(Out, socket);
        Gives(5, SendTo(socket, "hello", nobody));
    }

    [SkippableFact]
    public void ShutdownOfUdp_Unconnected_IsRefusedAndStillEndsIt()
    {
        ChannelSocket socket = OpenUdp();

        Gives(SocketError.NotConnected, socket.Shutdown(SocketShutdown.Both));

        Expect(In | Out | Hup, socket);
        Gives(SocketError.WouldBlock, Receive(socket));
    }

    [SkippableFact]
    public void ShutdownOfUdp_Connected_EndsSending()
    {
        (ChannelSocket socket, ChannelSocket peer) = ConnectUdp();

        Gives(SocketError.Success, socket.Shutdown(SocketShutdown.Both));

        Expect(In | Out | Hup, socket);
        Gives(SocketError.Shutdown, socket.Send([1]));
        Gives(SocketError.WouldBlock, Receive(socket));
        Gives(5, SendTo(peer, "hello", socket.LocalEndPoint!));
        AwaitResult(() => socket.Available, available => available == 5);
        Assert.Equal("hello", Read(socket));
    }

    [SkippableFact]
    public void Udp_OfBothFamilies_ShowsMappedAddresses()
    {
        ChannelSocket receiver = Open(AddressFamily.InterNetworkV6, SocketType.Dgram), sender = BindUdp();
        Gives(SocketError.Success, receiver.Bind(new IPEndPoint(IPAddress.IPv6Any, 0)));
        int port = ((IPEndPoint)receiver.LocalEndPoint!).Port;
        var name = (IPEndPoint)sender.LocalEndPoint!;

        Gives(5, SendTo(sender, "hello", new IPEndPoint(IPAddress.Loopback, port)));
        Await(In | Out, receiver);
        Assert.Equal(("hello", new IPEndPoint(name.Address.MapToIPv6(), name.Port)), ReadFrom(receiver));
        Gives(2, SendTo(receiver, "ok", new IPEndPoint(name.Address.MapToIPv6(), name.Port)));
        Await(In | Out, sender);
        Assert.Equal(("ok", new IPEndPoint(IPAddress.Loopback, port)), ReadFrom(sender));
    }

    [SkippableFact]
    public void Udp_OfIPv6_MaySendToAnIPv4Address()
    {
        ChannelSocket receiver = BindUdp(), sender = Open(AddressFamily.InterNetworkV6, SocketType.Dgram);

        Gives(5, SendTo(sender, "hello", receiver.LocalEndPoint!));

        Await(In | Out, receiver);
        Assert.Equal(("hello", new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)sender.LocalEndPoint!).Port)), ReadFrom(receiver));
    }

    [SkippableFact]
    public void ConnectOfUdp_BoundToAnyAddress_ChoosesOne()
    {
        ChannelSocket receiver = BindUdp(), socket = OpenUdp();
        Gives(SocketError.Success, socket.Bind(new IPEndPoint(IPAddress.Any, 0)));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        Gives(SocketError.Success, socket.Connect(receiver.LocalEndPoint!));

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), socket.LocalEndPoint);
    }

    [SkippableFact]
    public void Udp_Closed_WhatItHadReceivedIsGone()
    {
        (ChannelSocket sender, ChannelSocket receiver) = ConnectUdp();
        EndPoint address = receiver.LocalEndPoint!;
        Send(sender, "hello");
        Await(In | Out, receiver);
        Close(receiver);

        ChannelSocket next = OpenUdp();
        Gives(SocketError.Success, next.Bind(address));

        Expect(Out, next);
        Send(sender, "again");
        Await(In | Out, next);
        Assert.Equal("again", Read(next));
    }

    private ChannelSocket BindUdp()
    {
        ChannelSocket socket = OpenUdp();
        Gives(SocketError.Success, socket.Bind(NewAddress(AddressFamily.InterNetwork)));
        return socket;
    }

    /// <summary>One that is connected, and the one that it is connected to.</summary>
    private (ChannelSocket Socket, ChannelSocket Peer) ConnectUdp()
    {
        ChannelSocket peer = BindUdp(), socket = OpenUdp();
        Gives(SocketError.Success, socket.Connect(peer.LocalEndPoint!));
        return (socket, peer);
    }

    private static IOResult SendTo(ChannelSocket socket, string text, EndPoint destination) =>
        socket.SendTo(Encoding.ASCII.GetBytes(text), SocketFlags.None, destination.Serialize());

    private static (string Text, EndPoint? Sender) ReadFrom(ChannelSocket socket)
    {
        byte[] buffer = new byte[100];
        var sender = new SocketAddress(socket.AddressFamily, 128);
        IOResult result = socket.ReceiveFrom(buffer, SocketFlags.None, sender);
        Assert.Equal(SocketError.Success, result.Error);
        EndPoint template = socket.AddressFamily switch
        {
            AddressFamily.Unix => new UnixDomainSocketEndPoint("/"),
            AddressFamily.InterNetworkV6 => new IPEndPoint(IPAddress.IPv6Any, 0),
            _ => new IPEndPoint(IPAddress.Any, 0),
        };
        return (Encoding.ASCII.GetString(buffer, 0, result.Count), sender.Size == 0 ? null : template.Create(sender));
    }
}
