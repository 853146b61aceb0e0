using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>Orderly ends: of a connection, and of one direction.</content>
public abstract partial class SocketFacts
{
    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Close_WhatWasSentComesBeforeTheEnd(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Send(client, "hello");
        Close(client);

        Await(PeerClosed(family), server);
        AwaitResult(() => server.Available, available => available == 5);
        Assert.Equal("hel", Read(server, 3));
        Assert.Equal("lo", Read(server, 3));
        AwaitResult(() => Receive(server), result => result == new IOResult(0));
        Gives(0, Receive(server));
        Gives(0, Receive(server));
        Expect(PeerClosed(family), server);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Close_NothingSent_IsTheEnd(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Close(client);

        Await(PeerClosed(family), server);
        Gives(0, Receive(server));
        Gives(0, Receive(server, 0));
        Gives(SocketError.Success, server.GetError());
    }

    [SkippableTheory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void Close_ThePeerMaySendOnce(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Close(client);
        Await(In | Out, server);

        Send(server, "hello");

        Await(In | Out | Err | Hup, server);
        Gives(SocketError.Shutdown, server.Send([1]));
        Gives(SocketError.Shutdown, server.Send([1]));
        Gives(0, Receive(server));
        Expect(In | Out | Hup, server);
    }

    [SkippableFact]
    public void Close_ThePeerHasSent_ItsErrorIsABrokenPipe()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "before");
        Close(client);
        Await(In | Out, server);
        Send(server, "hello");
        Await(In | Out | Err | Hup, server);

        Assert.Equal("before", Read(server));
        Gives(SocketError.Shutdown, server.GetError());
        Gives(SocketError.Success, server.GetError());
        Gives(0, Receive(server));
    }

    [SkippableFact]
    public void CloseOfAUnixSocket_ThePeerMayNotSend()
    {
        (ChannelSocket client, ChannelSocket server) = Connect(AddressFamily.Unix);
        Close(client);

        Await(In | Out | Hup, server);
        Gives(SocketError.Shutdown, server.Send([1]));
        Gives(SocketError.Shutdown, server.Send([]));
        Expect(In | Out | Hup, server);
    }

    [SkippableTheory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void ShutdownSend_TheOtherDirectionGoesOn(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Send(client, "question");

        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));

