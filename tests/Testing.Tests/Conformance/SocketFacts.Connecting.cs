using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>Connecting, and what a socket is before.</content>
public abstract partial class SocketFacts
{
    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Fresh_IsWritableAndHungUp(AddressFamily family) => Expect(Out | Hup, Open(family));

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Bound_IsWritableAndHungUp(AddressFamily family)
    {
        ChannelSocket socket = Open(family);
        Gives(SocketError.Success, socket.Bind(NewAddress(family)));

        Expect(Out | Hup, socket);
    }

    [SkippableFact]
    public void Fresh_ReceiveAndSend_AreRefused()
    {
        ChannelSocket socket = Open();

        Gives(SocketError.NotConnected, Receive(socket));
        Gives(SocketError.Shutdown, socket.Send([1]));
        Gives(SocketError.Shutdown, socket.Send([]));
        Gives(SocketError.Success, socket.GetError());
    }

    [SkippableFact]
    public void FreshUnixSocket_ReceiveAndSend_AreRefused()
    {
        ChannelSocket socket = Open(AddressFamily.Unix);

        Gives(SocketError.InvalidArgument, Receive(socket));
        Gives(SocketError.NotConnected, socket.Send([1]));
        Gives(SocketError.NotConnected, socket.Send([]));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Fresh_HasNoPeer(AddressFamily family)
    {
        ChannelSocket socket = Open(family);

        Gives(SocketError.NotConnected, socket.GetRemoteEndPoint(out EndPoint? address));
        Assert.Null(address);
        Assert.Null(socket.RemoteEndPoint);
    }

    [SkippableTheory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void Connect_GoesOnAndThenIsWritable(AddressFamily family)
    {
        ChannelSocket listener = Listen(family: family);
        ChannelSocket client = Open(family);

        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));

        Await(Out, client);
        Gives(SocketError.Success, client.GetError());
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
    }

