using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Facts;

/// <summary>A chat that answers the end of its input by closing once all is sent.</summary>
public sealed class ChatCloseWhenSentFacts
{
    /// <summary>
    /// The client was gone before it was accepted, so the channel was never connected. What it pushed in answer to what the
    /// client had sent could wait for ever, and did: the loop spun on it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void PeerThatResetBeforeItWasAccepted_Closes_WithOutputWaiting(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using (var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            client.Connect(listener.LocalEndPoint!);
            client.Send("question\n"u8);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        var chat = new Chat(listener.Accept(), test.Map);
        Assert.False(chat.connected);

        test.PumpUntil(() => chat.IsClosed, order, "closing");

        Assert.Equal(1, chat.Closes);
        Assert.Empty(test.Map.Values);
    }

    [Fact]
    public void WithoutAConnection_ClosesAtOnce_ForNothingCanBeSent()
    {
        using var test = new TestLoop();
        var chat = new Chat(null, test.Map);
        chat.create_socket();
        chat.push("early"u8);

        chat.CloseWhenSent();

        Assert.True(chat.IsClosed);
    }

    [Theory]
    [MemberData(nameof(Matrix.PollersAndOrders), MemberType = typeof(Matrix))]
    public void WhileConnecting_SendsFirst(PollerKind poller, Order order)
    {
        using var test = new TestLoop(poller);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var chat = new Chat(null, test.Map);
        chat.create_socket();
        chat.connect(listener.LocalEndPoint!);
        chat.push("early"u8);

        chat.CloseWhenSent();
        Assert.False(chat.IsClosed);
        test.PumpUntil(() => chat.IsClosed, order, "closing");

        using Socket accepted = listener.Accept();
        accepted.ReceiveTimeout = 30_000;
        byte[] buffer = new byte[10];
        Assert.Equal(5, accepted.Receive(buffer));
        Assert.Equal(0, accepted.Receive(buffer));
    }

    private sealed class Chat : asynchat.async_chat
    {
        public Chat(ChannelSocket? sock, ChannelMap map)
            : base(sock, map)
        {
            set_terminator("\n"u8);
        }

        public int Closes { get; private set; }

        public override void collect_incoming_data(byte[] data) => _collect_incoming_data(data);

        public override void found_terminator() => push(_get_data());

        public override void handle_connect()
        {
            // Nothing to do: what was pushed goes out now.
        }

        public override void handle_close()
        {
            Closes++;
            CloseWhenSent();
        }
    }
}
