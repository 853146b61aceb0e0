using System.Net;
using System.Net.Sockets;

namespace AsyncoreNet.Tests;

/// <summary>pyftpdlib's tests of <c>Acceptor</c>, by their names.</summary>
public sealed class AcceptorTests : LoopTest
{
    private readonly Probe _listener;
    private FaultySocket _socket = null!;

    public AcceptorTests()
    {
        Network.Sockets = (family, type) => _socket = new FaultySocket(SystemNetwork.Instance.CreateSocket(family, type));
        _listener = new Probe(null, Map);
        _listener.CreateSocket();
    }

    [Fact]
    public void Bind_af_unspecified_err()
    {
        _socket.BindError = SocketErrors.BadDescriptor;

        SocketException failure = Assert.Throws<SocketException>(() => _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0)));

        Assert.Equal(SocketErrors.BadDescriptor, failure.SocketErrorCode);
        Assert.True(_socket.IsClosed);
        Assert.Empty(Map);
    }

    [Fact]
    public void Handle_accept_econnaborted()
    {
        using Socket client = ConnectWith(SocketError.ConnectionAborted);

        RunUntil(() => _listener.Calls.Count > 0);

        Assert.Equal("accept", _listener.Calls[0]);
        Assert.DoesNotContain("accepted", _listener.Calls);
        Assert.Equal(ChannelState.Listening, _listener.State);
        Assert.Empty(Log.Problems);
    }

    /// <summary>An accept that brings nothing, which Python's would fail to unpack.</summary>
    [Fact]
    public void Handle_accept_typeerror()
    {
        using Socket client = ConnectWith(SocketError.WouldBlock);

        RunUntil(() => _listener.Calls.Count > 0);

        Assert.Equal("accept", _listener.Calls[0]);
        Assert.DoesNotContain("accepted", _listener.Calls);
        Assert.Equal(ChannelState.Listening, _listener.State);
        Assert.Empty(Log.Problems);
    }

    private Socket ConnectWith(SocketError acceptError)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _socket.AcceptError = acceptError;
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(_socket.LocalEndPoint!);
        return client;
    }
}
