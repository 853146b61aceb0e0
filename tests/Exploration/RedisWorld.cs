using System.Net;

using AsyncoreNet.Async;
using AsyncoreNet.Redis.Tests;
using AsyncoreNet.Testing;

using Redis;

namespace AsyncoreNet.Exploration;

/// <summary>
/// Redis with clients that write, publish and listen, push and wait. Replies come in order; when all is over, the server is asked
/// by another client what it has kept.
/// </summary>
internal sealed class RedisWorld : ExploredWorld
{
    private readonly List<RedisWrites> _writes = [];
    private readonly RedisChannels _channels = new();
    private readonly RedisQueue _queue = new();
    private RedisServer _server = null!;
    private AsyncServer _listener = null!;
    private int _theme; // what the clients are here for
    private int _visits;

    protected override int MostClients => 5;

    protected override Dispatcher Listen(EndPoint address)
    {
        _theme = Random.Next(0, 4);
        _server = new RedisServer(Loop.Default);
        _listener = _server.Listen(address);
        return _listener.Channel;
    }

    protected override Task StopAsync(TimeSpan drain) => _listener.StopAsync(drain);

    protected override async Task TalkAsync(ExploredClient client)
    {
        string name = $"visit {++_visits}";
        bool isFirst = client.Number % 2 == 1;
        switch (_theme == 3 ? client.Random.Next(0, 3) : _theme)
        {
            case 0:
                var writes = new RedisWrites(client.Random, name);
                _writes.Add(writes);
                await client.ConverseAsync(writes.Input, writes.Answer);
                writes.Note(client.Sent, client.Received);
                break;
            case 1:
                await (isFirst ? _channels.PublishAsync(client, name) : _channels.ListenAsync(client));
                break;
            default:
                await (isFirst ? _queue.PushAsync(client, name) : _queue.PopAsync(client));
                break;
        }
    }

    /// <summary>Serves what was kept once more, on a network without faults, to a client who has not been there before.</summary>
    protected override async Task EndAsync()
    {
        Require(_server is { SessionCount: 0, BlockedCount: 0 }, "no session is left");
        Require(_server.Channels.All.Count + _server.Patterns.All.Count == 0, "no subscription is left");
        Simulation.Network.Conditions = LinkConditions.Perfect;
        await Simulation.Start(ServerHost, () =>
        {
            _listener = _server.Listen(Address);
            return Task.CompletedTask;
        });
        await Simulation.Start(Simulation.Network.AddHost("auditor"), AuditAsync);
        await Simulation.Start(ServerHost, () => _listener.DisposeAsync().AsTask());
    }

    private async Task AuditAsync()
    {
        await using AsyncConnection connection = await AsyncConnection.ConnectAsync(Address);
        var talk = new RedisTalk(connection);
        foreach (RedisWrites writes in _writes)
        {
            writes.Check(await talk.AskAsync(writes.Audit[0]) + await talk.AskAsync(writes.Audit[1]));
        }

        _channels.Check();
        Require((await talk.AskAsync(_queue.PushOneMore()))[0] == ':', "another item can be pushed");
        _queue.Check(await talk.AskAsync(Resp.Request("LRANGE", RedisQueue.Key, "0", "-1")));
        Require(await talk.AskAsync(Resp.Request("FLUSHALL")) == "+OK\r\n", "all is forgotten");
    }
}
