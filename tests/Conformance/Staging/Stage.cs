using System.Net;
using System.Net.Sockets;

using AsyncoreNet.Compat;

namespace AsyncoreNet.Conformance;

/// <summary>
/// What a scenario is given: a map of its own, a trace, sockets, and a bounded way to drive the loop. Parallel to stage.py.
/// </summary>
internal sealed class Stage : IDisposable
{
    /// <summary>Milliseconds; every wait ends by then, with an error.</summary>
    public const int Timeout = 10_000;

    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private readonly IGround _ground;
    private readonly List<Peer> _peers = [];
    private readonly List<IDisposable> _open = []; // closed at the end
    private readonly List<int> _descriptors = []; // closed at the end
    private readonly List<string> _paths = []; // deleted at the end

    public Stage(bool use_poll, Ground ground)
        : this(use_poll, ground switch
        {
            Ground.Epoll => new SystemGround(PollerKind.Epoll),
            Ground.Poll => new SystemGround(PollerKind.Poll),
            Ground.Select => new SystemGround(PollerKind.Select),
            Ground.Simulated => new SimulatedGround(),
            _ => throw new ArgumentOutOfRangeException(nameof(ground)),
        })
    {
    }

    private Stage(bool use_poll, IGround ground)
    {
        (this.use_poll, _ground) = (use_poll, ground);
        map = new_map();
        map.Loop!.UnhandledException += (_, info) =>
            trace($"unhandled {Normal.describe(info.Exception)} of {(info.Channel as INamed)?.name}");
    }

    public bool use_poll { get; set; }

    public ChannelMap map { get; }

    public List<string> lines { get; private set; } = [];

    // The trace.

    public void trace(string text) => lines.Add(Normal.normalise(text));

