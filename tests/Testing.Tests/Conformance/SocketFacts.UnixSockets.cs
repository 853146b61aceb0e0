using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>What Unix sockets alone do: paths, and datagrams that wait for room.</content>
public abstract partial class SocketFacts
{
    private const SocketError NotPermitted = (SocketError)1; // EPERM
    private const SocketError NoSuchFile = (SocketError)2; // ENOENT

    [SkippableFact]
    public void ConnectOfAUnixSocket_IsDoneAtOnce()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);

        ChannelSocket client = StartToConnect(listener);

        Expect(Out, client);
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
        Send(client, "hello");
        Assert.Equal("hello", Read(Accept(listener)));
    }

    [SkippableFact]
    public void ConnectOfAUnixSocket_FullBacklog_WouldBlock()
    {
        ChannelSocket listener = Listen(1, AddressFamily.Unix);
        StartToConnect(listener);
        StartToConnect(listener);
        ChannelSocket third = Open(AddressFamily.Unix);

        Gives(SocketError.WouldBlock, third.Connect(listener.LocalEndPoint!));
        Expect(Out | Hup, third);
        Accept(listener);
        Gives(SocketError.Success, third.Connect(listener.LocalEndPoint!));
    }

    [SkippableFact]
    public void ConnectOfAUnixSocket_NoSuchPath_SaysSo() =>
        Gives(NoSuchFile, Open(AddressFamily.Unix).Connect(NewAddress(AddressFamily.Unix)));

    [SkippableFact]
    public void ConnectOfAUnixSocket_NobodyListens_IsRefused()
    {
        ChannelSocket bound = Open(AddressFamily.Unix), client = Open(AddressFamily.Unix);
        Gives(SocketError.Success, bound.Bind(NewAddress(AddressFamily.Unix)));

        Gives(SocketError.ConnectionRefused, client.Connect(bound.LocalEndPoint!));

        Expect(Out | Hup, client);
        Gives(SocketError.Success, client.GetError());
    }

    [SkippableFact]
    public void ConnectOfAUnixSocket_TheListenerHasClosed_IsRefused()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);
        var address = listener.LocalEndPoint!;
        Close(listener);

        Gives(SocketError.ConnectionRefused, Open(AddressFamily.Unix).Connect(address));
    }

    [SkippableFact]
    public void ConnectOfAUnixSocket_OtherTypeOfSocket_IsRefused()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix), datagrams = BindUnixDatagrams();

        Gives(SocketError.ProtocolType, Open(AddressFamily.Unix, SocketType.Dgram).Connect(listener.LocalEndPoint!));
        Gives(SocketError.ProtocolType, Open(AddressFamily.Unix).Connect(datagrams.LocalEndPoint!));
    }

    [SkippableFact]
    public void BindOfAUnixSocket_PathExists_IsInUse()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);
        var address = listener.LocalEndPoint!;

        Gives(SocketError.AddressAlreadyInUse, Open(AddressFamily.Unix).Bind(address));
        Close(listener);
        Gives(SocketError.AddressAlreadyInUse, Open(AddressFamily.Unix).Bind(address));
        _ground.Delete(address.ToString()!);
        Gives(SocketError.Success, Open(AddressFamily.Unix).Bind(address));
    }

    [SkippableFact]
    public void BindOfAUnixSocket_PathDeleted_TheOldListenerIsOutOfReach()
    {
        ChannelSocket old = Listen(family: AddressFamily.Unix), next = Open(AddressFamily.Unix);
        var address = old.LocalEndPoint!;
        ChannelSocket waiting = StartToConnect(old);
        _ground.Delete(address.ToString()!);
        Gives(NoSuchFile, Open(AddressFamily.Unix).Connect(address));

        Gives(SocketError.Success, next.Bind(address));
        Gives(SocketError.Success, next.Listen(1));

        Expect(In, old);
        Expect(None, next);
        Close(old);
        Await(In | Out | Err | Hup, waiting);
        Gives(SocketError.Success, Open(AddressFamily.Unix).Connect(address));
    }

    [SkippableFact]
    public void BindOfAUnixSocket_Twice_IsInvalid()
    {
        ChannelSocket socket = Open(AddressFamily.Unix);
        Gives(SocketError.Success, socket.Bind(NewAddress(AddressFamily.Unix)));

        Gives(SocketError.InvalidArgument, socket.Bind(NewAddress(AddressFamily.Unix)));
    }

    [SkippableFact]
    public void AbstractPath_GoesWithItsSocket()
    {
        var address = new UnixDomainSocketEndPoint($"\0{_ground.NewPath()}");
        ChannelSocket listener = Open(AddressFamily.Unix);
        Gives(SocketError.ConnectionRefused, Open(AddressFamily.Unix).Connect(address));
        Gives(SocketError.Success, listener.Bind(address));
        Gives(SocketError.Success, listener.Listen(1));
        Assert.Equal(address, listener.LocalEndPoint);
        Gives(SocketError.AddressAlreadyInUse, Open(AddressFamily.Unix).Bind(address));
        Gives(SocketError.Success, Open(AddressFamily.Unix).Connect(address));

        Close(listener);

        Gives(SocketError.ConnectionRefused, Open(AddressFamily.Unix).Connect(address));
        Gives(SocketError.Success, Open(AddressFamily.Unix).Bind(address));
    }

    [SkippableFact]
    public void NamesOfUnixSockets_AreTheirPaths()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix), client = Open(AddressFamily.Unix);
        Gives(SocketError.Success, client.Bind(NewAddress(AddressFamily.Unix)));
        Gives(SocketError.Success, client.Connect(listener.LocalEndPoint!));

        ChannelSocket server = Accept(listener, out var address);

        Assert.Equal(client.LocalEndPoint, address);
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(listener.LocalEndPoint, server.LocalEndPoint);
    }

    [SkippableFact]
    public void NamesOfUnixSockets_Unnamed_AreEmpty()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);
        ChannelSocket client = StartToConnect(listener);

        ChannelSocket server = Accept(listener, out var address);

        Assert.Equal("", address!.ToString());
        Assert.Equal("", client.LocalEndPoint!.ToString());
        Assert.Equal("", server.RemoteEndPoint!.ToString());
    }

    [SkippableFact]
    public void ConnectedUnixSocket_KeepsThePeersNameWhenThatHasClosed()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);
        (ChannelSocket client, ChannelSocket server) = Connect(listener);
        Close(server);

        Gives(SocketError.Success, client.GetRemoteEndPoint(out var address));
        Assert.Equal(listener.LocalEndPoint, address);
    }

    [SkippableFact]
    public void UnixDatagrams_KeepTheirBoundariesAndNames()
    {
        ChannelSocket receiver = BindUnixDatagrams(), named = BindUnixDatagrams();
        ChannelSocket unnamed = Open(AddressFamily.Unix, SocketType.Dgram);

        Gives(3, SendTo(named, "one", receiver.LocalEndPoint!));
        Gives(3, SendTo(unnamed, "two", receiver.LocalEndPoint!));
        Gives(0, SendTo(named, "", receiver.LocalEndPoint!));

        Await(In | Out, receiver);
        Assert.Equal(("one", named.LocalEndPoint), ReadFrom(receiver));
        Assert.Equal(("two", null), ReadFrom(receiver));
        Await(In | Out, receiver);
        Assert.Equal(("", named.LocalEndPoint), ReadFrom(receiver));
        Gives(SocketError.WouldBlock, Receive(receiver));
        Expect(Out, receiver);
    }

    [SkippableFact]
    public void UnixDatagrams_NobodyThere_IsRefused()
    {
        ChannelSocket sender = Open(AddressFamily.Unix, SocketType.Dgram), receiver = BindUnixDatagrams();
        var address = receiver.LocalEndPoint!;
        Gives(NoSuchFile, SendTo(sender, "hello", NewAddress(AddressFamily.Unix)));
        Gives(SocketError.NotConnected, sender.Send([1]));

        Close(receiver);

        Gives(SocketError.ConnectionRefused, SendTo(sender, "hello", address));
    }

    [SkippableFact]
    public void UnixDatagrams_FullQueue_WaitsForRoom()
    {
        ChannelSocket receiver = BindUnixDatagrams(), sender = Open(AddressFamily.Unix, SocketType.Dgram);
        Gives(SocketError.Success, sender.Connect(receiver.LocalEndPoint!));
        int sent = FillQueue(sender);

        Expect(None, sender);
        Gives(SocketError.WouldBlock, SendTo(Open(AddressFamily.Unix, SocketType.Dgram), "x", receiver.LocalEndPoint!));
        for (int i = 0; i < sent; i++)
        {
            Assert.Equal("x", Read(receiver));
        }

        Await(Out, sender);
        Send(sender, "x");
    }

    [SkippableFact]
    public void UnixDatagrams_FullQueue_IsWritableWhenItsOwnerHasClosed()
    {
        ChannelSocket receiver = BindUnixDatagrams(), sender = Open(AddressFamily.Unix, SocketType.Dgram);
        Gives(SocketError.Success, sender.Connect(receiver.LocalEndPoint!));
        FillQueue(sender);
        Expect(None, sender);

        Close(receiver);

        Await(Out, sender);
        Gives(SocketError.ConnectionRefused, sender.Send([1]));
        Gives(SocketError.NotConnected, sender.Send([1]));
    }

    [SkippableFact]
    public void UnixDatagrams_PathDeleted_TheConnectedStillReachTheirPeer()
    {
        ChannelSocket receiver = BindUnixDatagrams(), sender = Open(AddressFamily.Unix, SocketType.Dgram);
        Gives(SocketError.Success, sender.Connect(receiver.LocalEndPoint!));
        _ground.Delete(receiver.LocalEndPoint!.ToString()!);

        Send(sender, "hello");

        Await(In | Out, receiver);
        Assert.Equal("hello", Read(receiver));
    }

    [SkippableFact]
    public void UnixDatagrams_ThePeerDoesNotReceive_IsABrokenPipe()
    {
        ChannelSocket receiver = BindUnixDatagrams(), sender = Open(AddressFamily.Unix, SocketType.Dgram);
        Gives(SocketError.Success, receiver.Shutdown(SocketShutdown.Receive));

        Gives(SocketError.Shutdown, SendTo(sender, "hello", receiver.LocalEndPoint!));
    }

    [SkippableFact]
    public void UnixDatagrams_ConnectedElsewhere_TakesNoOthers()
    {
        ChannelSocket socket = BindUnixDatagrams(), peer = BindUnixDatagrams(), stranger = BindUnixDatagrams();
        Gives(SocketError.Success, socket.Connect(peer.LocalEndPoint!));

        Gives(NotPermitted, stranger.Connect(socket.LocalEndPoint!));
        Gives(NotPermitted, SendTo(stranger, "stranger", socket.LocalEndPoint!));
        Gives(4, SendTo(peer, "peer", socket.LocalEndPoint!));
        Assert.Equal("peer", Read(socket));
    }

    [SkippableFact]
    public void UnixDatagrams_ConnectedWithEachOther_AreLimitedByTheirBuffer()
    {
        ChannelSocket one = BindUnixDatagrams(), other = BindUnixDatagrams();
        Gives(SocketError.Success, one.Connect(other.LocalEndPoint!));
        Gives(SocketError.Success, other.Connect(one.LocalEndPoint!));

        for (int i = 0; i < 50; i++)
        {
            Send(one, "x");
        }

        Expect(Out, one);
        Expect(In | Out, other);
    }

    private ChannelSocket BindUnixDatagrams()
    {
        ChannelSocket socket = Open(AddressFamily.Unix, SocketType.Dgram);
        Gives(SocketError.Success, socket.Bind(NewAddress(AddressFamily.Unix)));
        return socket;
    }

    private static int FillQueue(ChannelSocket sender)
    {
        int sent = 0;
        while (sender.Send("x"u8).Succeeded)
        {
            sent++;
        }

        Gives(SocketError.WouldBlock, sender.Send([1]));
        return sent;
    }
}
