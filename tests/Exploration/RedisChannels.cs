using System.Globalization;

using AsyncoreNet.Async;
using AsyncoreNet.Redis.Tests;

namespace AsyncoreNet.Exploration;

/// <summary>
/// Who publishes and who listens: a listener gets the messages of each publisher in their order and none twice, and loses none
/// while it listens.
/// </summary>
internal sealed class RedisChannels
{
    private static readonly string[] Names = ["news", "nights"];

    private readonly List<Publication> _publications = [];
    private readonly List<Audience> _audiences = [];
    private int _listening; // connections that may be subscribed

    /// <summary>Publishes a few messages at a time.</summary>
    public async Task PublishAsync(ExploredClient client, string name)
    {
        if (await client.TryConnectAsync() is not { } connection)
        {
            return;
        }

        var publication = new Publication(name);
        _publications.Add(publication);
        var talk = new RedisTalk(connection);
        for (int batches = client.Random.Next(1, 8), published = 0; batches > 0; batches--)
        {
            string requests = "";
            int first = published;
            for (int i = client.Random.Next(1, 5); i > 0; i--)
            {
                string channel = client.Random.Pick<string>(Names);
                string text = $"{name}/{published++}/{new string('.', ExploredWorld.DrawSize(client.Random, 1, 300))}";
                publication.Messages.Add(new Message(channel, text, client.World.Simulation.Time.Elapsed));
                requests += Resp.Request("PUBLISH", channel, text);
            }

            bool isOpen = await talk.SendAsync(client, requests);
            for (int i = first; isOpen && i < published; i++)
            {
                if (await talk.ReceiveAsync() is not { } reply)
                {
                    isOpen = false;
                }
                else
                {
                    ExploredWorld.Require(
                        reply[0] == ':' && int.Parse(reply[1..], CultureInfo.InvariantCulture) is var listeners && listeners >= 0
                        && listeners <= _listening,
                        $"{name} is told how many of {_listening} listen, and not {reply}");
                    publication.Messages[i].Acknowledged = client.World.Simulation.Time.Elapsed;
                }
            }

            if (!isOpen)
            {
                ExploredWorld.Require(client.World.MayBreak, $"{name} is not sent away ({talk.Failure?.Message})");
                break;
            }
        }

        connection.Abort();
    }

    /// <summary>Listens for a while, and leaves in one way or another.</summary>
    public async Task ListenAsync(ExploredClient client)
    {
        if (await client.TryConnectAsync() is not { } connection)
        {
            return;
        }

        _listening++;
        try
        {
            var audience = new Audience();
            _audiences.Add(audience);
            await ListenAsync(client, connection, audience);
        }
        finally
        {
            connection.Abort();
        }
    }

    /// <summary>Each listener has got what it was to get.</summary>
    public void Check()
    {
        foreach (Audience audience in _audiences)
        {
            foreach (Publication publication in _publications)
            {
                Check(audience, publication);
            }
        }
    }

    private static void Check(Audience audience, Publication publication)
    {
        List<int> got = [.. audience.Received.Where(m => m.Text.StartsWith($"{publication.Name}/", StringComparison.Ordinal))
            .Select(m => publication.Messages.FindIndex(p => p.Channel == m.Channel && p.Text == m.Text))];
        ExploredWorld.Require(!got.Contains(-1), $"what comes was published, by {publication.Name}");
        string heard = $"what is heard of {publication.Name} ({string.Join(' ', got)})";
        ExploredWorld.Require(got.SequenceEqual(got.Distinct().Order()), $"{heard} is in order");
        for (int i = 0; i < publication.Messages.Count; i++)
        {
            Message message = publication.Messages[i];
            bool isBetween = message.Acknowledged is not null && got.Count > 0 && i > got[0] && i < got[^1];
            bool isInTime = message.Published > audience.Begin && message.Acknowledged < audience.End;
            bool isFor = audience.Channels.Contains(message.Channel);
            ExploredWorld.Require(
                got.Contains(i) || !isFor || (!isBetween && !isInTime), $"{heard} has no gap at {i}");
        }
    }

