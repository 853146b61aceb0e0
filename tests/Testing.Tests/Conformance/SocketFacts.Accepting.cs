using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>Listeners, and what waits in their backlogs.</content>
public abstract partial class SocketFacts
{
    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Listener_NobodyConnects_IsNotReady(AddressFamily family)
    {
        ChannelSocket listener = Listen(family: family);

        Expect(None, listener);
        Gives(SocketError.WouldBlock, listener.Accept(out _, out _));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Listener_IsReadableUntilAllAreAccepted(AddressFamily family)
    {
        ChannelSocket listener = Listen(family: family);
        StartToConnect(listener);
        StartToConnect(listener);

        Await(In, listener);
        Accept(listener);
        Await(In, listener);
        Accept(listener);
        Expect(None, listener);
        Gives(SocketError.WouldBlock, listener.Accept(out _, out _));
    }

    [SkippableFact]
    public void Accept_InTheOrderOfConnecting()
    {
        ChannelSocket listener = Listen();
        ChannelSocket first = StartToConnect(listener), second = StartToConnect(listener);

        Accept(listener, out EndPoint? address);
        Assert.Equal(first.LocalEndPoint, address);
        Accept(listener, out address);
        Assert.Equal(second.LocalEndPoint, address);
    }

    [SkippableFact]
    public void Accept_BothEndsHaveTheSameAddresses()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();

        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Accept_NotListening_IsInvalid(AddressFamily family)
    {
        Gives(SocketError.InvalidArgument, Open(family).Accept(out _, out _));
        Gives(SocketError.InvalidArgument, Connect(family).Client.Accept(out _, out _));
    }

    [SkippableFact]
    public void AcceptAndListen_OnDatagramSockets_AreNotSupported()
    {
        Gives(SocketError.OperationNotSupported, OpenUdp().Accept(out _, out _));
        Gives(SocketError.OperationNotSupported, OpenUdp().Listen(1));
    }

    [SkippableFact]
    public void Listen_Unbound_TakesAPort()
    {
        ChannelSocket listener = Open();

        Gives(SocketError.Success, listener.Listen(1));
        Assert.NotEqual(0, ((IPEndPoint)listener.LocalEndPoint!).Port);
        Assert.Equal(IPAddress.Any, ((IPEndPoint)listener.LocalEndPoint!).Address);
    }

    [SkippableFact]
    public void Listen_UnboundUnixSocket_IsInvalid() => Gives(SocketError.InvalidArgument, Open(AddressFamily.Unix).Listen(1));

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Listen_Connected_IsInvalid(AddressFamily family) =>
        Gives(SocketError.InvalidArgument, Connect(family).Client.Listen(1));

    [SkippableFact]
    public void Listen_Again_KeepsWhatWaits()
    {
        ChannelSocket listener = Listen(1);
        StartToConnect(listener);
        Await(In, listener);

        Gives(SocketError.Success, listener.Listen(10));

        Await(In, listener);
        Accept(listener);
    }

    [SkippableFact]
    public void Listener_ReceiveAndSend_AreRefused()
    {
        ChannelSocket listener = Listen();

        Gives(SocketError.NotConnected, Receive(listener));
        Gives(SocketError.Shutdown, listener.Send([1]));
        Gives(SocketError.NotConnected, listener.GetRemoteEndPoint(out _));
    }

    [SkippableFact]
    public void Backlog_HoldsOneMoreThanItIsGiven()
    {
        ChannelSocket listener = Listen(1);
        ChannelSocket first = StartToConnect(listener), second = StartToConnect(listener);
        Await(Out, first);
        Await(Out, second);

        ChannelSocket third = StartToConnect(listener);

        Expect(None, third);
        Assert.Equal(SocketError.AlreadyInProgress, third.Connect(listener.LocalEndPoint!));
    }

    [SkippableFact]
    public void Backlog_WithRoomAgain_TakesWhoTriesAgain()
    {
        ChannelSocket listener = Listen(0);
        Await(Out, StartToConnect(listener));
        ChannelSocket second = StartToConnect(listener);
        Expect(None, second);

        Accept(listener);

        Await(Out, second);
        Accept(listener);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Accept_TheClientHasClosed_WhatItSentComesBeforeTheEnd(AddressFamily family)
    {
        ChannelSocket listener = Listen(family: family);
        ChannelSocket client = StartToConnect(listener);
        Await(Out, client);
        Send(client, "hello");
        Close(client);

        ChannelSocket server = Accept(listener);

        Await(family == AddressFamily.Unix ? In | Out | Hup : In | Out, server);
        Assert.Equal("hello", Read(server));
        AwaitResult(() => Receive(server), result => result == new IOResult(0));
    }

    [SkippableFact]
    public void Accept_TheClientHasReset_IsStillThere()
    {
        ChannelSocket listener = Listen();
        ChannelSocket client = StartToConnect(listener);
        Await(Out, client);
        EndPoint name = client.LocalEndPoint!;
        Send(client, "hello");
        Abort(client);

        Expect(In, listener);
        ChannelSocket server = Accept(listener, out EndPoint? address);

        Assert.Equal(name, address);
        Await(In | Out | Err | Hup, server);
        Gives(SocketError.NotConnected, server.GetRemoteEndPoint(out _));
        Assert.Equal("hello", Read(server));
        Gives(SocketError.ConnectionReset, Receive(server));
        Gives(0, Receive(server));
    }

    [SkippableFact]
    public void CloseOfAListener_ResetsWhoWaits()
    {
        ChannelSocket listener = Listen();
        ChannelSocket client = StartToConnect(listener);
        Await(Out, client);

        Close(listener);

        Await(In | Out | Err | Hup, client);
        Gives(SocketError.ConnectionReset, Receive(client));
    }

    [SkippableFact]
    public void CloseOfAUnixListener_ResetsWhoWaits()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);
        ChannelSocket client = StartToConnect(listener);

        Close(listener);

        Await(In | Out | Err | Hup, client);
        Gives(SocketError.ConnectionReset, Receive(client));
        Gives(0, Receive(client));
    }

