using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Compat.Tests.Waitress;

/// <summary>
/// Mirrors <c>test_wasyncore.Test_dispatcher</c>. Where the original replaces a method, the socket or a subclass answers.
/// </summary>
public sealed class Test_dispatcher
{
    private const SocketError Unexpected = (SocketError)122; // EDQUOT: no socket call gives it

    private readonly ChannelMap _map = new();

    [Fact]
    public void __repr__accepting()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket());
        inst.accepting = true;
        inst.addr = new DnsEndPoint("localhost", 8080);
        Assert.StartsWith("<asyncore.dispatcher listening localhost:8080 at", inst.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void __repr__connected()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket());
        inst.accepting = false;
        inst.connected = true;
        inst.addr = new DnsEndPoint("localhost", 8080);
        Assert.StartsWith("<asyncore.dispatcher connected localhost:8080 at", inst.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Set_reuse_addr_with_socketerror()
    {
        var sock = new FakeSocket();
        MakeOne(sock).set_reuse_addr();
        Assert.True(sock.OptionFailed);
    }

    /// <summary>An accept that raises TypeError in Python is one that yields nothing.</summary>
    [Fact]
    public void Accept_raise_TypeError()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket { AcceptResult = SocketError.WouldBlock });
        Assert.Null(inst.accept());
    }

    [Fact]
    public void Accept_raise_unexpected_socketerror()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket { AcceptResult = Unexpected });
        Assert.Equal(Unexpected, Assert.Throws<SocketException>(() => inst.accept()).SocketErrorCode);
    }

    [Fact]
    public void Send_raise_EWOULDBLOCK()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket { SendResult = SocketError.WouldBlock });
        Assert.Equal(0, inst.send("a"u8));
    }

    [Fact]
    public void Send_raise_unexpected_socketerror()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket { SendResult = Unexpected });
        Assert.Equal(Unexpected, Assert.Throws<SocketException>(() => inst.send("a"u8)).SocketErrorCode);
    }

    [Fact]
    public void Recv_raises_disconnect()
    {
        var inst = new Recorder(new FakeSocket { ReceiveResult = SocketError.ConnectionReset }, _map);
        Assert.Empty(inst.recv(1));
        Assert.Equal(["close"], inst.Trace);
    }

    [Fact]
    public void Close_raises_unknown_socket_error()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket { CloseResult = Unexpected });
        Assert.Equal(Unexpected, Assert.Throws<SocketException>(inst.close).SocketErrorCode);
    }

    [Fact]
    public void Handle_read_event_not_accepting_not_connected_connecting()
    {
        var inst = new Recorder(new FakeSocket(), _map) { accepting = false, connected = false, connecting = true };
        inst.handle_read_event();
        Assert.Equal(["connect", "read"], inst.Trace);
    }

    [Fact]
    public void Handle_connect_event_getsockopt_returns_error()
    {
        asyncore.dispatcher inst = MakeOne(new FakeSocket { PendingError = Unexpected });
        Assert.Equal(Unexpected, Assert.Throws<SocketException>(inst.handle_connect_event).SocketErrorCode);
    }

    [Fact]
    public void Handle_expt_event_getsockopt_returns_error()
    {
        var inst = new Recorder(new FakeSocket { PendingError = Unexpected }, _map);
        inst.handle_expt_event();
        Assert.Equal(["close"], inst.Trace);
    }

    [Fact]
    public void Handle_write_event_while_accepting()
    {
        var inst = new Recorder(new FakeSocket(), _map) { accepting = true };
        inst.handle_write_event();
        Assert.Empty(inst.Trace);
    }

    [Fact]
    public void Handle_error_gardenpath()
    {
        var inst = new Recorder(new FakeSocket(), _map);
        ((asyncore.dispatcher)inst).handle_error(new FormatException());
        Assert.Equal(["error FormatException", "close"], inst.Trace);
        Assert.StartsWith("error: ", inst.Log[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_close()
    {
        var inst = new Recorder(new FakeSocket(), _map);
        inst.handle_close();
        Assert.Equal(["warning: unhandled close event"], inst.Log);
        Assert.True(inst.socket!.IsClosed);
        Assert.Empty(_map);
    }

    [Fact]
    public void Handle_accepted()
    {
        var accepted = new FakeSocket(43);
        MakeOne(new FakeSocket()).handle_accepted(accepted, FakeSocket.Peer);
        Assert.True(accepted.IsClosed);
    }

    private asyncore.dispatcher MakeOne(ChannelSocket sock) => new(sock, _map);
}
