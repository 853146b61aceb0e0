using System.Globalization;

using AsyncoreNet.Async;
using AsyncoreNet.Redis.Tests;

namespace AsyncoreNet.Exploration;

/// <summary>
/// Who pushes and who waits for an item: each item is given out once, in order, and none is lost but to a connection that broke
/// while it waited.
/// </summary>
internal sealed class RedisQueue
{
    public const string Key = "queue";

    private const string OneMore = "visit 0/0000";

    private readonly Dictionary<string, bool> _items = []; // that were pushed, and whether that was acknowledged
    private readonly HashSet<string> _taken = [];
    private int _mostLost; // waits whose connections are over: each may have taken an item away

    /// <summary>Pushes a few items at a time.</summary>
    public async Task PushAsync(ExploredClient client, string name)
    {
        if (await client.TryConnectAsync() is not { } connection)
        {
            return;
        }

        var talk = new RedisTalk(connection);
        for (int batches = client.Random.Next(1, 8), pushed = 0; batches > 0; batches--)
        {
            await Task.Delay(TimeSpan.FromSeconds(client.Random.NextDouble()), client.Host.Loop.TimeProvider);
            List<string> items = [];
            string requests = "";
            for (int i = client.Random.Next(1, 4); i > 0; i--)
            {
                items.Add($"{name}/{pushed++:0000}");
                _items.Add(items[^1], false);
                requests += Resp.Request("RPUSH", Key, items[^1]);
            }

            if (!await talk.SendAsync(client, requests) || !await AreAcknowledgedAsync(talk, items))
            {
                ExploredWorld.Require(client.World.MayBreak, $"{name} is not sent away ({talk.Failure?.Message})");
                break;
            }
        }

        connection.Abort();
    }

    /// <summary>Waits for items, with and without patience, and leaves in one way or another.</summary>
    public async Task PopAsync(ExploredClient client)
    {
        if (await client.TryConnectAsync() is not { } connection)
        {
            return;
        }

        var talk = new RedisTalk(connection);
        var taken = new List<string>();
        int asked = 0;
        for (int rounds = client.Random.Next(1, 6); rounds > 0; rounds--)
        {
            TimeSpan begin = client.World.Simulation.Time.Elapsed;
            double patience = Math.Round(client.Random.NextDouble() * 10, 2) + 0.01;
            int waits = client.Random.Chance(0.7) ? 1 : 2;
            string wait = Resp.Request("BLPOP", Key, patience.ToString(CultureInfo.InvariantCulture));
            asked += waits;
            bool isOpen = await talk.SendAsync(client, string.Concat(Enumerable.Repeat(wait, waits)) + Resp.Request("PING"));
            TimeSpan stay = client.Random.Chance(0.1) ? TimeSpan.FromSeconds(client.Random.NextDouble()) : TimeSpan.FromHours(2);
            using var leaving = new CancellationTokenSource(stay, client.Host.Loop.TimeProvider);
            try
            {
                for (int i = 1; isOpen && i <= waits; i++)
                {
                    string? reply = await talk.ReceiveAsync(leaving.Token);
                    isOpen = reply is not null;
                    if (isOpen)
                    {
                        asked--;
                        Take(reply!, taken, client.World.Simulation.Time.Elapsed - begin, TimeSpan.FromSeconds(patience));
                    }
                }

                if (isOpen && await talk.ReceiveAsync(leaving.Token) is { } pong)
                {
                    ExploredWorld.Require(pong == "+PONG\r\n", $"behind the waits the next command is performed, and not {pong}");
                    continue;
                }

                ExploredWorld.Require(client.World.MayBreak, $"who waits is not sent away ({talk.Failure?.Message})");
            }
            catch (OperationCanceledException)
            {
                if (client.Random.Chance(0.5))
                {
                    connection.Close();
                }
            }

            break;
        }

        _mostLost += asked;
        connection.Abort();
        ExploredWorld.Require(AreInOrder(taken), "items are taken in order");
    }

    /// <summary>The command that pushes an item when all are gone: nobody may take it who is not there any more.</summary>
    public string PushOneMore()
    {
        _items.Add(OneMore, true);
        return Resp.Request("RPUSH", Key, OneMore);
    }

    /// <summary>What was acknowledged is taken, or still there.</summary>
    public void Check(string left)
    {
        List<string> items = [.. left.Split("\r\n").Where(line => line.StartsWith("visit", StringComparison.Ordinal))];
        foreach (string item in items)
        {
            ExploredWorld.Require(_items.ContainsKey(item), $"{item} was pushed");
            ExploredWorld.Require(_taken.Add(item), $"{item} is there once, and not taken");
        }

        ExploredWorld.Require(AreInOrder(items), "what is left is in order");
        ExploredWorld.Require(items.LastOrDefault() == OneMore, "nobody is served who has left");
        int lost = _items.Count(item => item.Value && !_taken.Contains(item.Key));
        ExploredWorld.Require(lost <= _mostLost, $"{lost} items are lost, where {_mostLost} waits at most were broken off");
    }

    /// <summary>Whether the items of each who has pushed are in their order.</summary>
    private static bool AreInOrder(IEnumerable<string> items) =>
        items.GroupBy(item => item.Split('/')[0]).All(own => own.SequenceEqual(own.Order(StringComparer.Ordinal)));

    private async Task<bool> AreAcknowledgedAsync(RedisTalk talk, List<string> items)
    {
        foreach (string item in items)
        {
            if (await talk.ReceiveAsync() is not { } reply)
            {
                return false;
            }

            ExploredWorld.Require(reply[0] == ':', $"a push is answered with a number, and not {reply}");
            _items[item] = true;
        }

        return true;
    }

    private void Take(string reply, List<string> taken, TimeSpan waited, TimeSpan patience)
    {
        if (reply == "*-1\r\n")
        {
            ExploredWorld.Require(waited >= patience, $"a wait of {patience} does not end after {waited}");
            return;
        }

        string item = reply.Split("\r\n") is ["*2", _, Key, _, { } text, ""] ? text : $"no item ({reply})";
        ExploredWorld.Require(_items.ContainsKey(item), $"{item} was pushed");
        ExploredWorld.Require(_taken.Add(item), $"{item} is given out once");
        taken.Add(item);
    }
}
