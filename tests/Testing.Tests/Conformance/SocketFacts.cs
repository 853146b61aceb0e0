using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncoreNet.Testing.Tests.Conformance;

/// <summary>
/// What sockets and pollers do on Linux, as facts that hold on the kernel's own and on the simulated network: what a simulation
/// shows is worth something only as long as they do.
/// </summary>
/// <remarks>
/// Each fact was found out on the kernel first. Where it looks at readiness, it asks three pollers that watch the socket from
/// then on: for everything, for input alone and for output alone.
/// </remarks>
public abstract partial class SocketFacts : IDisposable
{
    private const PollFlags None = PollFlags.None;
    private const PollFlags In = PollFlags.In;
    private const PollFlags Pri = PollFlags.Pri;
    private const PollFlags Out = PollFlags.Out;
    private const PollFlags Err = PollFlags.Err;
    private const PollFlags Hup = PollFlags.Hup;

    private static int s_lastPort = Environment.ProcessId; // any beginning: two runs beside each other have different ones

    private readonly Ground _ground;
    private readonly List<ChannelSocket> _sockets = [];
    private readonly Watcher[] _watchers;
    private uint _generation;

    /// <summary>Facts for one ground.</summary>
    protected SocketFacts(Ground ground)
    {
        Skip.IfNot(ground is SimulatedGround || OperatingSystem.IsLinux(), "The facts are Linux's.");
        _ground = ground;
        PollFlags[] interests = [In | Out | Pri, In, Out];
        _watchers = [.. interests.Select(interest => new Watcher(ground.Network.CreatePoller(ground.Kind), interest))];
    }

