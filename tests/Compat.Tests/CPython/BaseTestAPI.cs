using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.CPython;

/// <summary>
/// Mirrors <c>test_asyncore.BaseTestAPI</c>: one suite for every address family, order of dispatch and ground. The four of its
/// tests that CPython skips on Unix sockets are in <see cref="BaseTestAPI_UseInternetSockets"/>, so they do not count there.
/// </summary>
public abstract class BaseTestAPI : IDisposable
{
    private protected BaseTestAPI(AddressFamily family, Order order, Ground ground)
    {
        Family = family;
        Order = order;
        Test = new TestLoop(ground.CreateLoopOptions());
    }

    protected AddressFamily Family { get; }

    protected Order Order { get; }

    /// <summary>The address to listen at.</summary>
    protected abstract EndPoint Address { get; }

    private protected TestLoop Test { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public void Handle_connect()
    {
        BaseServer server = Serve();
        var client = new ConnectClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(client);
    }

    [SkippableFact]
    public void Handle_accept()
    {
        var server = new AcceptListener(Test.Map, Family, Address);
        _ = new BaseClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(server);
    }

    [SkippableFact]
    public void Handle_accepted()
    {
        var server = new AcceptedListener(Test.Map, Family, Address);
        _ = new BaseClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(server);
    }

    [SkippableFact]
    public void Handle_read()
    {
        BaseServer server = Serve((sock, map) => new SendingHandler(sock, map));
        var client = new ReadClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(client);
    }

    [SkippableFact]
    public void Handle_write()
    {
        BaseServer server = Serve();
        var client = new WriteClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(client);
    }

    [SkippableFact]
    public void Handle_close()
    {
        BaseServer server = Serve((sock, map) => new ClosingHandler(sock, map));
        var client = new CloseClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(client);
    }

    [SkippableFact]
    public void Handle_close_after_conn_broken()
    {
        BaseServer server = Serve((sock, map) => new ReadOnceHandler(sock, map));
        var client = new BrokenClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(client);
    }

    [SkippableFact]
    public void Handle_error()
    {
        BaseServer server = Serve();
        var client = new ErrorClient(Test.Map, Family, server.address);
        LoopWaitingForFlag(client);
    }

    [SkippableFact]
    public void Connection_attributes()
    {
        BaseServer server = Serve();
        var client = new BaseClient(Test.Map, Family, server.address);

        Assert.False(server.connected);
        Assert.True(server.accepting);
        Assert.False(client.accepting);

        Test.PumpUntil(() => client.connected, Order, "the connection");
        asyncore.loop(timeout: 0.01, use_poll: Order == Order.Poll, map: Test.Map, count: 100);
        Assert.False(server.connected);
        Assert.True(server.accepting);
        Assert.True(client.connected);
        Assert.False(client.accepting);

        client.close();
        Assert.False(server.connected);
        Assert.True(server.accepting);
        Assert.False(client.connected);
        Assert.False(client.accepting);

        server.close();
        Assert.False(server.connected);
        Assert.False(server.accepting);
    }

    [SkippableFact]
    public void Create_socket()
    {
        var s = new asyncore.dispatcher(null, Test.Map);
        s.create_socket(Family);

        Assert.Equal(SocketType.Stream, s.socket!.SocketType);
        Assert.Equal(Family, s.socket.AddressFamily);
        Assert.False(s.socket.Blocking);
        if (OperatingSystem.IsLinux() && Test.Loop.Network is SystemNetwork)
        {
            var flags = DescriptorFlags.Of(s.socket.Descriptor);
            Assert.True(flags.HasFlag(DescriptorFlags.CloseOnExec), "Child processes would inherit it.");
            Assert.True(flags.HasFlag(DescriptorFlags.NonBlocking), "The descriptor itself blocks.");
        }
    }

    private protected BaseServer Serve(Func<ChannelSocket, ChannelMap, BaseTestHandler>? handler = null) =>
        new(Test.Map, Family, Address, handler);

    private protected void LoopWaitingForFlag(BaseTestHandler channel) => Test.PumpUntil(() => channel.flag, Order, "the event");

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Test.Dispose();
        }
    }

    private sealed class ConnectClient(ChannelMap map, AddressFamily family, EndPoint address) : BaseClient(map, family, address)
    {
        public override void handle_connect() => flag = true;
    }

    private class AcceptListener : BaseTestHandler
    {
        public AcceptListener(ChannelMap map, AddressFamily family, EndPoint addr)
            : base(null, map)
        {
            create_socket(family);
            bind(addr);
            listen(5);
            address = socket!.LocalEndPoint!;
        }

        public EndPoint address { get; }

        public override void handle_accept() => flag = true;
    }

    private sealed class AcceptedListener(ChannelMap map, AddressFamily family, EndPoint addr) : AcceptListener(map, family, addr)
    {
        public override void handle_accept()
        {
            if (accept() is var (conn, peer))
            {
                handle_accepted(conn, peer);
            }
        }

        public override void handle_accepted(ChannelSocket sock, EndPoint addr)
        {
            sock.Close();
            flag = true;
        }
    }

    private sealed class SendingHandler : BaseTestHandler
    {
        public SendingHandler(ChannelSocket sock, ChannelMap map)
            : base(sock, map) => send(new byte[1024]);
    }

    private sealed class ReadClient(ChannelMap map, AddressFamily family, EndPoint address) : BaseClient(map, family, address)
    {
        public override void handle_read() => flag = true;
    }

    private sealed class WriteClient(ChannelMap map, AddressFamily family, EndPoint address) : BaseClient(map, family, address)
    {
        public override void handle_write() => flag = true;
    }

    private sealed class ClosingHandler : BaseTestHandler
    {
        public ClosingHandler(ChannelSocket sock, ChannelMap map)
            : base(sock, map) => close();
    }

    private sealed class CloseClient(ChannelMap map, AddressFamily family, EndPoint address) : BaseClient(map, family, address)
    {
        public override void handle_read() => recv(1024); // the end of the stream shows in a receive

        public override void handle_close()
        {
            flag = true;
            close();
        }
    }

    private sealed class ReadOnceHandler(ChannelSocket sock, ChannelMap map) : BaseTestHandler(sock, map)
    {
        public override bool writable() => false;

        public override void handle_read()
        {
            recv(128);
            close();
        }
    }

    private sealed class BrokenClient(ChannelMap map, AddressFamily family, EndPoint address) : BaseClient(map, family, address)
    {
        public override void handle_write() => send(new byte[128]);

        public override void handle_close() => End();

        public override void handle_expt() => End();

        private void End()
        {
            flag = true;
            close();
        }
    }

    private sealed class ErrorClient(ChannelMap map, AddressFamily family, EndPoint address, int divisor = 0)
        : BaseClient(map, family, address)
    {
        public override void handle_write() => _ = 1 / divisor;

        public override void handle_error()
        {
            flag = true;
            if (asyncore.exc_info() is not DivideByZeroException)
            {
                base.handle_error();
            }
        }
    }
}
