using System.Net;

using AsyncoreNet;
using AsyncoreNet.Async;

using Redis.Data;

namespace Redis;

/// <summary>The server: what its sessions share. All of it belongs to the loop's thread, so nothing is ever locked.</summary>
internal sealed class RedisServer
{
    /// <summary>Databases to select from, as many as the original has by default.</summary>
    private const int DatabaseCount = 16;

    private readonly List<Session> _withMessages = [];
    private long _lastId;

    public RedisServer(Loop loop)
    {
        Loop = loop;
        Databases = [.. Enumerable.Range(0, DatabaseCount).Select(_ => new Keyspace(loop))];
        Started = loop.Time;
    }

    public Loop Loop { get; }

    public IReadOnlyList<Keyspace> Databases { get; }

    /// <summary>Who has subscribed to what.</summary>
    public Topics Channels { get; } = new();

    /// <summary>Who has subscribed to what is like this.</summary>
    public Topics Patterns { get; } = new();

    /// <summary>When the server was made, on the loop's clock.</summary>
    public TimeSpan Started { get; }

    /// <summary>Clients that are connected.</summary>
    public int SessionCount { get; private set; }

    /// <summary>Clients that wait for a list to get an item.</summary>
    public int BlockedCount { get; set; }

    /// <summary>Commands performed so far.</summary>
    public long CommandCount { get; set; }

    /// <summary>Clients that ever connected.</summary>
    public long ConnectionCount => _lastId;

    /// <summary>Listens from now on.</summary>
    public AsyncServer Listen(EndPoint address) =>
        AsyncServer.Start(address, ServeAsync, new AsyncServerOptions { Map = Loop.Map, Backlog = 511 });

    /// <summary>Serves a client until it leaves, or the server stops.</summary>
    public async Task ServeAsync(AsyncConnection connection, CancellationToken stopping)
    {
        var session = new Session(this, connection, ++_lastId);
        SessionCount++;
        try
        {
            await session.RunAsync(stopping);
        }
        finally
        {
            SessionCount--;
            session.Leave();
        }
    }

    /// <summary>A session has got a message, which is to be sent when the command of another is over.</summary>
    public void AddMessage(Session session) => _withMessages.Add(session);

    /// <summary>Sends what sessions have got from others.</summary>
    public void SendMessages()
    {
        if (_withMessages.Count > 0)
        {
            _withMessages.ForEach(session => session.Send());
            _withMessages.Clear();
        }
    }
}
