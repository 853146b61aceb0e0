using System.Net;
using System.Net.Sockets;

using Microsoft.Win32.SafeHandles;

namespace AsyncoreNet.Tests;

/// <summary>
/// What cannot be done is refused with an error that names the channel and the address, and leaves nothing behind: no entry in
/// the map, no descriptor. Alone, for descriptors are counted.
/// </summary>
[Collection(ProcessWideCollection.Name)]
public sealed class BadInputTests : LoopTest
{
    private static readonly IPEndPoint NotLocal = new(IPAddress.Parse("192.0.2.1"), 0);

    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    [InlineData(StreamFamily.Unix)]
    public void Bind_AddressInUse_NamesChannelAndAddress(StreamFamily family)
    {
        using var address = new Address(family);
        using Socket holder = address.Listen();
        EndPoint taken = holder.LocalEndPoint!;

        LeavesNothing(() =>
        {
            var channel = new Probe(null, Map);
            channel.CreateSocket(address.Family);
            SocketException failure = Assert.Throws<SocketException>(() => channel.Bind(taken));
            Assert.Equal(SocketError.AddressAlreadyInUse, failure.SocketErrorCode);
            AssertNames(failure, channel, taken, "EADDRINUSE", "Another socket holds the address");
        });
    }

    [SkippableFact]
    public void Bind_AddressOfAnotherMachine_NamesChannelAndAddress() => LeavesNothing(() =>
    {
        var channel = new Probe(null, Map);
        channel.CreateSocket();
        SocketException failure = Assert.Throws<SocketException>(() => channel.Bind(NotLocal));
        Assert.Equal(SocketError.AddressNotAvailable, failure.SocketErrorCode);
        AssertNames(failure, channel, NotLocal, "EADDRNOTAVAIL", "not one of this machine's");
    });

    [SkippableFact]
    public void Bind_AddressOfAnotherFamily_NamesChannelAndAddress() => LeavesNothing(() =>
    {
        var channel = new Probe(null, Map);
        channel.CreateSocket(AddressFamily.InterNetwork);
        var wrong = new IPEndPoint(IPAddress.IPv6Loopback, 0);
        AssertNames(Assert.Throws<SocketException>(() => channel.Bind(wrong)), channel, wrong);
    });