    [SkippableFact]
    public void Connect_WhileItGoesOn_AlreadyInProgress()
    {
        ChannelSocket client = ConnectToAFullBacklog(out ChannelSocket listener);

        Expect(None, client);
        Gives(SocketError.AlreadyInProgress, client.Connect(listener.LocalEndPoint!));
        Gives(SocketError.WouldBlock, Receive(client));
        Gives(SocketError.WouldBlock, client.Send([1]));
        Gives(SocketError.NotConnected, client.GetRemoteEndPoint(out _));
        Gives(SocketError.InvalidArgument, client.Bind(NewAddress(AddressFamily.InterNetwork)));
        Gives(SocketError.InvalidArgument, client.Listen(1));
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)client.LocalEndPoint!).Address);
    }

    [SkippableFact]
    public void Connect_WhenItHasSucceeded_SaysSoOnce()
    {
        ChannelSocket listener = Listen();
        ChannelSocket client = StartToConnect(listener);
        Await(Out, client);

        Gives(SocketError.Success, client.Connect(listener.LocalEndPoint!));
        Gives(SocketError.IsConnected, client.Connect(listener.LocalEndPoint!));
    }

    [SkippableFact]
    public void Connect_OfAnAcceptedSocket_IsConnected()
    {
        (_, ChannelSocket server) = Connect();

        Gives(SocketError.IsConnected, server.Connect(NobodysAddress()));
    }

    [SkippableFact]
    public void Connect_OfAConnectedUnixSocket_IsConnected()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);
        ChannelSocket client = StartToConnect(listener);

        Gives(SocketError.IsConnected, client.Connect(listener.LocalEndPoint!));
    }

    [SkippableFact]
    public void Connect_OfAListener_IsRefused()
    {
        ChannelSocket listener = Listen(), unix = Listen(family: AddressFamily.Unix);

        Gives(SocketError.IsConnected, listener.Connect(listener.LocalEndPoint!));
        Gives(SocketError.InvalidArgument, unix.Connect(unix.LocalEndPoint!));
    }

    [SkippableFact]
    public void Connect_Refused_TellsByTheError()
    {
        ChannelSocket client = ConnectToNobody();

        Gives(SocketError.ConnectionRefused, client.GetError());
        Gives(SocketError.Success, client.GetError());
        Expect(In | Out | Hup, client);
        Gives(0, Receive(client));
        Gives(SocketError.Shutdown, client.Send([1]));
    }

    [SkippableFact]
    public void Connect_Refused_TellsByReceive()
    {
        ChannelSocket client = ConnectToNobody();

        Gives(SocketError.ConnectionRefused, Receive(client));
        Gives(0, Receive(client));
        Expect(In | Out | Hup, client);
    }

    [SkippableFact]
    public void Connect_Refused_TellsBySend()
    {
        ChannelSocket client = ConnectToNobody();

        Gives(SocketError.ConnectionRefused, client.Send([1]));
        Gives(SocketError.Shutdown, client.Send([1]));
    }

    [SkippableFact]
    public void Connect_Refused_TellsByConnectAndCanStartAgain()
    {
        ChannelSocket client = ConnectToNobody(), listener = Listen();

        Gives(SocketError.ConnectionRefused, client.Connect(listener.LocalEndPoint!));
        Expect(Out | Hup, client);
        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));
        Await(Out, client);
        Accept(listener);
    }

    [SkippableFact]
    public void Connect_RefusedAndTold_IsAbortedAndCanStartAgain()
    {
        ChannelSocket client = ConnectToNobody(), listener = Listen();
        Gives(SocketError.ConnectionRefused, client.GetError());

        Gives(SocketError.ConnectionAborted, client.Connect(listener.LocalEndPoint!));
        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));
        Await(Out, client);
        ChannelSocket server = Accept(listener);
        Send(client, "hello");
        Await(In | Out, server);
        Assert.Equal("hello", Read(server));
    }

    [SkippableFact]
    public void Connect_ToPort0_IsRefused()
    {
        ChannelSocket client = Open();

        Gives(SocketError.InProgress, client.Connect(new IPEndPoint(IPAddress.Loopback, 0)));
        Await(In | Out | Err | Hup, client);
        Gives(SocketError.ConnectionRefused, client.GetError());
    }

    [SkippableFact]
    public void Connect_WithAnAddressOfAnotherFamily_IsRefused()
    {
        Gives(SocketError.AddressFamilyNotSupported, Open().Connect(new IPEndPoint(IPAddress.IPv6Loopback, 1)));
        Gives(SocketError.InvalidArgument, Open(AddressFamily.InterNetworkV6).Connect(new IPEndPoint(IPAddress.Loopback, 1)));
        Gives(SocketError.InvalidArgument, Open(AddressFamily.Unix).Connect(new IPEndPoint(IPAddress.Loopback, 1)));
    }

    [SkippableFact]
    public void Connect_ToAnyAddress_ReachesTheMachineItself()
    {
        ChannelSocket listener = Listen();
        ChannelSocket client = Open();
        var address = (IPEndPoint)listener.LocalEndPoint!;

        Gives(SocketError.InProgress, client.Connect(new IPEndPoint(IPAddress.Any, address.Port)));

        Await(Out, client);
        Assert.Equal(address, client.RemoteEndPoint);
    }

    [SkippableFact]
    public void Connect_Bound_ComesFromThere()
    {
        ChannelSocket listener = Listen();
        ChannelSocket client = Open();
        Gives(SocketError.Success, client.Bind(NewAddress(AddressFamily.InterNetwork)));
        EndPoint name = client.LocalEndPoint!;

        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));

        Accept(listener, out EndPoint? address);
        Assert.Equal(name, address);
        Assert.Equal(name, client.LocalEndPoint);
    }

    [SkippableFact]
    public void Connect_BoundToAnyAddress_ChoosesOne()
    {
        ChannelSocket listener = Listen(), client = Open();
        Gives(SocketError.Success, client.Bind(new IPEndPoint(IPAddress.Any, 0)));
        int port = ((IPEndPoint)client.LocalEndPoint!).Port;

        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), client.LocalEndPoint);
        Accept(listener, out EndPoint? address);
        Assert.Equal(client.LocalEndPoint, address);
    }

    [SkippableFact]
    public void Connect_ToAnotherLoopbackAddress_ComesFromTheFirst()
    {
        ChannelSocket listener = Open(), client = Open();
        Gives(SocketError.Success, listener.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0)));
        Gives(SocketError.Success, listener.Listen(1));

        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));

        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)client.LocalEndPoint!).Address);
        Await(Out, client);
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
    }

    [SkippableFact]
    public void Connect_Refused_TheNameIsShownAndThePortIsFree()
    {
        // The port is anybody's now, on a real machine another test's, too: one of a few is still there.
        Assert.Contains(Enumerable.Range(0, 10), attempt =>
        {
            ChannelSocket client = ConnectToNobody();
            EndPoint name = client.LocalEndPoint!;

            Assert.Equal(IPAddress.Loopback, ((IPEndPoint)name).Address);
            Gives(SocketError.NotConnected, client.GetRemoteEndPoint(out _));
            SocketError error = Open().Bind(name);
            Gives(SocketError.InvalidArgument, client.Listen(1));
            return error == SocketError.Success;
        });
    }

    [SkippableFact]
    public void Connect_RefusedAndBound_KeepsItsPort()
    {
        ChannelSocket client = Open();
        EndPoint name = FreeAddress();
        Gives(SocketError.Success, client.Bind(name));
        Gives(SocketError.InProgress, client.Connect(NobodysAddress()));
        Await(In | Out | Err | Hup, client);

        Assert.Equal(name, client.LocalEndPoint);
        Gives(SocketError.AddressAlreadyInUse, Open().Bind(name));
        Gives(SocketError.InvalidArgument, client.Bind(NewAddress(AddressFamily.InterNetwork)));
        Gives(SocketError.ConnectionRefused, client.Connect(NobodysAddress()));
        ChannelSocket listener = Listen();
        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));
        Accept(listener, out EndPoint? address);
        Assert.Equal(name, address);
    }

    [SkippableFact]
    public void Connect_ShutDownWhenRefused_NeverConnectsAgain()
    {
        ChannelSocket client = ConnectToNobody();

        Gives(SocketError.NotConnected, client.Shutdown(SocketShutdown.Both));

        Gives(SocketError.InvalidArgument, client.Connect(Listen().LocalEndPoint!));
    }

    [SkippableFact]
    public void Shutdown_Fresh_IsRefusedAndStillEndsIt()
    {
        ChannelSocket socket = Open();

        Gives(SocketError.NotConnected, socket.Shutdown(SocketShutdown.Both));

        Expect(In | Out | Hup, socket);
        Gives(0, Receive(socket));
    }

    [SkippableFact]
    public void Shutdown_FreshUnixSocket_Succeeds()
    {
        ChannelSocket socket = Open(AddressFamily.Unix);

        Gives(SocketError.Success, socket.Shutdown(SocketShutdown.Both));

        Expect(In | Out | Hup, socket);
        Gives(SocketError.InvalidArgument, Receive(socket));
    }

    [SkippableFact]
    public void Shutdown_WhileItConnects_GivesUp()
    {
        ChannelSocket client = ConnectToAFullBacklog(out ChannelSocket listener);

        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));

        Expect(Out | Err | Hup, client);
        Gives(SocketError.ConnectionReset, client.GetError());
        Expect(Out | Hup, client);
        Gives(SocketError.InProgress, client.Connect(listener.LocalEndPoint!));
        Expect(None, client);
    }

    [SkippableFact]
    public void Close_WhileItConnects_LeavesNothing()
    {
        ChannelSocket client = ConnectToAFullBacklog(out ChannelSocket listener);
        Close(client);
        Accept(listener);

        ChannelSocket next = StartToConnect(listener);

        Await(Out, next);
        Accept(listener, out EndPoint? address);
        Assert.Equal(next.LocalEndPoint, address);
    }

    [SkippableFact]
    public void Connect_SentBeforeItWasAccepted_IsThere()
    {
        ChannelSocket listener = Listen();
        ChannelSocket client = StartToConnect(listener);
        Await(Out, client);
        Send(client, "hello");

        ChannelSocket server = Accept(listener);

        Await(In | Out, server);
        Assert.Equal("hello", Read(server));
    }

    private ChannelSocket ConnectToNobody()
    {
        ChannelSocket client = Open();
        Gives(SocketError.InProgress, client.Connect(NobodysAddress()));
        Await(In | Out | Err | Hup, client);
        return client;
    }

    private ChannelSocket ConnectToAFullBacklog(out ChannelSocket listener)
    {
        listener = Listen(0);
        Await(Out, StartToConnect(listener));
        return StartToConnect(listener);
    }
}