        Await(In | Out, server);
        Assert.Equal("question", Read(server));
        AwaitResult(() => Receive(server), result => result == new IOResult(0));
        Expect(Out, client);
        Send(server, "answer");
        Await(In | Out, client);
        Assert.Equal("answer", Read(client));
        Gives(SocketError.WouldBlock, Receive(client));
        Gives(SocketError.Shutdown, client.Send([1]));
        Gives(SocketError.Shutdown, client.Send([]));
        Expect(Out, client);
    }

    [SkippableFact]
    public void ShutdownSendOfAUnixSocket_TheOtherDirectionGoesOn()
    {
        (ChannelSocket client, ChannelSocket server) = Connect(AddressFamily.Unix);

        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));

        Await(In | Out, server);
        Gives(0, Receive(server));
        Send(server, "answer");
        Await(In | Out, client);
        Assert.Equal("answer", Read(client));
        Gives(SocketError.Shutdown, client.Send([1]));
        Expect(Out, client);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void ShutdownSend_Twice_ChangesNothing(AddressFamily family)
    {
        (ChannelSocket client, _) = Connect(family);

        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));
        Expect(Out, client);
    }

    [SkippableFact]
    public void ShutdownSend_OfBothEnds_IsTheEndOfTheConnection()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        var name = client.LocalEndPoint;
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));
        Await(In | Out, server);

        Gives(SocketError.Success, server.Shutdown(SocketShutdown.Send));

        Await(In | Out | Hup, client);
        Await(In | Out | Hup, server);
        AwaitResult(() => server.GetRemoteEndPoint(out _), error => error == SocketError.NotConnected);
        Gives(SocketError.NotConnected, client.GetRemoteEndPoint(out _));
        Gives(SocketError.NotConnected, client.Shutdown(SocketShutdown.Send));
        Gives(0, Receive(client));
        Gives(SocketError.Shutdown, server.Send([1]));
        Gives(SocketError.IsConnected, client.Connect(NobodysAddress()));
        Assert.Equal(name, client.LocalEndPoint);
    }

    [SkippableFact]
    public void ShutdownSend_OfBothUnixSockets_KeepsThePeer()
    {
        (ChannelSocket client, ChannelSocket server) = Connect(AddressFamily.Unix);
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));
        Gives(SocketError.Success, server.Shutdown(SocketShutdown.Send));

        Expect(In | Out | Hup, client);
        Expect(In | Out | Hup, server);
        Gives(SocketError.Success, client.GetRemoteEndPoint(out _));
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Both));
        Gives(0, Receive(client));
    }

    [SkippableFact]
    public void ShutdownReceive_WhatArrivesIsStillReceived()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Receive));

        Expect(In | Out, client);
        Gives(0, Receive(client));
        Expect(Out, server);
        Send(server, "hello");
        AwaitResult(() => client.Available, available => available == 5);
        Assert.Equal("hello", Read(client));
        Gives(0, Receive(client));
        Expect(Out, server);
        Send(client, "still");
        Await(In | Out, server);
    }

    [SkippableFact]
    public void ShutdownReceive_WhatWasThere_IsReceived()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(server, "hello");
        Await(In | Out, client);

        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Receive));

        Assert.Equal("hello", Read(client));
        Gives(0, Receive(client));
    }

    [SkippableFact]
    public void ShutdownReceiveOfAUnixSocket_ThePeerMayNotSend()
    {
        (ChannelSocket client, ChannelSocket server) = Connect(AddressFamily.Unix);
        Send(server, "before");

        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Receive));

        Expect(In | Out, client);
        Expect(Out, server);
        Gives(SocketError.Shutdown, server.Send([1]));
        Assert.Equal("before", Read(client));
        Gives(0, Receive(client));
        Send(client, "still");
        Await(In | Out, server);
    }

    [SkippableFact]
    public void ShutdownBoth_WhatArrivesResets()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Both));
        Expect(In | Out | Hup, client);
        Await(In | Out, server);

        Send(server, "hello");

        Await(In | Out | Err | Hup, client);
        Await(In | Out | Err | Hup, server);
        Gives(SocketError.ConnectionReset, client.GetError());
        Gives(SocketError.Shutdown, server.GetError());
        Gives(0, Receive(client));
        Gives(0, Receive(server));
    }

    [SkippableFact]
    public void ShutdownReceive_ThenReset_IsAResetAllTheSame()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Receive));

        Abort(server);

        Await(In | Out | Err | Hup, client);
        Gives(SocketError.ConnectionReset, client.GetError());
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Close_BothAtOnce_LeavesNothing(AddressFamily family)
    {
        ChannelSocket listener = Listen(family: family);
        (ChannelSocket client, ChannelSocket server) = Connect(listener);
        Send(client, "to nobody");
        Close(client);
        Close(server);
        _ground.Settle();

        (client, server) = Connect(listener);
        Expect(Out, client);
        Expect(Out, server);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Closed_EveryCallSaysSo(AddressFamily family)
    {
        (ChannelSocket client, _) = Connect(family);
        Close(client);

        Assert.Equal(-1, client.Descriptor);
        Assert.True(client.IsClosed);
        Gives(SocketErrors.BadDescriptor, Receive(client));
        Gives(SocketErrors.BadDescriptor, client.Send([1]));
        Gives(SocketErrors.BadDescriptor, client.Shutdown(SocketShutdown.Both));
        Gives(SocketErrors.BadDescriptor, client.Bind(NewAddress(family)));
        Gives(SocketErrors.BadDescriptor, client.Listen(1));
        Gives(SocketErrors.BadDescriptor, client.Accept(out _, out _));
        Gives(SocketErrors.BadDescriptor, client.Connect(NewAddress(family)));
        Gives(SocketErrors.BadDescriptor, client.GetError());
        Gives(SocketErrors.BadDescriptor, client.GetRemoteEndPoint(out _));
        Assert.Null(client.LocalEndPoint);
        Assert.Equal(0, client.Available);
        Gives(SocketError.Success, client.Close());
        Gives(SocketError.Success, client.Abort());
    }

    /// <summary>A Unix socket knows that its peer is gone; TCP knows that no more will come.</summary>
    private static PollFlags PeerClosed(AddressFamily family) => family == AddressFamily.Unix ? In | Out | Hup : In | Out;
}
