using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Logging.Abstractions;

namespace AsyncoreNet.Async.Tests;

/// <summary>A host with several addresses (RFC 8305): which one is taken, and that nothing is left of the others.</summary>
public sealed class HappyEyeballsTests : IDisposable
{
    private const string Host = "several.test";

    private readonly Names _names;
    private readonly Loop _loop;
    private readonly List<ChannelSocket> _sockets = [];

    public HappyEyeballsTests()
    {
        var network = TestNetwork.For(this);
        _names = new Names(network.Sockets);
        _loop = network.CreateLoop(NullLogger.Instance, sockets: _names);
    }

    [Fact]
    public void FirstAddressRefuses_TheNextIsTriedAtOnce()
    {
        int port = Listen("127.0.0.1");
        _names.Found = ["127.0.0.2", "127.0.0.3", "127.0.0.1"];
        Assert.Equal("127.0.0.1", Connect(port, attemptDelay: TimeSpan.FromHours(1)));
        Assert.Equal(["127.0.0.2", "127.0.0.3", "127.0.0.1"], _names.Connects);
    }

    /// <summary>IPv6 and IPv4 in turns, in the order of the resolver.</summary>
    [Fact]
    public void Families_TakeTurns()
    {
        int port = Listen("127.0.0.1");
        _names.Found = ["::1", "::1", "127.0.0.2", "127.0.0.1"];
        Assert.Equal("127.0.0.1", Connect(port, attemptDelay: TimeSpan.FromHours(1)));
        Assert.Equal(["::1", "127.0.0.2", "::1", "127.0.0.1"], _names.Connects);
    }

    /// <summary>An address that does not answer costs the delay, and is given up when another has answered.</summary>
    [Fact]
    public void FirstAddressIsSilent_TheNextOvertakesIt()
    {
        int port = Listen("127.0.0.1");
        ListenSilently("127.0.0.2", port);
        _names.Found = ["127.0.0.2", "127.0.0.1"];
        Assert.Equal("127.0.0.1", Connect(port, attemptDelay: TimeSpan.FromMilliseconds(10)));
        Assert.Equal(["127.0.0.2", "127.0.0.1"], _names.Connects);
    }

