using System.Net.Sockets;

using AsyncoreNet.Async;
using AsyncoreNet.Tests;

using Redis;

namespace AsyncoreNet.Redis.Tests;

/// <summary>
/// A test with the server on its own loop, and clients of plain sockets. The server's clock stands still until the test moves
/// it. No exception may leave a session, or reach the loop.
/// </summary>
public abstract class ServerTest : LoopTest
{
    private readonly ManualTimeProvider _time;
    private readonly Dictionary<StreamFamily, (Address Address, AsyncServer Listener)> _listeners = [];
    private readonly List<Client> _clients = [];
    private readonly List<Exception> _unhandled = [];

    protected ServerTest()
        : this(new ManualTimeProvider())
    {
    }

    private ServerTest(ManualTimeProvider time)
        : base(clock: time)
    {
        _time = time;
        Server = new RedisServer(Loop);
        Loop.UnhandledException += (_, info) => _unhandled.Add(info.Exception);
    }

    private protected RedisServer Server { get; }

    /// <summary>Connects a client. On a Unix socket, what was sent is there for the next pass; on TCP nearly always.</summary>
    private protected Client Connect(StreamFamily family = StreamFamily.Unix)
    {
        if (!_listeners.TryGetValue(family, out (Address Address, AsyncServer Listener) one))
        {
            var address = new Address(family);
            one = (address, Server.Listen(address.EndPoint));
            _listeners.Add(family, one);
        }

        long before = Server.ConnectionCount;
        Socket socket = one.Address.CreateSocket();
        socket.Connect(one.Listener.LocalEndPoint);
        socket.Blocking = false;
        RunUntil(() => Server.ConnectionCount > before);
        var client = new Client(socket);
        _clients.Add(client);
        return client;
    }

    /// <summary>Connects a client to a session whose calls of its socket the test can count.</summary>
    private protected (FaultySocket Counted, Client Client) ConnectCounted()
    {
        using var address = new Address(StreamFamily.Unix);
        (ChannelSocket near, Socket far) = address.Connect();
        var counted = new FaultySocket(near);
        Loop.Post(() => _ = ServeAsync());
        RunUntil(() => Server.ConnectionCount > 0);
        far.Blocking = false;
        var client = new Client(far);
        _clients.Add(client);
        return (counted, client);

        async Task ServeAsync()
        {
            await using var connection = new AsyncConnection(counted, Map);
            await Server.ServeAsync(connection, CancellationToken.None);
        }
    }

    /// <summary>Sends a command, and returns its reply.</summary>
    private protected string Ask(Client client, string line) => AskRaw(client, Resp.Line(line));

    /// <summary>Sends a request as it is, and returns its reply; or what there is at the server's end.</summary>
    private protected string AskRaw(Client client, string request)
    {
        client.Send(request);
        return Receive(client);
    }

    /// <summary>Waits for a reply; or takes what there is at the server's end.</summary>
    private protected string Receive(Client client)
    {
        string? reply = null;
        RunUntil(() => (reply = client.TryTake()) is not null || client.HasEnded, "a reply or the end");
        return reply ?? client.Output;
    }

    /// <summary>Sends all of it, whatever comes back, then takes all that comes until nothing more does.</summary>
    private protected string Exchange(Client client, byte[] input, int replies)
    {
        for (int passes = 0; input.Length > 0; passes++)
        {
            Assert.True(passes < 200_000, "The server takes no more.");
            input = client.Send(input);
            Pass();
            client.Receive();
        }

        (int known, int found) = (0, 0);
        RunUntil(() =>
        {
            client.Receive();
            string output = client.Output;
            for (int end; found < replies && (end = Resp.FindEnd(output.AsSpan(known))) > 0; known += end)
            {
                found++;
            }

            return found == replies || client.HasEnded;
        }, "all replies or the end");
        return client.TakeAll();
    }

    /// <summary>Nothing has come for a client, and passes of the loop do not change that.</summary>
    private protected void AssertNothing(Client client)
    {
        Pass(5);
        client.Receive();
        Assert.Empty(client.Output);
        Assert.False(client.HasEnded);
    }

    /// <summary>Waits for the server's end of a connection.</summary>
    private protected void AssertEnds(Client client) => RunUntil(() =>
    {
        client.Receive();
        return client.HasEnded;
    });

    /// <summary>Moves the server's clock.</summary>
    private protected void PassTime(TimeSpan time)
    {
        _time.Advance(time);
        Pass(3); // one in which the timer fires, others for what it has caused
    }

    /// <summary>Moves the server's clock, of which the loop learns in its next pass.</summary>
    private protected void Advance(TimeSpan time) => _time.Advance(time);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _clients.ForEach(client => client.Dispose());
            RunUntil(() => Server.SessionCount == 0, "all sessions have ended");
            Assert.Empty(Server.Channels.All);
            Assert.Empty(Server.Patterns.All);
            Assert.Equal(0, Server.BlockedCount);
            base.Dispose(disposing);
            _listeners.Values.ToList().ForEach(one => one.Address.Dispose());
            Assert.Empty(_unhandled);
            Assert.Empty(Log.Problems);
        }
    }
}
