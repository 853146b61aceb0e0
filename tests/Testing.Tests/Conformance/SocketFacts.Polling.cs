using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>Pollers.</content>
public abstract partial class SocketFacts
{
    [SkippableFact]
    public void Poller_NothingRegistered_ReportsNothing()
    {
        using IPoller poller = CreatePoller();

        Assert.Empty(poller.Wait(TimeSpan.Zero).ToArray());
        Assert.Empty(poller.Wait(TimeSpan.FromMilliseconds(1)).ToArray());
    }

    [SkippableFact]
    public void Poller_WhatIsNotActedOn_IsReportedAgain()
    {
        using IPoller poller = CreatePoller();
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "hello");
        Await(In | Out, server);
        Add(poller, server, 1, In);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(In, Look(poller, server.Descriptor, 1));
        }

        Assert.Equal("hello", Read(server));
        Assert.Equal(None, Look(poller, server.Descriptor, 1));
    }

    [SkippableFact]
    public void Poller_OnlyWhatIsAskedFor_IsReported()
    {
        using IPoller poller = CreatePoller();
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "hello");
        Await(In | Out, server);

        Add(poller, server, 1, Out);
        Assert.Equal(Out, Look(poller, server.Descriptor, 1));
        Gives(SocketError.Success, poller.Modify(server.Descriptor, 1, In, server));
        Assert.Equal(In, Look(poller, server.Descriptor, 1));
        Gives(SocketError.Success, poller.Modify(server.Descriptor, 1, Pri, server));
        Assert.Equal(None, Look(poller, server.Descriptor, 1));
        Gives(SocketError.Success, poller.Modify(server.Descriptor, 1, In | Out, server));
        Assert.Equal(In | Out, Look(poller, server.Descriptor, 1));
    }

    [SkippableTheory]
    [InlineData(PollFlags.None)]
    [InlineData(PollFlags.Pri)]
    [InlineData(PollFlags.In)]
    [InlineData(PollFlags.Out)]
    public void Poller_ErrorsAndHangUps_AreReportedUnasked(PollFlags interest)
    {
        using IPoller poller = CreatePoller();
        (ChannelSocket client, ChannelSocket server) = Connect();
        Add(poller, server, 1, interest);
        Abort(client);
        Await(In | Out | Err | Hup, server);

        Assert.Equal(Reports.Of(_ground.Kind, In | Out | Err | Hup, interest), Look(poller, server.Descriptor, 1));
        Gives(SocketError.ConnectionReset, server.GetError());
        Assert.Equal(Reports.Of(_ground.Kind, In | Out | Hup, interest), Look(poller, server.Descriptor, 1));
    }

    [SkippableFact]
    public void Poller_AnErrorOfADatagramSocket_IsReportedUnasked()
    {
        using IPoller poller = CreatePoller();
        ChannelSocket socket = OpenUdp();
        Gives(SocketError.Success, socket.Connect(FreeAddress(SocketType.Dgram)));
        Add(poller, socket, 1, In);
        Assert.Equal(None, Look(poller, socket.Descriptor, 1));
        Send(socket, "hello");
        Await(Out | Err, socket);

        Assert.Equal(Reports.Of(_ground.Kind, Out | Err, In), Look(poller, socket.Descriptor, 1));
    }

    [SkippableFact]
    public void Poller_Remove_IsSilentFromThenOn()
    {
        using IPoller poller = CreatePoller();
        (ChannelSocket client, ChannelSocket server) = Connect();
        Add(poller, server, 1, In | Out);
        Assert.Equal(Out, Look(poller, server.Descriptor, 1));

        poller.Remove(server.Descriptor);
        poller.Remove(server.Descriptor);

        Send(client, "hello");
        Await(In | Out, server);
        Assert.Empty(poller.Wait(TimeSpan.Zero).ToArray());
        Add(poller, server, 2, In | Out);
        Assert.Equal(In | Out, Look(poller, server.Descriptor, 2));
    }

    [SkippableFact]
    public void Poller_RemoveOfAnUnknownDescriptor_DoesNothing()
    {
        using IPoller poller = CreatePoller();

        poller.Remove(Connect().Client.Descriptor);

        Assert.Empty(poller.Wait(TimeSpan.Zero).ToArray());
    }

    [SkippableFact]
    public void Poller_Modify_TakesTheNewGeneration()
    {
        using IPoller poller = CreatePoller();
        (ChannelSocket client, _) = Connect();
        Add(poller, client, 7, Out);
        Assert.Equal(Out, Look(poller, client.Descriptor, 7));

        Gives(SocketError.Success, poller.Modify(client.Descriptor, 8, Out, client));

        Assert.Equal(Out, Look(poller, client.Descriptor, 8));
    }

    [SkippableFact]
    public void Poller_AddTwice_Replaces()
    {
        using IPoller poller = CreatePoller();
        (ChannelSocket client, _) = Connect();
        Add(poller, client, 1, In);
        Add(poller, client, 2, Out);

        Assert.Equal(Out, Look(poller, client.Descriptor, 2));
    }

    [SkippableFact]
    public void Poller_ADescriptorThatIsUsedAgain_HasItsNewGeneration()
    {
        using IPoller poller = CreatePoller();
        ChannelSocket first = OpenUdp();
        int descriptor = first.Descriptor;
        Add(poller, first, 1, In | Out);
        Assert.Equal(Out, Look(poller, descriptor, 1));
        poller.Remove(descriptor);
        Close(first);

        List<ChannelSocket> others = [];
        ChannelSocket next;
        while ((next = OpenUdp()).Descriptor != descriptor && others.Count < 100)
        {
            others.Add(next); // other tests of this process open descriptors, too
        }

        Skip.If(next.Descriptor != descriptor, "Something else has taken the descriptor.");
        Add(poller, next, 2, Out);
        Assert.Equal(Out, Look(poller, descriptor, 2));
    }

    [SkippableFact]
    public void Poller_AClosedDescriptor_IsDropped()
    {
        using IPoller poller = CreatePoller();
        ChannelSocket socket = OpenUdp(), other = OpenUdp();
        Add(poller, socket, 1, Out);
        Add(poller, other, 2, Out);
        int descriptor = socket.Descriptor;

        Gives(SocketError.Success, socket.Close());

        PollEvent[] events = poller.Wait(TimeSpan.Zero).ToArray();
        Assert.Equal(new PollEvent(other.Descriptor, 2, Out), events.Single(e => e.Descriptor == other.Descriptor));
        PollFlags closed = events.SingleOrDefault(e => e.Descriptor == descriptor).Flags;
        Assert.Contains(closed, new[] { Reports.OfClosed(_ground.Kind), Out }); // or another file has taken the number
        poller.Remove(descriptor);
        Assert.DoesNotContain(poller.Wait(TimeSpan.Zero).ToArray(), e => e.Descriptor == descriptor);
    }

    [SkippableFact]
    public void Poller_AddOfADescriptorThatIsNotOpen_SaysSo()
    {
        using IPoller poller = CreatePoller();
        const int NotOpen = 19_999;

        (SocketError onAdd, PollFlags onWait) = Reports.OfUnknown(_ground.Kind);
        Gives(onAdd, poller.Add(NotOpen, 1, In, null));
        Assert.Equal(onWait, Look(poller, NotOpen, 1));
    }

    [SkippableFact]
    public void Poller_ManyAtOnce_ReportsEachOnce()
    {
        using IPoller poller = CreatePoller();
        ChannelSocket[] sockets = [.. Enumerable.Range(0, 200).Select(_ => OpenUdp())];
        foreach (ChannelSocket socket in sockets)
        {
            Add(poller, socket, (uint)socket.Descriptor + 1, Out);
        }

        PollEvent[] events = poller.Wait(TimeSpan.FromSeconds(1)).ToArray();

        Assert.Equal(
            sockets.Select(s => new PollEvent(s.Descriptor, (uint)s.Descriptor + 1, Out)).OrderBy(e => e.Descriptor),
            events.OrderBy(e => e.Descriptor));
    }

    [SkippableFact]
    public void Poller_Two_BothReport()
    {
        using IPoller one = CreatePoller(), other = CreatePoller();
        (ChannelSocket client, ChannelSocket server) = Connect();
        Add(one, server, 1, In);
        Add(other, server, 2, In);
        Send(client, "hello");
        Await(In | Out, server);

        Assert.Equal(In, Look(one, server.Descriptor, 1));
        Assert.Equal(In, Look(other, server.Descriptor, 2));
        one.Remove(server.Descriptor);
        Assert.Equal(In, Look(other, server.Descriptor, 2));
    }

    [SkippableFact]
    public void Poller_Wait_EndsWithWhatHappens()
    {
        using IPoller poller = CreatePoller();
        (ChannelSocket client, ChannelSocket server) = Connect();
        Add(poller, server, 1, In);
        Send(client, "hello");

        Assert.Equal([new PollEvent(server.Descriptor, 1, In)], poller.Wait(TimeSpan.FromSeconds(30)).ToArray());
    }

    [SkippableFact]
    public void Poller_Woken_EndsItsNextWaitAndNoOther()
    {
        using IPoller poller = CreatePoller();
        poller.Wake();
        poller.Wake();

        Assert.Empty(poller.Wait(Timeout.InfiniteTimeSpan).ToArray());
        ChannelSocket socket = OpenUdp();
        Add(poller, socket, 1, In);
        Assert.Empty(poller.Wait(TimeSpan.FromMilliseconds(1)).ToArray());
    }

    [SkippableFact]
    public void Poller_WokenWithSomethingReady_ReportsIt()
    {
        using IPoller poller = CreatePoller();
        ChannelSocket socket = OpenUdp();
        Add(poller, socket, 1, Out);
        poller.Wake();

        Assert.Equal(Out, Look(poller, socket.Descriptor, 1));
    }

    private static void Add(IPoller poller, ChannelSocket socket, uint generation, PollFlags interest) =>
        Gives(SocketError.Success, poller.Add(socket.Descriptor, generation, interest, socket));

    private IPoller CreatePoller() => _ground.Network.CreatePoller(_ground.Kind);
}