    /// <summary>Does what may throw, and traces what is thrown.</summary>
    public void attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            trace("raised " + Normal.describe(error));
        }
    }

    public void show_map() => trace("map: " + string.Join(' ', map.Values.Select(channel => ((INamed)channel).name)));

    /// <summary>An act that throws.</summary>
    public static Action raising(Exception error) => () => throw error;

    // The loop.

    /// <summary>So many passes that wait for nothing.</summary>
    public void run(int passes = 1)
    {
        for (int i = 0; i < passes; i++)
        {
            trace("-- pass");
            poll();
        }
    }

    public void poll(double timeout = 0.0, ChannelMap? map = null)
    {
        if (use_poll)
        {
            asyncore.poll2(timeout, map ?? this.map);
        }
        else
        {
            asyncore.poll(timeout, map ?? this.map);
        }
    }

    /// <summary>A map whose loop runs on the ground under test.</summary>
    public ChannelMap new_map()
    {
        var map = new ChannelMap();
        Loop loop = _ground.new_loop(map);
        _open.Add(loop);
        _open.Add(new Timer(_ => loop.Stop(), null, 3 * Timeout, System.Threading.Timeout.Infinite)); // ends a run that would not
        return map;
    }

    /// <summary>A stage with a map of its own that writes into the same trace.</summary>
    public Stage another() => keep(new Stage(use_poll, _ground) { lines = lines });

    // Sockets. A peer is the other end, driven by hand.

    /// <summary>A connected pair of Unix sockets: what one end does, the other knows at once.</summary>
    public (ChannelSocket Sock, Peer Peer) socketpair(string name = "peer")
    {
        (ChannelSocket ours, ChannelSocket theirs) = _ground.socketpair();
        return (keep(ours), keep(new Peer(this, name, theirs)));
    }

    public (ChannelSocket Sock, Peer Peer) tcp_pair(string name = "peer")
    {
        ChannelSocket listener = tcp_listener();
        ChannelSocket theirs = Connect(listener);
        return (keep(Accept(listener)), keep(new Peer(this, name, theirs)));
    }

    public ChannelSocket tcp_listener()
    {
        ChannelSocket listener = bound_socket(AnyPort);
        Check(listener.Listen(5));
        return listener;
    }

    public ChannelSocket unix_listener(string path, int backlog = 5)
    {
        ChannelSocket listener = bound_socket(new UnixDomainSocketEndPoint(path));
        Check(listener.Listen(backlog));
        return listener;
    }

    /// <summary>Bound to a port of its own.</summary>
    public ChannelSocket udp_socket()
    {
        ChannelSocket socket = bound_socket(AnyPort, SocketType.Dgram);
        socket.Blocking = true;
        return socket;
    }

    /// <summary>A port that is taken, with nobody listening.</summary>
    public EndPoint refusing_address() => bound_socket(AnyPort).LocalEndPoint!;

    public ChannelSocket new_socket(AddressFamily family = AddressFamily.InterNetwork, SocketType type = SocketType.Stream) =>
        keep(_ground.network.CreateSocket(family, type));

    public ChannelSocket bound_socket(EndPoint address, SocketType type = SocketType.Stream)
    {
        ChannelSocket socket = new_socket(address.AddressFamily, type);
        Check(socket.Bind(address));
        return socket;
    }

    /// <summary>The other end of a channel that connects to a listener of the stage.</summary>
    public Peer accept(ChannelSocket listener, string name = "peer") => keep(new Peer(this, name, Accept(listener)));

    /// <summary>A peer that connects to a channel that listens.</summary>
    public Peer connect(asyncore.dispatcher channel, string name = "peer") => keep(new Peer(this, name, Connect(channel.socket!)));

    /// <summary>Two descriptors: the end to read from, and the end to write to.</summary>
    public (int Read, int Write) pipe()
    {
        (int read, int write) = Posix.pipe();
        _descriptors.AddRange([read, write]);
        return (read, write);
    }

    /// <summary>A descriptor of a regular file, at its beginning.</summary>
    public int file(ReadOnlySpan<byte> content = default)
    {
        int fd = Posix.open_nameless_file();
        _descriptors.Add(fd);
        Posix.write(fd, content);
        Posix.rewind(fd);
        return fd;
    }

    public void close_fd(int fd)
    {
        _descriptors.Remove(fd);
        Posix.close(fd);
    }

    /// <summary>Where a Unix socket may be bound.</summary>
    public string path(string name)
    {
        string path = Path.Combine(Path.GetTempPath(), $"asyncore-{Guid.NewGuid():N}-{name}.sock");
        _paths.Add(path);
        return path;
    }

    /// <summary>An address in words: whose it is, if a peer's.</summary>
    public string where(EndPoint? addr)
    {
        if (string.IsNullOrEmpty(addr?.ToString()))
        {
            return "nowhere";
        }

        return _peers.Find(peer => addr.Equals(peer.address()))?.name ?? addr.ToString()!;
    }

    // Waits: before a pass, until the kernel has what the pass is to find. A hang-up or an error ends each.

    public void wait_readable(asyncore.dispatcher channel) => wait(channel, PollFlags.In);

    public void wait_writable(asyncore.dispatcher channel) => wait(channel, PollFlags.Out);

    public void wait_urgent(asyncore.dispatcher channel) => wait(channel, PollFlags.Pri);

    public void wait_hangup(asyncore.dispatcher channel) => wait(channel, PollFlags.None);

    /// <summary>Until so many bytes lie there to be read.</summary>
    public void wait_bytes(asyncore.dispatcher channel, int count)
    {
        if (!_ground.wait_bytes(channel.socket!, count))
        {
            throw new TimeoutException($"waited in vain for {count} bytes");
        }
    }

    public void wait(ChannelSocket socket, PollFlags flags, string name)
    {
        if (!_ground.wait(socket, flags))
        {
            throw new TimeoutException($"waited in vain for {name}");
        }
    }

    public static void Check(SocketError error)
    {
        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }
    }

    private void wait(asyncore.dispatcher channel, PollFlags flags) => wait(channel.socket!, flags, ((INamed)channel).name);

    private ChannelSocket Connect(ChannelSocket listener)
    {
        ChannelSocket socket = new_socket(listener.AddressFamily, listener.SocketType);
        SocketError error = socket.Connect(listener.LocalEndPoint!);
        if (error == SocketError.InProgress)
        {
            wait(socket, PollFlags.Out, "a connect");
            error = socket.GetError();
        }

        Check(error);
        return socket;
    }

    private ChannelSocket Accept(ChannelSocket listener)
    {
        wait(listener, PollFlags.In, "a connection");
        Check(listener.Accept(out ChannelSocket? accepted, out _));
        return accepted!;
    }

    // The end.

    /// <summary>Has the stage close it at the end.</summary>
    public T keep<T>(T thing)
        where T : IDisposable
    {
        _open.Add(thing);
        if (thing is Peer peer)
        {
            _peers.Add(peer);
        }

        return thing;
    }

    public void Dispose()
    {
        lines = []; // what the end of the stage does is no part of the scenario
        foreach (asyncore.dispatcher channel in map.Values.OfType<asyncore.dispatcher>().ToArray())
        {
            channel.socket!.Close();
        }

        map.Clear();
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            _open[i].Dispose(); // the loop of the map last
        }

        _descriptors.ForEach(Posix.close);
        _paths.ForEach(_ground.unlink);
    }
}