    [SkippableFact]
    public void Listen_CannotListen_NamesTheChannel() => LeavesNothing(() =>
    {
        var channel = new Probe(null, Map);
        channel.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram);
        AssertNames(Assert.Throws<SocketException>(() => channel.Listen()), channel, address: null, "EOPNOTSUPP");
    });

    /// <summary>On a Unix socket the refusal is there before connect returns.</summary>
    [SkippableFact]
    public void Connect_RefusedAtOnce_NamesChannelAndAddress()
    {
        using var address = new Address(StreamFamily.Unix);
        using (Socket bound = address.CreateSocket())
        {
            bound.Bind(address.EndPoint);
            LeavesNothing(() =>
            {
                var channel = new Probe(null, Map);
                channel.CreateSocket(AddressFamily.Unix);
                SocketException failure = Assert.Throws<SocketException>(() => channel.Connect(address.EndPoint));
                Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
                AssertNames(failure, channel, address.EndPoint, "ECONNREFUSED", "Nothing listens there");
                Assert.Empty(channel.Calls);
            });
        }
    }

    [SkippableFact]
    public void Connect_NoSuchPath_NamesChannelAndAddress()
    {
        using var address = new Address(StreamFamily.Unix);

        LeavesNothing(() =>
        {
            var channel = new Probe(null, Map);
            channel.CreateSocket(AddressFamily.Unix);
            SocketException failure = Assert.Throws<SocketException>(() => channel.Connect(address.EndPoint));
            AssertNames(failure, channel, address.EndPoint, "ENOENT");
        });
    }

    [SkippableTheory]
    [InlineData(StreamFamily.IPv4)]
    [InlineData(StreamFamily.IPv6)]
    public void Connect_RefusedLater_ReachesHandleErrorAndNamesChannelAndAddress(StreamFamily family)
    {
        using var address = new Address(family);
        using Socket bound = address.CreateSocket();
        bound.Bind(address.EndPoint); // it holds the port and does not listen
        EndPoint refusing = bound.LocalEndPoint!;

        LeavesNothing(() =>
        {
            var channel = new Probe(null, Map);
            channel.CreateSocket(address.Family);
            channel.Connect(refusing);
            RunUntil(() => channel.IsClosed);
            Assert.Equal(["error", "close"], channel.Calls);
            var failure = Assert.IsType<SocketException>(Assert.Single(channel.Errors));
            Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
            AssertNames(failure, channel, refusing, "ECONNREFUSED", "Nothing listens there");
        });
    }

    /// <summary>The resolver's answer is given here: to ask the real one would leave loopback.</summary>
    [SkippableFact]
    public void Connect_UnresolvableHost_NamesChannelAndAddress()
    {
        Network.Resolver = (_, _) => throw new SocketException((int)SocketError.HostNotFound);
        var name = new DnsEndPoint("name.invalid", 80);

        LeavesNothing(() =>
        {
            var channel = new Probe(null, Map);
            channel.CreateSocket();
            SocketException failure = Assert.Throws<SocketException>(() => channel.Connect(name));
            Assert.Equal(SocketError.HostNotFound, failure.SocketErrorCode);
            AssertNames(failure, channel, name);
        });
    }

    [SkippableFact]
    public void Connect_HostHasNoAddressOfTheFamily_NamesChannelAndAddress()
    {
        var name = new DnsEndPoint("127.0.0.1", 80);

        LeavesNothing(() =>
        {
            var channel = new Probe(null, Map);
            channel.CreateSocket(AddressFamily.InterNetworkV6);
            AssertNames(Assert.Throws<SocketException>(() => channel.Connect(name)), channel, name);
        });
    }

    [SkippableFact]
    public void CreateSocket_UnknownFamily_IsAnError() => LeavesNothing(() =>
    {
        var channel = new Probe(null, Map);
        Assert.Throws<SocketException>(() => channel.CreateSocket(AddressFamily.AppleTalk));
        Assert.Equal(ChannelState.Detached, channel.State);
        Assert.Null(channel.Socket);
    });

    [SkippableFact]
    public void CreateSocket_UnknownType_NamesTheFamily() => LeavesNothing(() =>
    {
        var channel = new Probe(null, Map);
        SocketException failure = Assert.Throws<SocketException>(() => channel.CreateSocket(type: SocketType.Unknown));
        Assert.Contains("InterNetwork", failure.Message, StringComparison.Ordinal);
    });

    /// <summary>The socket that the channel had stays: nothing came in its place.</summary>
    [SkippableFact]
    public void CreateSocket_Refused_LeavesTheChannelAsItWas()
    {
        var channel = new Probe(null, Map);
        channel.CreateSocket();
        ChannelSocket before = channel.Socket!;

        Assert.Throws<SocketException>(() => channel.CreateSocket(AddressFamily.AppleTalk));

        Assert.Same(before, channel.Socket);
        Assert.Same(channel, Map[before.Descriptor]);
    }

    [SkippableTheory]
    [InlineData("Bind")]
    [InlineData("Listen")]
    [InlineData("Connect")]
    [InlineData("Accept")]
    [InlineData("Send")]
    [InlineData("Receive")]
    public void WithoutASocket_SaysHowToGetOne(string member)
    {
        var channel = new Plain(Map);
        var address = new IPEndPoint(IPAddress.Loopback, 0);

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>((Action)(member switch
        {
            "Bind" => () => channel.Bind(address),
            "Listen" => () => channel.Listen(),
            "Connect" => () => channel.Connect(address),
            "Accept" => () => channel.Accept(),
            "Send" => () => channel.Send("x"u8),
            _ => () => channel.Receive(new byte[1]),
        }));

        Assert.Contains("Plain", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CreateSocket", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Map);
    }

    [SkippableFact]
    public void NewDispatcher_ClosedSocket_NamesTheChannel() => LeavesNothing(() =>
    {
        ChannelSocket closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Close();
        SocketException failure = Assert.Throws<SocketException>(() => new Probe(closed, Map));
        Assert.Equal(SocketErrors.BadDescriptor, failure.SocketErrorCode);
        Assert.Contains(nameof(Probe), failure.Message, StringComparison.Ordinal);
    });

    /// <summary>What the channel had stays.</summary>
    [SkippableFact]
    public void SetSocket_ClosedSocket_ChangesNothing()
    {
        var channel = new Probe(null, Map);
        channel.CreateSocket();
        ChannelSocket before = channel.Socket!;
        ChannelSocket closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Close();

        Assert.Throws<SocketException>(() => channel.SetSocket(closed));

        Assert.Same(before, channel.Socket);
        Assert.Same(channel, Map[before.Descriptor]);
    }

    /// <summary>It has an entry for a moment, and leaves it; the socket is the caller's still.</summary>
    [SkippableFact]
    public void NewDispatcher_BrokenSocket_LeavesTheMapAgain() => LeavesNothing(() =>
    {
        (ChannelSocket near, Socket far) = Pairs.Connect();
        var broken = new FaultySocket(near) { RemoteEndPointError = SocketError.NetworkDown };
        SocketException failure = Assert.Throws<SocketException>(() => new Probe(broken, Map));
        Assert.Equal(SocketError.NetworkDown, failure.SocketErrorCode);
        Assert.Empty(Map);
        Assert.False(broken.IsClosed);
        broken.Close();
        far.Dispose();
    });

    [SkippableTheory]
    [InlineData(-1)]
    [InlineData(20_000_000)]
    public void NewFileDispatcher_ClosedDescriptor_NamesIt(int descriptor) => LeavesNothing(() =>
    {
        IOException failure = Assert.Throws<IOException>(() => new FileDispatcher(descriptor, Map));
        Assert.Contains($"descriptor {descriptor}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("EBADF", failure.Message, StringComparison.Ordinal);
    });

    [SkippableFact]
    public void NewFileDispatcher_ClosedHandle_Throws()
    {
        var handle = new SafeFileHandle(0, ownsHandle: false);
        handle.Dispose();

        LeavesNothing(() =>
        {
            Assert.Throws<ObjectDisposedException>(() => new FileDispatcher(handle, Map));
            Assert.Throws<ArgumentNullException>(() => new FileDispatcher(null!, Map));
        });
    }

    [SkippableFact]
    public void NewFileDescriptorSocket_ClosedDescriptor_NamesIt() => LeavesNothing(() =>
    {
        IOException failure = Assert.Throws<IOException>(() => new FileDescriptorSocket(20_000_000, ownsDescriptor: true));
        Assert.Contains("descriptor 20000000", failure.Message, StringComparison.Ordinal);
    });

    [SkippableFact]
    public void Map_NullEntry_Throws() => LeavesNothing(() => Assert.Throws<ArgumentNullException>(() => Map[5] = null!));

    [SkippableFact]
    public void Map_NegativeDescriptor_NamesTheChannel() => LeavesNothing(() =>
    {
        var channel = new Probe(null, Map);
        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(() => Map[-1] = channel);
        Assert.Contains(nameof(Probe), failure.Message, StringComparison.Ordinal);
    });

    [SkippableFact]
    public void Listen_NegativeBacklog_Throws()
    {
        var channel = new Probe(null, Map);
        channel.CreateSocket();

        Assert.Equal("backlog", Assert.Throws<ArgumentOutOfRangeException>(() => channel.Listen(-1)).ParamName);

        Assert.Equal(ChannelState.Open, channel.State);
    }

    [SkippableFact]
    public void NegativeHighWaterMark_Throws()
    {
        var channel = new Probe(null, Map);

        Assert.Throws<ArgumentOutOfRangeException>(() => channel.HighWaterMark = -1);

        Assert.Equal(1 << 20, channel.HighWaterMark);
    }

    [SkippableFact]
    public void NullArguments_Throw()
    {
        var channel = new Probe(null, Map);
        channel.CreateSocket();

        Assert.Throws<ArgumentNullException>(() => channel.Bind(null!));
        Assert.Throws<ArgumentNullException>(() => channel.Connect(null!));
        Assert.Throws<ArgumentNullException>(() => channel.SetSocket(null!));
        Assert.Throws<ArgumentNullException>(() => channel.SendTo("x"u8, null!));
        Assert.Throws<ArgumentNullException>(() => new Loop(null!));
        Assert.Throws<ArgumentNullException>(() => ChannelSocket.FromSocket(null!));
        Assert.Throws<ArgumentNullException>(() => ChannelEvents.Read(null!));
        Assert.Throws<ArgumentNullException>(() => ChannelEvents.Write(null!));
        Assert.Throws<ArgumentNullException>(() => ChannelEvents.Exceptional(null!));
        Assert.Throws<ArgumentNullException>(() => ChannelEvents.ReadWrite(null!, PollFlags.In));
        Assert.Equal(ChannelState.Open, channel.State);
    }

    /// <summary>A loop that cannot get its poller takes nothing with it: the map is free for another.</summary>
    [SkippableFact]
    public void NewLoop_PollerCannotBeMade_LeavesTheMapFree() => LeavesNothing(() =>
    {
        var map = new ChannelMap();
        Assert.Throws<PlatformNotSupportedException>(() => new Loop(map, new LoopOptions { Network = new NoPollers() }));
        Assert.Null(map.Loop);
        new Loop(map).Dispose();
    });

    /// <summary>Opening and closing a loop of each kind leaves no descriptor behind.</summary>
    [SkippableTheory]
    [InlineData(PollerKind.Epoll)]
    [InlineData(PollerKind.Poll)]
    [InlineData(PollerKind.Select)]
    public void NewLoop_Disposed_LeavesNothing(PollerKind kind) => LeavesNothing(() =>
    {
        using var loop = new Loop(new ChannelMap(), new LoopOptions { Poller = kind });
        loop.RunOnce(TimeSpan.Zero);
    });

    private void LeavesNothing(Action action)
    {
        DescriptorCount.StaysTheSame(() =>
        {
            action();
            Assert.Empty(Map);
        });
    }

    private static void AssertNames(Exception failure, Probe channel, EndPoint? address, params string[] more)
    {
        Assert.Contains(nameof(Probe), failure.Message, StringComparison.Ordinal);
        Assert.All(more, text => Assert.Contains(text, failure.Message, StringComparison.Ordinal));
        if (address is not null)
        {
            string text = address is DnsEndPoint name ? $"{name.Host}:{name.Port}" : address.ToString()!;
            Assert.Contains($" {text} ", failure.Message, StringComparison.Ordinal);
        }

        Assert.True(channel.IsClosed);
    }

    private sealed class Plain(ChannelMap map) : Dispatcher(null, map);

    private sealed class NoPollers : INetwork
    {
        public ChannelSocket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol) =>
            throw new NotSupportedException();

        public IPoller CreatePoller(PollerKind kind) => throw new PlatformNotSupportedException();

        public IPAddress[] Resolve(string host, AddressFamily family) => throw new NotSupportedException();

        public ValueTask<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