    /// <summary>What two ends of a connection can be.</summary>
    public static TheoryData<AddressFamily> Families { get; } =
        new(AddressFamily.InterNetwork, AddressFamily.InterNetworkV6, AddressFamily.Unix);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ChannelSocket socket in _sockets)
        {
            Close(socket);
        }

        foreach (Watcher watcher in _watchers)
        {
            watcher.Poller.Dispose();
        }

        _ground.Dispose();
        GC.SuppressFinalize(this);
    }

    private ChannelSocket Open(AddressFamily family = AddressFamily.InterNetwork, SocketType type = SocketType.Stream) =>
        Keep(_ground.Network.CreateSocket(family, type));

    private ChannelSocket OpenUdp() => Open(AddressFamily.InterNetwork, SocketType.Dgram);

    private ChannelSocket Listen(int backlog = 5, AddressFamily family = AddressFamily.InterNetwork)
    {
        ChannelSocket listener = Open(family);
        Assert.Equal(SocketError.Success, listener.Bind(NewAddress(family)));
        Assert.Equal(SocketError.Success, listener.Listen(backlog));
        return listener;
    }

    /// <summary>
    /// A port that nobody has at any address: the system gives out none of these by itself. One that it gives out for an address may be
    /// another test's at the next.
    /// </summary>
    private static int NewPort() => 20_000 + (Interlocked.Increment(ref s_lastPort) % 10_000);

    private EndPoint NewAddress(AddressFamily family) => family switch
    {
        AddressFamily.Unix => new UnixDomainSocketEndPoint(_ground.NewPath()),
        AddressFamily.InterNetworkV6 => new IPEndPoint(IPAddress.IPv6Loopback, 0),
        _ => new IPEndPoint(IPAddress.Loopback, 0),
    };

    /// <summary>A connection whose client has been told that it is there.</summary>
    private (ChannelSocket Client, ChannelSocket Server) Connect(AddressFamily family = AddressFamily.InterNetwork)
    {
        ChannelSocket listener = Listen(family: family);
        (ChannelSocket client, ChannelSocket server) = Connect(listener);
        Close(listener);
        return (client, server);
    }

    private (ChannelSocket Client, ChannelSocket Server) Connect(ChannelSocket listener)
    {
        ChannelSocket client = StartToConnect(listener);
        ChannelSocket server = Accept(listener);
        Await(Out, client);
        Assert.Equal(SocketError.Success, client.GetError());
        return (client, server);
    }

    private ChannelSocket StartToConnect(ChannelSocket listener)
    {
        ChannelSocket client = Open(listener.AddressFamily);
        SocketError expected = listener.AddressFamily == AddressFamily.Unix ? SocketError.Success : SocketError.InProgress;
        Assert.Equal(expected, client.Connect(listener.LocalEndPoint!));
        return client;
    }

    private ChannelSocket Accept(ChannelSocket listener) => Accept(listener, out _);

    private ChannelSocket Accept(ChannelSocket listener, out EndPoint? address)
    {
        Await(In, listener);
        Assert.Equal(SocketError.Success, listener.Accept(out ChannelSocket? accepted, out address));
        return Keep(accepted!);
    }

    /// <summary>Where nobody listens: a socket that only has the address keeps others, on a real machine, from listening there.</summary>
    private IPEndPoint NobodysAddress()
    {
        ChannelSocket socket = Open();
        Assert.Equal(SocketError.Success, socket.Bind(NewAddress(AddressFamily.InterNetwork)));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>An address that was nobody's a moment ago.</summary>
    private IPEndPoint FreeAddress(SocketType type = SocketType.Stream)
    {
        ChannelSocket socket = Open(type: type);
        Assert.Equal(SocketError.Success, socket.Bind(NewAddress(AddressFamily.InterNetwork)));
        var address = (IPEndPoint)socket.LocalEndPoint!;
        Close(socket);
        return address;
    }

    private static void Send(ChannelSocket socket, string text, SocketFlags flags = SocketFlags.None) =>
        Assert.Equal(new IOResult(text.Length), socket.Send(Encoding.ASCII.GetBytes(text), flags));

    /// <summary>One receive.</summary>
    private static IOResult Receive(ChannelSocket socket, int most = 100, SocketFlags flags = SocketFlags.None) =>
        socket.Receive(new byte[most], flags);

    /// <summary>One receive that brings something.</summary>
    private static string Read(ChannelSocket socket, int most = 100, SocketFlags flags = SocketFlags.None)
    {
        byte[] buffer = new byte[most];
        IOResult result = socket.Receive(buffer, flags);
        Assert.Equal(SocketError.Success, result.Error);
        return Encoding.ASCII.GetString(buffer, 0, result.Count);
    }

    private static void Gives(SocketError error, IOResult result) => Assert.Equal(new IOResult(error), result);

    private static void Gives(int count, IOResult result) => Assert.Equal(new IOResult(count), result);

    private static void Gives(SocketError expected, SocketError error) => Assert.Equal(expected, error);

    /// <summary>Waits until the pollers tell this of a socket.</summary>
    private void Await(PollFlags flags, ChannelSocket socket)
    {
        foreach (Watcher watcher in _watchers)
        {
            PollFlags expected = Reports.Of(_ground.Kind, flags, watcher.Interest);
            for (PollFlags found; (found = Look(watcher, socket)) != expected;)
            {
                Assert.True(_ground.GoOn(), $"A poller with an interest in {watcher.Interest} reports {found}, not {expected}.");
            }
        }
    }

    /// <summary>This is what the pollers tell of a socket when everything that was under way has come to its end.</summary>
    private void Expect(PollFlags flags, ChannelSocket socket)
    {
        _ground.Settle();
        foreach (Watcher watcher in _watchers)
        {
            PollFlags expected = Reports.Of(_ground.Kind, flags, watcher.Interest);
            Assert.Equal((watcher.Interest, expected), (watcher.Interest, Look(watcher, socket)));
        }
    }

    /// <summary>Waits until a call, which is made again and again, gives what it should.</summary>
    private T AwaitResult<T>(Func<T> call, Predicate<T> fits)
    {
        T result;
        while (!fits(result = call()))
        {
            Assert.True(_ground.GoOn(), $"The last result was {result}.");
        }

        return result;
    }

    private void Close(ChannelSocket socket)
    {
        Forget(socket);
        Assert.Equal(SocketError.Success, socket.Close());
    }

    private void Abort(ChannelSocket socket)
    {
        Forget(socket);
        Assert.Equal(SocketError.Success, socket.Abort());
    }

    /// <summary>As a loop does before a descriptor closes.</summary>
    private void Forget(ChannelSocket socket)
    {
        foreach (Watcher watcher in _watchers)
        {
            if (watcher.Generations.Remove(socket))
            {
                watcher.Poller.Remove(socket.Descriptor);
            }
        }
    }

    private ChannelSocket Keep(ChannelSocket socket)
    {
        _sockets.Add(socket);
        return socket;
    }

    private PollFlags Look(Watcher watcher, ChannelSocket socket)
    {
        if (!watcher.Generations.TryGetValue(socket, out uint generation))
        {
            watcher.Generations.Add(socket, generation = ++_generation);
            Assert.Equal(SocketError.Success, watcher.Poller.Add(socket.Descriptor, generation, watcher.Interest, socket));
        }

        return Look(watcher.Poller, socket.Descriptor, generation);
    }

    /// <summary>What a poller tells of a descriptor: at most once, with the generation that it was registered with.</summary>
    private static PollFlags Look(IPoller poller, int descriptor, uint generation)
    {
        PollEvent[] events = [.. poller.Wait(TimeSpan.Zero).ToArray().Where(e => e.Descriptor == descriptor)];
        Assert.InRange(events.Length, 0, 1);
        Assert.All(events, e => Assert.Equal(generation, e.Generation));
        return events.Length == 0 ? None : events[0].Flags;
    }

    private sealed record Watcher(IPoller Poller, PollFlags Interest)
    {
        public Dictionary<ChannelSocket, uint> Generations { get; } = new(ReferenceEqualityComparer.Instance);
    }
}