    [SkippableFact]
    public void CloseOfAListener_LeavesWhatWasAccepted()
    {
        ChannelSocket listener = Listen();
        (ChannelSocket client, ChannelSocket server) = Connect(listener);

        Close(listener);
        Send(client, "hello");

        Await(In | Out, server);
        Assert.Equal("hello", Read(server));
    }

    [SkippableTheory]
    [InlineData(SocketShutdown.Receive)]
    [InlineData(SocketShutdown.Both)]
    public void ShutdownOfAListener_EndsListening(SocketShutdown how)
    {
        ChannelSocket listener = Listen();
        EndPoint address = listener.LocalEndPoint!;
        ChannelSocket waiting = StartToConnect(listener);
        Await(In, listener);

        Gives(SocketError.Success, listener.Shutdown(how));

        Expect(Out | Hup, listener);
        Gives(SocketError.InvalidArgument, listener.Accept(out _, out _));
        Await(In | Out | Err | Hup, waiting);
        Assert.Equal(address, listener.LocalEndPoint);
        ChannelSocket late = StartToConnect(listener);
        Await(In | Out | Err | Hup, late);
        Gives(SocketError.ConnectionRefused, late.GetError());
    }

    [SkippableFact]
    public void ShutdownOfAListener_CanListenAgain()
    {
        ChannelSocket listener = Listen();
        Gives(SocketError.Success, listener.Shutdown(SocketShutdown.Both));

        Gives(SocketError.Success, listener.Listen(1));

        Connect(listener);
        Expect(None, listener);
    }

    [SkippableFact]
    public void ShutdownOfAListener_SendAlone_ChangesNothing()
    {
        ChannelSocket listener = Listen();

        Gives(SocketError.Success, listener.Shutdown(SocketShutdown.Send));

        Expect(None, listener);
        Connect(listener);
    }

    [SkippableFact]
    public void ShutdownOfAUnixListener_RefusesAndKeepsWhatWaits()
    {
        ChannelSocket listener = Listen(family: AddressFamily.Unix);
        StartToConnect(listener);

        Gives(SocketError.Success, listener.Shutdown(SocketShutdown.Both));

        Expect(In | Hup, listener);
        Gives(SocketError.ConnectionRefused, Open(AddressFamily.Unix).Connect(listener.LocalEndPoint!));
        Gives(SocketError.Success, listener.Accept(out ChannelSocket? accepted, out _));
        Keep(accepted!);
        Expect(In | Hup, listener);
    }

    [SkippableFact]
    public void Accepted_HasTheOptionsOfItsListener()
    {
        ChannelSocket listener = Listen();
        listener.NoDelay = true;
        listener.ReuseAddress = true;
        listener.SetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1);

        (ChannelSocket client, ChannelSocket server) = Connect(listener);

        Assert.True(server.NoDelay);
        Assert.True(server.ReuseAddress);
        Assert.NotEqual(0, server.GetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.False(client.NoDelay);
    }
}
