using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>Urgent (out-of-band) data of TCP.</content>
public abstract partial class SocketFacts
{
    [SkippableFact]
    public void Urgent_Alone_IsUrgentAndNotReadable()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();

        Send(client, "!", SocketFlags.OutOfBand);

        Await(Out | Pri, server);
        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand));
        Expect(Out, server);
        Gives(SocketError.WouldBlock, Receive(server));
    }

    [SkippableFact]
    public void Urgent_ReadTwice_IsInvalid()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Gives(SocketError.InvalidArgument, Receive(server, flags: SocketFlags.OutOfBand));
        Send(client, "!", SocketFlags.OutOfBand);
        Await(Out | Pri, server);
        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand));

        Gives(SocketError.InvalidArgument, Receive(server, flags: SocketFlags.OutOfBand));
    }

    [SkippableFact]
    public void Urgent_IsTheLastByteOfItsSend()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();

        Send(client, "ab!", SocketFlags.OutOfBand);

        Await(In | Out | Pri, server);
        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand));
        Expect(In | Out, server);
        Assert.Equal("ab", Read(server));
        Gives(SocketError.WouldBlock, Receive(server));
    }

    [SkippableFact]
    public void Urgent_ReceiveStopsAtItsPlaceAndSkipsIt()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "before");
        Send(client, "!", SocketFlags.OutOfBand);
        Send(client, "after");
        Await(In | Out | Pri, server);

        AwaitResult(() => server.Available, available => available == 6);
        Assert.Equal("before", Read(server));
        Await(In | Out | Pri, server);
        Assert.Equal(0, server.Available);
        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand));
        Expect(In | Out, server);
        Assert.Equal("after", Read(server));
        Expect(Out, server);
    }

    [SkippableFact]
    public void Urgent_ReadPast_IsGone()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "before");
        Send(client, "!", SocketFlags.OutOfBand);
        Send(client, "after");
        Await(In | Out | Pri, server);
        AwaitResult(() => server.Available, available => available == 6);
        Assert.Equal("before", Read(server));
        Await(In | Out | Pri, server);

        Assert.Equal("after", Read(server));
        Expect(Out, server);
        Gives(SocketError.InvalidArgument, Receive(server, flags: SocketFlags.OutOfBand));
    }

    [SkippableFact]
    public void Urgent_AReceiveThatFindsNothingElse_SkipsIt()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "!", SocketFlags.OutOfBand);
        Await(Out | Pri, server);

        Gives(SocketError.WouldBlock, Receive(server));

        Expect(Out, server);
        Gives(SocketError.InvalidArgument, Receive(server, flags: SocketFlags.OutOfBand));
    }

    [SkippableFact]
    public void Urgent_Peek_TakesNothing()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "!", SocketFlags.OutOfBand);
        Await(Out | Pri, server);

        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand | SocketFlags.Peek));
        Expect(Out | Pri, server);
        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand));
        Expect(Out, server);
    }

    [SkippableFact]
    public void Urgent_Another_MakesTheFirstOrdinary()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "a");
        Send(client, "1", SocketFlags.OutOfBand);
        Send(client, "b");
        Send(client, "2", SocketFlags.OutOfBand);
        Send(client, "c");
        AwaitResult(() => Receive(server, flags: SocketFlags.Peek), result => result.Count == 3);

        Assert.Equal("a1b", Read(server));
        Assert.Equal("2", Read(server, flags: SocketFlags.OutOfBand));
        Assert.Equal("c", Read(server));
        Expect(Out, server);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Urgent_Another_TakesThePlaceOfOneThatIsNext(bool read)
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "1", SocketFlags.OutOfBand);
        Await(Out | Pri, server);
        if (read)
        {
            Assert.Equal("1", Read(server, flags: SocketFlags.OutOfBand));
        }

        Send(client, "2", SocketFlags.OutOfBand);

        AwaitResult(() => Receive(server, flags: SocketFlags.OutOfBand | SocketFlags.Peek), result => result.Succeeded);
        _ground.Settle();
        Assert.Equal("2", Read(server, flags: SocketFlags.OutOfBand));
        Gives(SocketError.WouldBlock, Receive(server));
    }

    [SkippableFact]
    public void Urgent_ReadAndNotPassed_IsNotReadable()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "!", SocketFlags.OutOfBand);
        Await(Out | Pri, server);
        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand));
        Send(client, "after");

        Await(In | Out, server);
        Assert.Equal("after", Read(server, flags: SocketFlags.Peek));
        Assert.Equal("after", Read(server));
    }

    [SkippableFact]
    public void Urgent_ThenTheEnd_IsReadable()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "!", SocketFlags.OutOfBand);
        Close(client);

        Await(In | Out | Pri, server);
        Assert.Equal("!", Read(server, flags: SocketFlags.OutOfBand));
        Gives(0, Receive(server));
        Expect(In | Out, server);
    }

    [SkippableFact]
    public void Urgent_ThenAReset_IsAnError()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        Send(client, "!", SocketFlags.OutOfBand);
        Await(Out | Pri, server);
        Abort(client);

        Await(In | Out | Pri | Err | Hup, server);
        Gives(SocketError.ConnectionReset, Receive(server));
    }

    [SkippableFact]
    public void Urgent_Unconnected_IsRefused()
    {
        ChannelSocket socket = Open();

        Gives(SocketError.Shutdown, socket.Send([1], SocketFlags.OutOfBand));
        Gives(SocketError.InvalidArgument, Receive(socket, flags: SocketFlags.OutOfBand));
    }
}