    [Fact]
    public void AllAddressesRefuse_TheLastErrorIsThrown()
    {
        int port = Listen("127.0.0.1");
        _names.Found = ["127.0.0.2", "127.0.0.3"];
        var error = Assert.Throws<SocketException>(() => Connect(port, TimeSpan.FromHours(1)));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        Assert.Contains("127.0.0.3", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever fails on the way, the socket does not stay.</summary>
    [Fact]
    public void OptionThatIsRefused_IsTheError()
    {
        int port = Listen("127.0.0.1");
        _names.Found = ["127.0.0.1"];
        _names.RefusesOptions = true;
        Assert.Equal(
            SocketError.InvalidArgument, Assert.Throws<SocketException>(() => Connect(port, TimeSpan.FromHours(1))).SocketErrorCode);
    }

    [Fact]
    public void Cancelled_WhileAllAreSilent_LeavesNothing()
    {
        int port = ListenSilently("127.0.0.2", 0);
        _names.Found = ["127.0.0.2", "127.0.0.2"];
        Assert.ThrowsAny<OperationCanceledException>(() => Connect(port, TimeSpan.FromMilliseconds(1), giveUpAfterConnects: 2));
    }

    [Fact]
    public void Cancelled_WhileTheNameIsLookedUp_LeavesNothing()
    {
        _names.Found = null;
        Assert.ThrowsAny<OperationCanceledException>(() => Connect(9, TimeSpan.FromMilliseconds(1), giveUpAfterConnects: 0));
    }

    public void Dispose()
    {
        _loop.Dispose();
        _sockets.ForEach(socket => socket.Dispose());
    }

    /// <summary>Connects on the loop. Returns the address that was taken; none of the other attempts is left in the map.</summary>
    private string Connect(int port, TimeSpan attemptDelay, int? giveUpAfterConnects = null) => AsyncLoop.Run(
        async stopping =>
        {
            using var cancel = new CancellationTokenSource();
            Task<AsyncConnection> connecting = AsyncConnection.ConnectAsync(
                Host, port, new AsyncConnectOptions { AttemptDelay = attemptDelay, Map = _loop.Map }, cancel.Token);
            while (giveUpAfterConnects is { } count && (_names.Connects.Count < count || !_names.IsAsked))
            {
                await _names.News.WaitAsync(stopping);
            }

            if (giveUpAfterConnects is not null)
            {
                await cancel.CancelAsync();
            }

            try
            {
                await using AsyncConnection connection = await connecting;
                return ((IPEndPoint)connection.RemoteEndPoint!).Address.ToString();
            }
            finally
            {
                Assert.Empty(_loop.Map);
                Assert.Equal(0, _loop.GetSnapshot().Timers);
            }
        },
        new AsyncLoopOptions { Loop = _loop, HandleSignals = false });

    private int Listen(string host)
    {
        ChannelSocket listener = CreateSocket();
        Assert.Equal(SocketError.Success, listener.Bind(new IPEndPoint(IPAddress.Parse(host), 0)));
        Assert.Equal(SocketError.Success, listener.Listen(100));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    /// <summary>A listener whose backlog is full: the kernel leaves further connects unanswered.</summary>
    private int ListenSilently(string host, int port)
    {
        ChannelSocket listener = CreateSocket();
        Assert.Equal(SocketError.Success, listener.Bind(new IPEndPoint(IPAddress.Parse(host), port)));
        Assert.Equal(SocketError.Success, listener.Listen(0));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(SocketError.InProgress, CreateSocket().Connect(listener.LocalEndPoint!));
        }

        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private ChannelSocket CreateSocket()
    {
        ChannelSocket socket = _names.Sockets.CreateSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>The network, with a resolver of the test's and a list of what is connected to.</summary>
    private sealed class Names(INetwork sockets) : INetwork
    {
        /// <summary>The network itself.</summary>
        public INetwork Sockets => sockets;

        /// <summary>What the host is known by; null: the answer never comes.</summary>
        public string[]? Found { get; set; } = [];

        public bool IsAsked { get; private set; }

        public bool RefusesOptions { get; set; }

        public List<string> Connects { get; } = [];

        /// <summary>The name is asked for, or there is a connect more.</summary>
        public AsyncAutoResetEvent News { get; } = new();

        public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol = ProtocolType.Unspecified) =>
            new Listed(sockets.CreateSocket(family, type, protocol), this);

        public IPoller CreatePoller(PollerKind kind) => sockets.CreatePoller(kind);

        public IPAddress[] Resolve(string host, AddressFamily family) => throw new NotSupportedException();

        public async ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken = default)
        {
            Assert.Equal(Host, host);
            IsAsked = true;
            News.Set();
            if (Found is null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return [.. Found!.Select(IPAddress.Parse)];
        }
    }

    private sealed class Listed(ChannelSocket inner, Names names) : ChannelSocket
    {
        private int _descriptor = inner.Descriptor;

        public override int Descriptor => _descriptor;

        public override bool IsClosed => _descriptor < 0;

        public override AddressFamily AddressFamily => inner.AddressFamily;

        public override SocketType SocketType => inner.SocketType;

        public override EndPoint? LocalEndPoint => inner.LocalEndPoint;

        public override SocketError Connect(EndPoint address)
        {
            names.Connects.Add(((IPEndPoint)address).Address.ToString());
            names.News.Set();
            return inner.Connect(address);
        }

        public override bool NoDelay
        {
            get => inner.NoDelay;
            set => inner.NoDelay = names.RefusesOptions ? throw new SocketException((int)SocketError.InvalidArgument) : value;
        }

        public override SocketError GetError() => inner.GetError();

        public override SocketError GetRemoteEndPoint(out EndPoint? address) => inner.GetRemoteEndPoint(out address);

        public override IOResult Receive(Span<byte> buffer, SocketFlags flags = SocketFlags.None) => inner.Receive(buffer, flags);

        public override IOResult Send(ReadOnlySpan<byte> buffer, SocketFlags flags = SocketFlags.None) => inner.Send(buffer, flags);

        protected override SocketError CloseDescriptor()
        {
            _descriptor = -1;
            return inner.Close();
        }
    }
}
