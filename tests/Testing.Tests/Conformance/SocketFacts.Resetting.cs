using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>Ends with a reset.</content>
public abstract partial class SocketFacts
{
    [SkippableTheory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void Abort_ThePeerIsResetOnce(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        var name = server.LocalEndPoint;

        Abort(client);

        Await(In | Out | Err | Hup, server);
        Gives(SocketError.ConnectionReset, Receive(server));
        Gives(0, Receive(server));
        Gives(SocketError.Shutdown, server.Send([1]));
        Gives(SocketError.NotConnected, server.GetRemoteEndPoint(out _));
        Gives(SocketError.NotConnected, server.Shutdown(SocketShutdown.Both));
        Assert.Equal(name, server.LocalEndPoint);
        Expect(In | Out | Hup, server);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Close_WithUnreadData_Resets(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Send(server, "unread");
        Await(In | Out, client);

        Close(client);

        Await(In | Out | Err | Hup, server);
        Gives(SocketError.ConnectionReset, Receive(server));
        Gives(0, Receive(server));
        Gives(SocketError.Shutdown, server.Send([1]));
        Expect(In | Out | Hup, server);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Reset_WhatHadArrivedIsReceivedFirst(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Send(client, "hello");
        Send(server, "unread");
        Await(In | Out, client);
        Await(In | Out, server);

        Close(client);

        Await(In | Out | Err | Hup, server);
        Assert.Equal("he", Read(server, 2));
        Expect(In | Out | Err | Hup, server);
        Assert.Equal("llo", Read(server));
        Gives(SocketError.ConnectionReset, Receive(server));
        Gives(0, Receive(server));
    }

    [SkippableFact]
    public void Reset_SendTellsItBeforeTheData()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "hello");
        Abort(client);
        Await(In | Out | Err | Hup, server);

        Gives(SocketError.ConnectionReset, server.Send([1]));
        Gives(SocketError.Shutdown, server.Send([1]));
        Assert.Equal("hello", Read(server));
        Gives(0, Receive(server));
    }

    [SkippableFact]
    public void ResetOfAUnixSocket_SendIsABrokenPipe()
    {
        (ChannelSocket client, ChannelSocket server) = Connect(AddressFamily.Unix);
        Send(server, "unread");
        Close(client);

        Gives(SocketError.Shutdown, server.Send([1]));
        Expect(In | Out | Err | Hup, server);
        Gives(SocketError.ConnectionReset, server.GetError());
    }

    [SkippableFact]
    public void Reset_TheErrorIsTakenOnce()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Abort(client);
        Await(In | Out | Err | Hup, server);

        Gives(SocketError.ConnectionReset, server.GetError());
        Gives(SocketError.Success, server.GetError());
        Gives(0, Receive(server));
    }

    [SkippableFact]
    public void Reset_OfTheOneThatConnected_ConnectTellsIt()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Abort(server);
        Await(In | Out | Err | Hup, client);

        Gives(SocketError.ConnectionReset, client.Connect(NobodysAddress()));
        Expect(Out | Hup, client);
        Gives(SocketError.NotConnected, Receive(client));
    }

    [SkippableFact]
    public void Reset_OfTheOneThatWasAccepted_ConnectDoesNotTell()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Abort(client);
        Await(In | Out | Err | Hup, server);

        Gives(SocketError.IsConnected, server.Connect(NobodysAddress()));
        Gives(SocketError.ConnectionReset, server.GetError());
    }

    [SkippableFact]
    public void Reset_AfterTheEndHadCome_IsABrokenPipe()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));
        Await(In | Out, server);

        Abort(client);

        Await(In | Out | Err | Hup, server);
        Gives(SocketError.Shutdown, server.GetError());
    }

    [SkippableFact]
    public void Abort_WithUnsentData_DropsIt()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        int sent = Fill(client);

        Abort(client);

        Await(In | Out | Err | Hup, server);
        Assert.InRange(server.Available, 1, sent - 1);
    }

    [SkippableFact]
    public void AbortOfAUnixSocket_IsAnOrderlyEnd()
    {
        (ChannelSocket client, ChannelSocket server) = Connect(AddressFamily.Unix);
        Send(client, "hello");

        Abort(client);

        Await(In | Out | Hup, server);
        Assert.Equal("hello", Read(server));
        Gives(0, Receive(server));
    }

    [SkippableFact]
    public void Close_PeeksAreNotReads()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(server, "unread");
        Await(In | Out, client);
        Assert.Equal("unread", Read(client, flags: SocketFlags.Peek));

        Close(client);

        Await(In | Out | Err | Hup, server);
        Gives(SocketError.ConnectionReset, server.GetError());
    }
}