    private static async Task ListenAsync(ExploredClient client, AsyncConnection connection, Audience audience)
    {
        var talk = new RedisTalk(connection);
        bool byPattern = client.Random.Chance(0.3);
        string[] topics = byPattern ? ["n[ie]*s"] : client.Random.Chance(0.5) ? Names : [client.Random.Pick<string>(Names)];
        audience.Channels = byPattern ? Names : topics;
        string verb = byPattern ? "psubscribe" : "subscribe";
        if (!await talk.SendAsync(client, Resp.Request([verb, .. topics])))
        {
            RequireReason(client, talk);
            return;
        }

        for (int i = 0; i < topics.Length; i++)
        {
            string? reply = await ReceiveAsync(talk, audience, default);
            if (reply is null)
            {
                RequireReason(client, talk);
                return;
            }

            Require(reply, $"*3\r\n${verb.Length}\r\n{verb}\r\n${topics[i].Length}\r\n{topics[i]}\r\n:{i + 1}\r\n");
        }

        audience.Begin = client.World.Simulation.Time.Elapsed;
        TimeSpan patience = ExploredWorld.DrawTime(client.Random, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        using (var tired = new CancellationTokenSource(patience, client.Host.Loop.TimeProvider))
        {
            try
            {
                Require(await ReceiveAsync(talk, audience, tired.Token), null);
                RequireReason(client, talk);
                return;
            }
            catch (OperationCanceledException)
            {
                // It has heard enough.
            }
        }

        if (client.Random.Chance(0.4))
        {
            return; // without a word
        }

        TimeSpan end = client.World.Simulation.Time.Elapsed;
        bool isSent = await talk.SendAsync(client, Resp.Request($"{(byPattern ? "p" : "")}unsubscribe") + Resp.Request("QUIT"));
        for (int i = topics.Length - 1; isSent && i >= 0; i--)
        {
            string? reply = await ReceiveAsync(talk, audience, default);
            isSent = reply is not null && reply.Contains("unsubscribe", StringComparison.Ordinal)
                && reply.EndsWith($":{i}\r\n", StringComparison.Ordinal);
            ExploredWorld.Require(isSent || reply is null, $"a listener leaves a channel, and does not hear {reply}");
        }

        isSent = isSent && await ReceiveAsync(talk, audience, default) is { } bye && bye == "+OK\r\n";
        if (isSent)
        {
            audience.End = end; // all that came before was for it
        }
        else
        {
            RequireReason(client, talk);
        }
    }

    /// <summary>The next reply that is no message; messages on the way are noted.</summary>
    private static async Task<string?> ReceiveAsync(RedisTalk talk, Audience audience, CancellationToken cancellationToken)
    {
        while (await talk.ReceiveAsync(cancellationToken) is { } reply)
        {
            string[] parts = reply.Split("\r\n");
            if (parts is not [_, _, "message" or "pmessage", ..])
            {
                return reply;
            }

            audience.Received.Add((Channel: parts[^4], Text: parts[^2]));
        }

        return null;
    }

    private static void RequireReason(ExploredClient client, RedisTalk talk) =>
        ExploredWorld.Require(client.World.MayBreak, $"who listens is not sent away ({talk.Failure?.Message})");

    private static void Require(string? reply, string? expected) =>
        ExploredWorld.Require(reply is null || reply == expected, $"the reply is {expected}, and not {reply}");

    private sealed class Publication(string name)
    {
        public string Name => name;

        public List<Message> Messages { get; } = [];
    }

    private sealed class Message(string channel, string text, TimeSpan published)
    {
        public string Channel => channel;

        public string Text => text;

        public TimeSpan Published => published;

        public TimeSpan? Acknowledged { get; set; }
    }

    private sealed class Audience
    {
        public string[] Channels { get; set; } = [];

        public List<(string Channel, string Text)> Received { get; } = [];

        /// <summary>When it was told that it listens.</summary>
        public TimeSpan Begin { get; set; } = TimeSpan.MaxValue;

        /// <summary>When it asked to listen no more, if that was confirmed.</summary>
        public TimeSpan? End { get; set; }
    }
}
