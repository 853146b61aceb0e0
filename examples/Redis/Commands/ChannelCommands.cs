using Redis.Protocol;

namespace Redis.Commands;

/// <summary>Messages: who publishes does not know who listens.</summary>
internal static class ChannelCommands
{
    public static void Subscribe(Session session, Arguments request) =>
        Add(session, request, session.Channels, session.Server.Channels, "subscribe"u8);

    public static void PSubscribe(Session session, Arguments request) =>
        Add(session, request, session.Patterns, session.Server.Patterns, "psubscribe"u8);

    public static void Unsubscribe(Session session, Arguments request) =>
        Remove(session, request, session.Channels, session.Server.Channels, "unsubscribe"u8);

    public static void PUnsubscribe(Session session, Arguments request) =>
        Remove(session, request, session.Patterns, session.Server.Patterns, "punsubscribe"u8);

    public static void Publish(Session session, Arguments request)
    {
        RedisServer server = session.Server;
        ReadOnlySpan<byte> channel = request[1];
        int receivers = 0;
        foreach (Session subscriber in server.Channels.Subscribers(channel) ?? [])
        {
            subscriber.Reply.Array(3);
            subscriber.Reply.Bulk("message"u8);
            subscriber.Reply.Bulk(channel);
            subscriber.Reply.Bulk(request[2]);
            subscriber.GotMessage();
            receivers++;
        }

        foreach ((byte[] pattern, HashSet<Session> subscribers) in server.Patterns.All)
        {
            if (!Glob.Matches(pattern, channel))
            {
                continue;
            }

            foreach (Session subscriber in subscribers)
            {
                subscriber.Reply.Array(4);
                subscriber.Reply.Bulk("pmessage"u8);
                subscriber.Reply.Bulk(pattern);
                subscriber.Reply.Bulk(channel);
                subscriber.Reply.Bulk(request[2]);
                subscriber.GotMessage();
                receivers++;
            }
        }

        session.Reply.Integer(receivers);
    }

    private static void Add(Session session, Arguments request, HashSet<byte[]> own, Topics all, ReadOnlySpan<byte> kind)
    {
        for (int i = 1; i < request.Count; i++)
        {
            byte[] topic = request[i].ToArray();
            if (own.Add(topic))
            {
                all.Add(topic, session);
            }

            WriteReply(session, kind, topic);
        }
    }

    private static void Remove(Session session, Arguments request, HashSet<byte[]> own, Topics all, ReadOnlySpan<byte> kind)
    {
        List<byte[]> topics = request.Count == 1 ? [.. own] : [];
        for (int i = 1; i < request.Count; i++)
        {
            topics.Add(request[i].ToArray());
        }

        foreach (byte[] topic in topics)
        {
            if (own.Remove(topic))
            {
                all.Remove(topic, session);
            }

            WriteReply(session, kind, topic);
        }

        if (topics.Count == 0)
        {
            WriteReply(session, kind, topic: null);
        }
    }

    /// <summary>What became of it, and how many subscriptions there are now.</summary>
    private static void WriteReply(Session session, ReadOnlySpan<byte> kind, byte[]? topic)
    {
        ReplyWriter reply = session.Reply;
        reply.Array(3);
        reply.Bulk(kind);
        if (topic is null)
        {
            reply.Null();
        }
        else
        {
            reply.Bulk(topic);
        }

        reply.Integer(session.SubscriptionCount);
    }
}
