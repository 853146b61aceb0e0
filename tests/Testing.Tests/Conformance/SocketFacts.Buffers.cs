using System.Net.Sockets;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <content>What is in the buffers of a connection, and what has room there.</content>
public abstract partial class SocketFacts
{
    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Receive_LessThanIsThere_LeavesTheRest(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Send(client, "hello");

        Await(In | Out, server);
        Assert.Equal(5, server.Available);
        Assert.Equal("he", Read(server, 2));
        Assert.Equal(3, server.Available);
        Expect(In | Out, server);
        Assert.Equal("llo", Read(server));
        Expect(Out, server);
        Gives(SocketError.WouldBlock, Receive(server));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Receive_TwoSends_ComeAsOne(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Send(client, "one");
        Send(client, "two");

        AwaitResult(() => server.Available, available => available == 6);
        Assert.Equal("onetwo", Read(server));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Peek_TakesNothing(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Send(client, "hello");
        Await(In | Out, server);

        Assert.Equal("hel", Read(server, 3, SocketFlags.Peek));
        Assert.Equal("hello", Read(server, flags: SocketFlags.Peek));
        Expect(In | Out, server);
        Assert.Equal("hello", Read(server));
        Gives(SocketError.WouldBlock, Receive(server, flags: SocketFlags.Peek));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Send_Nothing_ArrivesNowhere(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);

        Gives(0, client.Send([]));

        Expect(Out, server);
        Gives(SocketError.WouldBlock, Receive(server));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Receive_IntoNothing_WaitsForData(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);

        Gives(SocketError.WouldBlock, Receive(server, 0));
        Send(client, "hello");
        Await(In | Out, server);
        Gives(0, Receive(server, 0));
        Assert.Equal("hello", Read(server));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Send_UntilItIsFull_WouldBlock(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);

        Fill(client);

        Expect(None, client);
        Gives(SocketError.WouldBlock, client.Send([1]));
        Await(In | Out, server);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Send_Full_AByteReadMakesNoRoom(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Fill(client);
        Await(In | Out, server);

        Assert.Equal("\0", Read(server, 1));

        Expect(None, client);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Send_Full_EverythingReadMakesRoom(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        int sent = Fill(client);

        Drain(server, sent);

        Await(Out, client);
        Send(client, "more");
        Await(In | Out, server);
        Assert.Equal("more", Read(server));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Send_Full_NothingCanStillBeSent(AddressFamily family)
    {
        (ChannelSocket client, _) = Connect(family);
        Fill(client);

        Gives(0, client.Send([]));
        Expect(None, client);
    }

    [SkippableFact]
    public void Send_MoreThanThereIsRoomFor_TakesSome()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        byte[] data = new byte[64 << 20];

        IOResult result = client.Send(data);

        Assert.Equal(SocketError.Success, result.Error);
        Assert.InRange(result.Count, 1, data.Length - 1);
        Drain(server, result.Count);
        Gives(SocketError.WouldBlock, Receive(server));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Close_Full_EverythingArrivesBeforeTheEnd(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        int sent = Fill(client);

        Close(client);

        Drain(server, sent);
        AwaitResult(() => Receive(server), result => result == new IOResult(0));
    }

    [SkippableFact]
    public void ShutdownSend_Full_IsWritableAndEverythingArrives()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        int sent = Fill(client);

        Gives(SocketError.Success, client.Shutdown(SocketShutdown.Send));

        Expect(Out, client);
        Gives(SocketError.Shutdown, client.Send([1]));
        Drain(server, sent);
        AwaitResult(() => Receive(server), result => result == new IOResult(0));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Reset_Full_IsWritable(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        Fill(client);
        Await(In | Out, server);

        Close(server);

        Await(In | Out | Err | Hup, client);
        Gives(SocketError.ConnectionReset, Receive(client));
    }

    [SkippableFact]
    public void BothFull_BothEmptyAgain()
    {
        (ChannelSocket client, ChannelSocket server) = Connect();
        int there = Fill(client), back = Fill(server);
        Await(In, client);
        Await(In, server);

        Drain(server, there);
        Drain(client, back);

        Await(Out, client);
        Await(Out, server);
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Buffers_AreGivenTwiceWhatIsAskedFor(AddressFamily family)
    {
        ChannelSocket socket = Open(family);

        socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, 50_000);
        socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer, 60_000);

        Assert.Equal(100_000, socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer));
        Assert.Equal(120_000, socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer));
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Stream_KeepsItsBytesInOrder(AddressFamily family)
    {
        (ChannelSocket client, ChannelSocket server) = Connect(family);
        byte[] data = new byte[1 << 20], received = new byte[data.Length], buffer = new byte[50_000];
        new Random(1).NextBytes(data);
        int sent = 0, taken = 0;
        while (taken < data.Length)
        {
            sent += client.Send(data.AsSpan(sent, Math.Min(70_001, data.Length - sent))).Count;
            IOResult result = server.Receive(buffer);
            buffer.AsSpan(0, result.Count).CopyTo(received.AsSpan(taken));
            taken += result.Count;
            Assert.True(result.Count > 0 || _ground.GoOn());
        }

        Assert.Equal(data, received);
    }

    /// <summary>Sends zeros until there is no room, and nothing comes of waiting for it.</summary>
    private int Fill(ChannelSocket socket)
    {
        byte[] data = new byte[16_384];
        int sent = 0;
        for (int idle = 0; idle < 20; idle++)
        {
            for (IOResult result; (result = socket.Send(data)).Count > 0; idle = 0)
            {
                sent += result.Count;
            }

            // What is under way leaves room when it has arrived.
            _ground.GoOn();
        }

        return sent;
    }

    private void Drain(ChannelSocket socket, int count)
    {
        byte[] buffer = new byte[65_536];
        while (count > 0)
        {
            IOResult result = socket.Receive(buffer);
            Assert.True(result.Succeeded || result.WouldBlock, $"{result}, {count} bytes before the end");
            Assert.True(result.Count > 0 || _ground.GoOn(), $"{count} bytes do not arrive.");
            count -= result.Count;
        }

        Assert.Equal(0, count);
    }
}
