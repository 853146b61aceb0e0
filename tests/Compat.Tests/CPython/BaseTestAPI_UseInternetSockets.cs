using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>The suite over IPv4 and IPv6, with the tests of <c>BaseTestAPI</c> that do not apply to Unix sockets.</summary>
public abstract class BaseTestAPI_UseInternetSockets : BaseTestAPI
{
    private readonly (string host, int port) _address;

    private protected BaseTestAPI_UseInternetSockets(AddressFamily family, string host, Order order, Ground ground)
        : base(family, order, ground)
    {
        _address = (host, 0);
    }

    protected override EndPoint Address => new DnsEndPoint(_address.host, 0, Family);

    [SkippableFact]
    public void Handle_expt()
    {
        BaseServer server = Serve((sock, map) => new UrgentHandler(sock, map));
        var client = new UrgentClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(client);
    }

    [SkippableFact]
    public void Bind()
    {
        var s1 = new asyncore.dispatcher(null, Test.Map);
        s1.create_socket(Family);
        s1.bind(_address);
        s1.listen(5);
        int port = ((IPEndPoint)s1.socket!.LocalEndPoint!).Port;

        var s2 = new asyncore.dispatcher(null, Test.Map);
        s2.create_socket(Family);
        SocketException refused = Assert.Throws<SocketException>(() => s2.bind((_address.host, port)));

        Assert.Equal(SocketError.AddressAlreadyInUse, refused.SocketErrorCode);
    }

    [SkippableFact]
    public void Set_reuse_addr()
    {
        var s = new asyncore.dispatcher(Test.Loop.Network.CreateSocket(Family, SocketType.Stream), Test.Map);
        Assert.False(s.socket!.ReuseAddress);
        s.socket.Close();

        s.create_socket(Family);
        s.set_reuse_addr();

        Assert.True(s.socket.ReuseAddress);
    }

    /// <summary>
    /// CPython races a thread against the loop to have a connection reset before it is accepted. Here it is reset before the loop
    /// runs at all, so every run shows it. In the order of poll the reset is a hang-up: the handler may close.
    /// </summary>
    [SkippableFact]
    public void Quick_connect()
    {
        bool accepted = false;
        BaseServer server = Serve((sock, map) =>
        {
            accepted = true;
            return new ResetHandler(sock, map);
        });
        using (ChannelSocket client = Test.Loop.Network.CreateSocket(Family, SocketType.Stream))
        {
            client.Blocking = true;
            client.Connect(server.address);
            client.Abort();
        }

        asyncore.loop(timeout: 0.01, use_poll: Order == Order.Poll, map: Test.Map, count: 5);

        Assert.True(accepted);
        Assert.True(server.accepting);
        Assert.Same(server, Test.Map[server.socket!.Descriptor]);
    }

    private sealed class UrgentHandler : BaseTestHandler
    {
        public UrgentHandler(ChannelSocket sock, ChannelMap map)
            : base(sock, map) => socket!.Send([244], SocketFlags.OutOfBand);
    }

    private sealed class UrgentClient(ChannelMap map, AddressFamily family, EndPoint address) : BaseClient(map, family, address)
    {
        public override void handle_expt()
        {
            byte[] data = new byte[1024];
            Assert.Equal(1, socket!.Receive(data, SocketFlags.OutOfBand).Count);
            Assert.Equal(244, data[0]);
            flag = true;
        }
    }

    private sealed class ResetHandler(ChannelSocket sock, ChannelMap map) : BaseTestHandler(sock, map)
    {
        public override void handle_close() => close();
    }
}
